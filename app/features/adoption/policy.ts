import { type Actor, hasRoleAt } from "../accounts/actor";

/** Whose the solution is that somebody wrote about. */
export type ContactFacts = { organisationId: string | null };

const owns = (actor: Actor, { organisationId }: ContactFacts) => hasRoleAt(actor, organisationId, "owner");

/** What firms wrote is for the owners it was written to, and for nobody else: no coordinator, no manager, no administrator. */
const CONTACT_POLICY = { read: owns, answer: owns } as const satisfies Record<string, (actor: Actor, facts: ContactFacts) => boolean>;

export function mayOnContacts(actor: Actor, action: keyof typeof CONTACT_POLICY, facts: ContactFacts): boolean {
  return CONTACT_POLICY[action](actor, facts);
}
