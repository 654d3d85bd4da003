import { type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { hashPassword, makePassword, passwordFault } from "./password.server";
import { endMembership, findPersonByAddress, insertPeople, listPeopleByAddress, type NewPerson, setCredential, setDisabled, startMembership } from "./repository.server";
import { type LOCALES, type Role, storedRole } from "./schema";

export type PersonToAdd = Omit<NewPerson, "memberships"> & { memberships: Array<{ organisationId: string; role: Role }> };

/** Writes people whose channels the caller vouches for, inside a transaction of the caller's. */
export function addPeople(tx: Tx, people: readonly PersonToAdd[]): Promise<void> {
  return insertPeople(
    tx,
    people.map((person) => ({ ...person, memberships: person.memberships.map(({ organisationId, role }) => ({ organisationId, role: storedRole(role) })) })),
  );
}

/** An e-mail in lower case or a number in E.164, as `EmailSchema` and `WhatsappSchema` give them. */
export type UserToCreate = {
  email: string | null;
  whatsapp: string | null;
  name: string;
  locale: (typeof LOCALES)[number];
  membership: { organisationId: string; role: Role };
  /** Absent: one is made. */
  password?: string;
};

/**
 * Creates an account on an operator's word: its channels count as verified.
 * Returns the password only when it was made here; it is stored nowhere else.
 * Throws AppError `bad_input` (the password's fault, or "no-channel") and `conflict` "address-taken".
 */
export async function createUser(user: UserToCreate, now: Date): Promise<{ id: string; madePassword: string | undefined }> {
  const { email, whatsapp, name, locale, membership } = user;
  if (email === null && whatsapp === null) throw new AppError("bad_input", "no-channel");
  const madePassword = user.password === undefined ? makePassword() : undefined;
  const password = user.password ?? madePassword ?? "";
  const fault = passwordFault(password);
  if (fault) throw new AppError("bad_input", fault, { field: "password" });
  const passwordHash = await hashPassword(password);
  const id = newId(now);
  await transaction(async (tx) => {
    for (const address of [email, whatsapp]) {
      if (address !== null && (await findPersonByAddress(tx, address))) throw new AppError("conflict", "address-taken", { field: address === email ? "email" : "whatsapp" });
    }
    await addPeople(tx, [{ id, displayName: name, locale, email, whatsapp, demonstration: false, createdAt: now, memberships: [membership] }]);
    await setCredential(tx, id, passwordHash, now);
  });
  return { id, madePassword };
}

/**
 * Nobody signs in to a disabled account, and whoever was signed in is out. While nobody has confirmed the address, all accounts with it
 * are disabled. Throws AppError `not_found`. Returns the sessions ended; null when it was disabled before.
 */
export function disableUser(address: string, now: Date): Promise<{ sessionsEnded: number } | null> {
  return transaction(async (tx) => {
    const people = await listPeopleByAddress(tx, address);
    if (people.length === 0) throw new AppError("not_found", "no-such-person");
    const open = people.filter(({ disabledAt }) => disabledAt === null);
    let sessionsEnded = 0;
    for (const { id } of open) sessionsEnded += await setDisabled(tx, id, now);
    return open.length === 0 ? null : { sessionsEnded };
  });
}

export type MembershipChange = { address: string; organisationId: string; role: Role };

/** Gives a person a role in an organisation. False when they have it already. Throws AppError `not_found` for a person who has not confirmed the address. */
export function addRole({ address, organisationId, role }: MembershipChange, now: Date): Promise<boolean> {
  return transaction(async (tx) => startMembership(tx, { personId: (await personByAddress(tx, address)).id, organisationId, role: storedRole(role), now }));
}

/** Makes a person an owner of an organisation, inside a transaction of the caller's. */
export async function addOwner(tx: Tx, { personId, organisationId, now }: { personId: string; organisationId: string; now: Date }): Promise<void> {
  await startMembership(tx, { personId, organisationId, role: "owner", now });
}

/** Ends a role as of now; the membership is kept as history. False when there was none. Throws AppError `not_found` for the person. */
export function endRole({ address, organisationId, role }: MembershipChange, now: Date): Promise<boolean> {
  return transaction(async (tx) => endMembership(tx, { personId: (await personByAddress(tx, address)).id, organisationId, role: storedRole(role), now }));
}

/** Makes a person one of an organisation's owners, in the transaction that gives it something to own. */
export async function makeOwner(tx: Tx, membership: { personId: string; organisationId: string }, now: Date): Promise<void> {
  await startMembership(tx, { ...membership, role: "owner", now });
}

async function personByAddress(tx: Tx, address: string) {
  const person = await findPersonByAddress(tx, address);
  if (person) return person;
  // Anybody may have typed it: a role would go to whoever did.
  const typed = (await listPeopleByAddress(tx, address)).length > 0;
  throw new AppError("not_found", typed ? "address-unconfirmed" : "no-such-person");
}
