import { db, transaction } from "~/platform/database/client.server";
import { hashPassword, makePassword } from "./password.server";
import { setCredential } from "./repository.server";
import { type Role, roleFrom } from "./schema";

/** Two processes that start at once must not both make passwords. The number only has to be our own. */
const PASSWORDS_LOCK = 7_224_004;

export type DemonstrationPerson = { personId: string; role: Role; email: string; institution: string; hasPassword: boolean };

/** People of the demonstration with an e-mail, by their part in an organisation, in the order in which they came. */
export async function listDemonstrationPeople(): Promise<DemonstrationPerson[]> {
  const memberships = await db().membership.findMany({
    where: { person: { demonstration: true, disabledAt: null, channels: { some: { kind: "email" } } }, endsAt: null },
    select: {
      role: true,
      organisation: { select: { name: true } },
      person: { select: { id: true, channels: { where: { kind: "email" }, select: { address: true } }, credential: { select: { personId: true } } } },
    },
    orderBy: [{ person: { createdAt: "asc" } }, { personId: "asc" }, { id: "asc" }],
  });
  return memberships.flatMap(({ role, organisation, person }) =>
    person.channels
      .slice(0, 1)
      .map(({ address }) => ({ personId: person.id, role: roleFrom(role), email: address, institution: organisation.name, hasPassword: person.credential !== null })),
  );
}

/** Makes a password for each of these people, and returns them: they are stored nowhere else. Nobody's when one of them has one by now. */
export async function givePasswords(personIds: readonly string[], now: Date): Promise<Map<string, string>> {
  const made = await Promise.all(
    personIds.map(async (personId) => {
      const password = makePassword();
      return { personId, password, passwordHash: await hashPassword(password) };
    }),
  );
  return transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${PASSWORDS_LOCK})`;
    if ((await tx.credential.count({ where: { personId: { in: [...personIds] } } })) > 0) return new Map();
    for (const { personId, passwordHash } of made) await setCredential(tx, personId, passwordHash, now);
    return new Map(made.map(({ personId, password }) => [personId, password]));
  });
}
