import { type Actor, hasRole, hasRoleAt } from "../accounts/actor";
import { type ConflictFacts, inConflict } from "../submissions/conflict-of-interest/rules";
import { canMove, daysSince, LISTING_STATES, type ListingMove, type ListingState, OWNER_ALONE_DAYS } from "./status";

/** What the table needs to know of a listing. */
export type ListingFacts = {
  state: ListingState;
  /** Since when it has been in this state. */
  stateSince: Date;
  /** The solution's organisation; null while an imported one has no owner. */
  organisationId: string | null;
  /** The institution that accepted it; null for an import. */
  institutionId: string | null;
  /** Who was kept from what was submitted of it: acceptance frees nobody. */
  conflict: ConflictFacts;
};

type Question = (actor: Actor, listing: ListingFacts, now: Date) => boolean;

const owns: Question = (actor, { organisationId }) => hasRoleAt(actor, organisationId, "owner");
const manages: Question = (actor, { conflict }) => hasRole(actor, "programme-manager") && !inConflict(actor, conflict);
/** Nobody moderates what is their own, or what they were in conflict with before it was accepted. */
const moderates: Question = (actor, listing, now) =>
  manages(actor, listing, now) || (hasRoleAt(actor, listing.institutionId, "coordinator", "deputy") && !inConflict(actor, listing.conflict));
const ownsOrStandsIn: Question = (actor, listing, now) => owns(actor, listing, now) || (listing.organisationId === null && manages(actor, listing, now));
/** Who looks after the page may agree to its text once its owner has had two weeks to. */
const onBehalf: Question = (actor, listing, now) => moderates(actor, listing, now) && daysSince(listing.stateSince, now) >= OWNER_ALONE_DAYS;

/** What somebody does with a listing: the move it makes, and who may. The state from which it can be made is the move's own affair. */
export const LISTING_ACTIONS = {
  publish: { move: "published", who: ownsOrStandsIn },
  "publish-on-behalf": { move: "published", who: onBehalf },
  shelve: { move: "shelved", who: onBehalf },
  confirm: { move: "confirmed", who: ownsOrStandsIn },
  republish: { move: "republished", who: ownsOrStandsIn },
  hide: { move: "hidden", who: owns },
  show: { move: "shown", who: owns },
  suspend: { move: "suspended", who: moderates },
  lift: { move: "suspension_lifted", who: moderates },
  remove: { move: "removed", who: moderates },
} as const satisfies Record<string, { move: ListingMove; who: Question }>;
export type ListingAction = keyof typeof LISTING_ACTIONS;

/** What changes nothing. */
export const LISTING_VIEWS = {
  /** The work page of a listing, whatever its state. */
  open: (actor, listing, now) => owns(actor, listing, now) || moderates(actor, listing, now),
  /** Reports, and who may close them. */
  moderate: moderates,
} as const satisfies Record<string, Question>;
export type ListingView = keyof typeof LISTING_VIEWS;

/** What waits for moderators: what was reported, suspended or not agreed to by its owner; and imports that nobody owns and nobody confirmed. */
export const MODERATION_PILES = ["reports", "unconfirmed"] as const;
export type ModerationPile = (typeof MODERATION_PILES)[number];

/** Which of it waits for somebody; nothing for who moderates nothing. Imports have no institution, so the manager alone stands in for their owners. */
export function pilesOf(actor: Actor): readonly ModerationPile[] {
  if (hasRole(actor, "programme-manager")) return MODERATION_PILES;
  return hasRole(actor, "coordinator", "deputy") ? ["reports"] : [];
}

export function mayView(actor: Actor, view: ListingView, listing: ListingFacts, now: Date): boolean {
  return LISTING_VIEWS[view](actor, listing, now);
}

/** Whether somebody has the part that an action asks for, in whatever state the listing is. */
export function hasPartFor(actor: Actor, action: ListingAction, listing: ListingFacts, now: Date): boolean {
  return LISTING_ACTIONS[action].who(actor, listing, now);
}

export function mayAct(actor: Actor, action: ListingAction, listing: ListingFacts, now: Date): boolean {
  const { move } = LISTING_ACTIONS[action];
  return LISTING_STATES.some((to) => canMove(move, listing.state, to)) && hasPartFor(actor, action, listing, now);
}

/** In what part somebody acts, as the timeline keeps it. */
export function partOf(actor: Actor, listing: ListingFacts, now: Date): "owner" | "coordinator" | "programme-manager" | null {
  if (owns(actor, listing, now)) return "owner";
  if (!moderates(actor, listing, now)) return null;
  return hasRoleAt(actor, listing.institutionId, "coordinator", "deputy") ? "coordinator" : "programme-manager";
}
