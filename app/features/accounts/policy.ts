import { type Actor, hasRoleAt } from "./actor";
import type { Role } from "./schema";

/** Whom each part may bring into its own organisation. What is not written here, nobody may. */
const INVITES: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  owner: ["owner"],
  coordinator: ["coordinator", "deputy", "reviewer", "adviser"],
  "programme-manager": ["programme-manager"],
  administrator: ["administrator", "programme-manager"],
};

/** The roles that the actor may offer somebody in this organisation. */
export function rolesToOffer(actor: Actor, organisationId: string): Role[] {
  const inviters = Object.keys(INVITES) as Array<keyof typeof INVITES>;
  return [...new Set(inviters.filter((role) => hasRoleAt(actor, organisationId, role)).flatMap((role) => INVITES[role] ?? []))];
}
