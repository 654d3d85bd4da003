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

/** Every move there is. The name is the timeline event's kind. */
export const LISTING_MOVES = {
  /** Somebody who may has read the public text and agrees to it. */
  published: { from: ["unpublished"], to: ["published"] },
  /** "Sigue vigente": early, or because it was asked for. */
  confirmed: { from: SEARCHABLE_STATES, to: ["published"] },
  confirmation_due: { from: ["published"], to: ["needs_confirmation"] },
  archived: { from: ["needs_confirmation"], to: ["archived"] },
  republished: { from: ["archived"], to: ["published"] },
  /** Nobody agreed to the public text, and the coordinator puts it aside; its owner can take it up again. */
  shelved: { from: ["unpublished"], to: ["hidden"] },
  hidden: { from: READABLE_STATES, to: ["hidden"] },
  shown: { from: ["hidden"], to: ["unpublished", ...READABLE_STATES] },
  suspended: { from: [...READABLE_STATES, "hidden"], to: ["suspended"] },
  suspension_lifted: { from: ["suspended"], to: [...READABLE_STATES, "hidden"] },
  removed: { from: [...READABLE_STATES, "hidden", "suspended"], to: ["removed"] },
} as const satisfies Record<string, { from: readonly ListingState[]; to: readonly ListingState[] }>;
export type ListingMove = keyof typeof LISTING_MOVES;

export function canMove(move: ListingMove, from: ListingState, to: ListingState): boolean {
  const { from: sources, to: targets }: { from: readonly ListingState[]; to: readonly ListingState[] } = LISTING_MOVES[move];
  return sources.includes(from) && targets.includes(to);
}

/** Why a listing is taken out for good; its tombstone names the reason and no person. */
export const REMOVAL_REASONS = ["owner-request", "duplicate", "fraud", "inaccurate", "unlawful", "other"] as const;

const DAY = 86_400_000;
const CONFIRMED_FOR_MONTHS = 12;
/** Prices and contacts go out of date sooner. */
const PRICE_AND_CONTACT_MONTHS = 6;
export const ARCHIVED_AFTER_DAYS = 60;
/** For so long only the owner agrees to the public text; then the coordinator may, on the owner's behalf. */
export const OWNER_ALONE_DAYS = 14;
/** When an owner who has not answered is asked again: for the public text, and whether it still holds. */
export const ASKED_AGAIN_ON_DAYS = { unpublished: [3, 7, OWNER_ALONE_DAYS], needs_confirmation: [30, 53] } as const;
export type AwaitingOwner = keyof typeof ASKED_AGAIN_ON_DAYS;

/** Until when a confirmation given now holds. */
export function confirmationEnds(now: Date, { hasPriceOrContact }: { hasPriceOrContact: boolean }): Date {
  const ends = new Date(now);
  const day = ends.getUTCDate();
  ends.setUTCMonth(ends.getUTCMonth() + (hasPriceOrContact ? PRICE_AND_CONTACT_MONTHS : CONFIRMED_FOR_MONTHS));
  // 31 August plus six months is the last day of February, not a day in March.
  if (ends.getUTCDate() !== day) ends.setUTCDate(0);
  return ends;
}

/** When a listing that nobody confirms stops being found. */
export function archivedFrom(confirmBy: Date): Date {
  return new Date(confirmBy.getTime() + ARCHIVED_AFTER_DAYS * DAY);
}

/** How often an owner should have been asked by now, the first time included. */
export function timesToAsk(state: AwaitingOwner, since: Date, now: Date): number {
  return 1 + ASKED_AGAIN_ON_DAYS[state].filter((day) => daysSince(since, now) >= day).length;
}

export type ListingDates = { publishedAt: Date | null; confirmBy: Date | null };

/** Where a listing stands that nobody keeps hidden: what its dates say today. */
export function stateByDates({ publishedAt, confirmBy }: ListingDates, now: Date): Extract<ListingState, ReadableState | "unpublished"> {
  if (!publishedAt) return "unpublished";
  if (!confirmBy || confirmBy > now) return "published";
  return archivedFrom(confirmBy) > now ? "needs_confirmation" : "archived";
}

/** Where showing again and lifting lead: the state before, its dates checked anew. What its owner had hidden stays hidden. */
export function restoredState(listing: ListingDates & { state: ListingState; stateBefore: ListingState | null }, now: Date): ListingState {
  return listing.state === "suspended" && listing.stateBefore === "hidden" ? "hidden" : stateByDates(listing, now);
}

export function daysSince(moment: Date, now: Date): number {
  return Math.floor((now.getTime() - moment.getTime()) / DAY);
}
