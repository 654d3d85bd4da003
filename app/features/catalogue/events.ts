import type { ListingMove } from "./status";

/** What can happen to a listing without a change of state, as its timeline names it. */
export const LISTING_NOTES = ["created", "imported", "revised", "confirmation_asked", "report_filed", "report_dismissed", "report_upheld"] as const;
export type ListingNote = (typeof LISTING_NOTES)[number];

export type ListingEventKind = ListingNote | ListingMove;
