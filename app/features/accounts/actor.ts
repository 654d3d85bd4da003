import type { Role } from "./schema";

/** One part that a person has in an organisation today; what has ended is not here. */
export type ActiveMembership = { organisationId: string; role: Role };

/**
 * Who is asking. Services take it first, policies read it, nothing else decides. A draft holder has no account: the key
 * in their cookie opens the drafts named here, and those only.
 */
export type Actor =
  | { kind: "visitor" }
  | { kind: "draft-holder"; submissionIds: readonly string[] }
  | { kind: "person"; personId: string; memberships: readonly ActiveMembership[]; submissionIds: readonly string[] }
  | { kind: "system" };

export type PersonActor = Extract<Actor, { kind: "person" }>;

export const VISITOR: Actor = { kind: "visitor" };
export const SYSTEM: Actor = { kind: "system" };

export function hasRole(actor: Actor, ...roles: readonly Role[]): boolean {
  return actor.kind === "person" && actor.memberships.some(({ role }) => roles.includes(role));
}

export function hasRoleAt(actor: Actor, organisationId: string | null, ...roles: readonly Role[]): boolean {
  return (
    organisationId !== null && actor.kind === "person" && actor.memberships.some((membership) => membership.organisationId === organisationId && roles.includes(membership.role))
  );
}

/** The id that events keep; null for whoever has none. */
export function actorId(actor: Actor): string | null {
  return actor.kind === "person" ? actor.personId : null;
}
