import { type Actor, hasRoleAt } from "./actor";
import type { Role } from "./schema";

/** Whom each part may bring into its own organisation. What is not written here, nobody may. */
const INVITES: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  owner: ["owner"],
  coordinator: ["coordinator", "deputy", "reviewer", "adviser"],
  "programme-manager": ["programme-manager"],
  administrator: ["administrator", "programme-manager"],
};

/** Whoever may offer a part may take the offer back, and repeat it, whoever made it. */
export function mayOffer(actor: Actor, organisationId: string, role: Role): boolean {
  return rolesToOffer(actor, organisationId).includes(role);
}

/** The roles that the actor may offer somebody in this organisation. */
export function rolesToOffer(actor: Actor, organisationId: string): Role[] {
  const inviters = Object.keys(INVITES) as Array<keyof typeof INVITES>;
  return [...new Set(inviters.filter((role) => hasRoleAt(actor, organisationId, role)).flatMap((role) => INVITES[role] ?? []))];
}
