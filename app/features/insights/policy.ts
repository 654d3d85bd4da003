import { type Actor, hasRole } from "../accounts/actor";

/** Who reads the programme's figures. They are the same for all of them: two views of one thing could be compared. */
export function mayReadSums(actor: Actor): boolean {
  return hasRole(actor, "coordinator", "deputy", "programme-manager");
}
