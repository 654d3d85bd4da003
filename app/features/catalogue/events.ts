/** What can happen to a listing, as its timeline names it. */
export const LISTING_EVENTS = ["imported", "published", "revised"] as const;
export type ListingEventKind = (typeof LISTING_EVENTS)[number];
