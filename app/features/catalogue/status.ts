/** A listing's states. The keys are stored and never matched by their labels. */
export const LISTING_STATES = ["unpublished", "published", "needs_confirmation", "archived", "hidden", "suspended", "removed"] as const;
export type ListingState = (typeof LISTING_STATES)[number];

/** Found by search, listed in catalogues, exported. */
export const SEARCHABLE_STATES = ["published", "needs_confirmation"] as const satisfies readonly ListingState[];

/** Answers 200 at its own address; an archived listing says so there. All others but `removed` (410) are 404. */
export const READABLE_STATES = [...SEARCHABLE_STATES, "archived"] as const satisfies readonly ListingState[];
export type ReadableState = (typeof READABLE_STATES)[number];

export function isReadable(state: ListingState): state is ReadableState {
  return READABLE_STATES.some((readable) => readable === state);
}
