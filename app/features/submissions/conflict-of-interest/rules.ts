import type { Actor, PersonActor } from "../../accounts/actor";

/**
 * The one rule of conflict of interest: who is kept from a submission, from its acceptance on from its listing, and from
 * every count and letter about them. `queries.server.ts` beside this says the same in SQL, for whole queues and for people
 * who do not ask themselves; a test holds the two equal.
 */

/** Who must not see a submission: people and organisations that its owner named, and the organisations of whoever typed it for them. */
export type KeptOut = { personIds: readonly string[]; organisationIds: readonly string[] };

export type ConflictFacts = {
  /** The owner's organisation: whoever belongs to it is in conflict. */
  ownerOrganisationId: string | null;
  /** The owner, and who typed it on their behalf. */
  ownPersonIds: readonly string[];
  /** Who declared a conflict, as a coordinator or as a reviewer. It can't be taken back. */
  conflictedPersonIds: readonly string[];
  /** Who belonged to the owner's organisation, or to one that is kept out, since the submission was begun, and left it. */
  formerMemberIds: readonly string[];
  /** Reviewers who still belong to its panel. */
  panelPersonIds: readonly string[];
  keptOut: KeptOut;
  /** Its edition hides the owner from reviewers: nobody on the panel runs it, because the desk shows names. */
  blind: boolean;
};

export type ConflictReason = "declared" | "own" | "kept-out" | "organisation" | "former-organisation" | "blind-panel";

/** What keeps a person from it; null when nothing does. */
export function conflictOf({ personId, memberships }: Pick<PersonActor, "personId" | "memberships">, facts: ConflictFacts): ConflictReason | null {
  if (facts.conflictedPersonIds.includes(personId)) return "declared";
  if (facts.ownPersonIds.includes(personId)) return "own";
  if (facts.keptOut.personIds.includes(personId)) return "kept-out";
  if (memberships.some(({ organisationId }) => isOrganisationInConflict(organisationId, facts))) return "organisation";
  if (facts.formerMemberIds.includes(personId)) return "former-organisation";
  return facts.blind && facts.panelPersonIds.includes(personId) ? "blind-panel" : null;
}

function isOrganisationInConflict(organisationId: string, { ownerOrganisationId, keptOut }: ConflictFacts): boolean {
  return organisationId === ownerOrganisationId || keptOut.organisationIds.includes(organisationId);
}

/** For a desk and for moderators. Nobody but a person is ever free of conflict. */
export function inConflict(actor: Actor, facts: ConflictFacts): boolean {
  return actor.kind !== "person" || conflictOf(actor, facts) !== null;
}

/** For reviewers, who belong to the panel of a blind edition by their part. */
export function inConflictToReview(actor: Actor, facts: ConflictFacts): boolean {
  const reason = actor.kind === "person" ? conflictOf(actor, facts) : "declared";
  return reason !== null && reason !== "blind-panel";
}

/** The facts of several submissions as those of one: in conflict with any is in conflict. */
export function mergeConflictFacts(all: readonly ConflictFacts[]): ConflictFacts {
  const union = (of: (facts: ConflictFacts) => readonly string[]) => [...new Set(all.flatMap(of))];
  const blind = all.filter((facts) => facts.blind);
  return {
    ownerOrganisationId: all.find(({ ownerOrganisationId }) => ownerOrganisationId !== null)?.ownerOrganisationId ?? null,
    ownPersonIds: union(({ ownPersonIds }) => ownPersonIds),
    conflictedPersonIds: union(({ conflictedPersonIds }) => conflictedPersonIds),
    formerMemberIds: union(({ formerMemberIds }) => formerMemberIds),
    panelPersonIds: [...new Set(blind.flatMap(({ panelPersonIds }) => panelPersonIds))],
    keptOut: { personIds: union(({ keptOut }) => keptOut.personIds), organisationIds: union(({ keptOut }) => keptOut.organisationIds) },
    blind: blind.length > 0,
  };
}
