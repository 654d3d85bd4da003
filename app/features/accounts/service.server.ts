import type { Tx } from "~/platform/database/client.server";
import { insertPeople, type NewPerson } from "./repository.server";
import { type Role, storedRole } from "./schema";

export type PersonToAdd = Omit<NewPerson, "memberships"> & { memberships: Array<{ organisationId: string; role: Role }> };

/** Writes people whose channels the caller vouches for, inside a transaction of the caller's. */
export function addPeople(tx: Tx, people: readonly PersonToAdd[]): Promise<void> {
  return insertPeople(
    tx,
    people.map((person) => ({ ...person, memberships: person.memberships.map(({ organisationId, role }) => ({ organisationId, role: storedRole(role) })) })),
  );
}
