import type { Tx } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import type { Address, StoredRole } from "./schema";

export type NewPerson = {
  id: string;
  displayName: string;
  locale: string;
  demonstration: boolean;
  createdAt: Date;
  email: string | null;
  whatsapp: string | null;
  memberships: Array<{ organisationId: string; role: StoredRole }>;
};

/**
 * Writes people with their channels and memberships. The channels count as verified at `createdAt`: whoever calls this
 * vouches for them.
 *
 * @param verifiedBy the person who confirmed the numbers, when there is one
 */
export async function insertPeople(tx: Tx, people: readonly NewPerson[], verifiedBy: string | null = null): Promise<void> {
  await tx.person.createMany({ data: people.map(({ id, displayName, locale, demonstration, createdAt }) => ({ id, displayName, locale, demonstration, createdAt })) });
  await tx.channel.createMany({
    data: people.flatMap(({ id, email, whatsapp, createdAt }) => {
      const channel = { personId: id, createdAt, verifiedAt: createdAt };
      return [
        ...(email ? [{ ...channel, id: newId(createdAt), kind: "email" as const, address: email }] : []),
        ...(whatsapp ? [{ ...channel, id: newId(createdAt), kind: "whatsapp" as const, address: whatsapp, verifiedBy }] : []),
      ];
    }),
  });
  await tx.membership.createMany({
    data: people.flatMap(({ id, memberships, createdAt }) =>
      memberships.map(({ organisationId, role }) => ({ id: newId(createdAt), personId: id, organisationId, role, startsAt: createdAt })),
    ),
  });
}

export type StoredPerson = { id: string; displayName: string | null; demonstration: boolean; disabledAt: Date | null };

/** The person that an address belongs to, in whichever channel. */
export async function findPersonByAddress(tx: Tx, address: string): Promise<StoredPerson | undefined> {
  const channel = await tx.channel.findFirst({
    where: { address },
    select: { person: { select: { id: true, displayName: true, demonstration: true, disabledAt: true } } },
  });
  return channel?.person;
}

export type StoredCredential = { personId: string; passwordHash: string | undefined; hasSecondFactor: boolean };

/** What a sign-in needs of the person with this address; undefined for a disabled one, as for one that never was. */
export async function findCredentialByAddress(tx: Tx, { kind, address }: Address): Promise<StoredCredential | undefined> {
  const channel = await tx.channel.findUnique({
    where: { kind_address: { kind, address } },
    select: { person: { select: { id: true, disabledAt: true, erasedAt: true, credential: { select: { passwordHash: true } }, secondFactor: { select: { confirmedAt: true } } } } },
  });
  if (!channel || channel.person.disabledAt || channel.person.erasedAt) return undefined;
  const { id, credential, secondFactor } = channel.person;
  return { personId: id, passwordHash: credential?.passwordHash, hasSecondFactor: secondFactor?.confirmedAt != null };
}

export type StoredChannel = Address & { id: string; personId: string; verified: boolean };

/** The channel with this address; one of a person who is disabled or erased counts as nobody's to be written to. */
export async function findChannel(tx: Tx, { kind, address }: Address): Promise<StoredChannel | undefined> {
  const channel = await tx.channel.findUnique({ where: { kind_address: { kind, address } }, select: { id: true, personId: true, verifiedAt: true } });
  return channel ? { id: channel.id, personId: channel.personId, kind, address, verified: channel.verifiedAt !== null } : undefined;
}

/** Whoever comes second with this address waits until the first one's transaction has ended, and then finds it taken. */
export async function holdAddress(tx: Tx, { kind, address }: Address): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${kind} ${address}`}, 0))`;
}

export async function findChannelById(tx: Tx, id: string): Promise<StoredChannel | undefined> {
  const channel = await tx.channel.findUnique({ where: { id } });
  return channel ? { id, personId: channel.personId, kind: channel.kind, address: channel.address, verified: channel.verifiedAt !== null } : undefined;
}

export async function insertChannel(tx: Tx, { id, personId, kind, address }: Address & { id: string; personId: string }, now: Date): Promise<void> {
  await tx.channel.create({ data: { id, personId, kind, address, createdAt: now } });
}

/**
 * Notes that the channel is its person's own.
 *
 * @param verifiedBy who confirmed a number; null for an e-mail, which confirms itself
 * @returns whether the person had no confirmed channel before
 */
export async function verifyChannel(
  tx: Tx,
  id: string,
  verifiedBy: string | null,
  now: Date,
): Promise<{ personId: string; address: string; isFirst: boolean; wasVerified: boolean }> {
  const channel = await tx.channel.findUnique({ where: { id } });
  if (!channel) throw new AppError("gone", "link-used");
  const { personId, address, verifiedAt } = channel;
  const others = await tx.channel.count({ where: { personId, verifiedAt: { not: null }, id: { not: id } } });
  if (!verifiedAt) await tx.channel.update({ where: { id }, data: { verifiedAt: now, verifiedBy } });
  return { personId, address, isFirst: others === 0, wasVerified: verifiedAt !== null };
}

/** Who a link opens the account of. Throws AppError `gone` for somebody who may not come in any more. */
export async function findOpener(tx: Tx, personId: string): Promise<{ personId: string; hasSecondFactor: boolean }> {
  const person = await tx.person.findUnique({ where: { id: personId }, select: { disabledAt: true, erasedAt: true, secondFactor: { select: { confirmedAt: true } } } });
  if (!person || person.disabledAt || person.erasedAt) throw new AppError("gone", "link-used");
  return { personId, hasSecondFactor: person.secondFactor?.confirmedAt != null };
}

export async function setCredential(tx: Tx, personId: string, passwordHash: string, now: Date): Promise<void> {
  await tx.credential.upsert({ where: { personId }, create: { personId, passwordHash, changedAt: now }, update: { passwordHash, changedAt: now } });
}

/** Ends the person's sessions too: a disabled account is out at once. Returns how many were ended. */
export async function setDisabled(tx: Tx, personId: string, now: Date): Promise<number> {
  await tx.person.update({ where: { id: personId }, data: { disabledAt: now, version: { increment: 1 } } });
  return (await tx.session.deleteMany({ where: { personId } })).count;
}

/** False when the person has this role there already. One that had ended begins anew. */
export async function startMembership(
  tx: Tx,
  { personId, organisationId, role, now }: { personId: string; organisationId: string; role: StoredRole; now: Date },
): Promise<boolean> {
  const where = { personId_organisationId_role: { personId, organisationId, role } };
  const stored = await tx.membership.findUnique({ where, select: { endsAt: true } });
  if (stored && (stored.endsAt === null || stored.endsAt > now)) return false;
  await tx.membership.upsert({ where, create: { id: newId(now), personId, organisationId, role, startsAt: now }, update: { startsAt: now, endsAt: null } });
  return true;
}

/** False when the person has no such role there today. */
export async function endMembership(tx: Tx, { personId, organisationId, role, now }: { personId: string; organisationId: string; role: StoredRole; now: Date }): Promise<boolean> {
  const ended = await tx.membership.updateMany({
    where: { personId, organisationId, role, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
    data: { endsAt: now },
  });
  return ended.count > 0;
}
