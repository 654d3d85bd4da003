import type { Tx } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import type { Address, StoredRole } from "./schema";

export type NewPerson = {
  id: string;
  displayName: string | null;
  locale: string;
  demonstration: boolean;
  createdAt: Date;
  email: string | null;
  whatsapp: string | null;
  memberships: Array<{ organisationId: string; role: StoredRole }>;
};

/**
 * Writes people with their channels and memberships. The channels count as verified at `createdAt`: whoever calls this
 * vouches for them, and nobody who typed one without confirming it keeps it.
 *
 * @param verifiedBy the person who confirmed the numbers, when there is one
 */
export async function insertPeople(tx: Tx, people: readonly NewPerson[], verifiedBy: string | null = null): Promise<void> {
  await tx.person.createMany({ data: people.map(({ id, displayName, locale, demonstration, createdAt }) => ({ id, displayName, locale, demonstration, createdAt })) });
  await releaseAddresses(
    tx,
    people.flatMap(({ email, whatsapp }) => [
      ...(email ? [{ kind: "email" as const, address: email }] : []),
      ...(whatsapp ? [{ kind: "whatsapp" as const, address: whatsapp }] : []),
    ]),
  );
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

/** The person who confirmed an address, in whichever channel. */
export async function findPersonByAddress(tx: Tx, address: string): Promise<StoredPerson | undefined> {
  const channel = await tx.channel.findFirst({
    where: { address, verifiedAt: { not: null } },
    select: { person: { select: { id: true, displayName: true, demonstration: true, disabledAt: true } } },
  });
  return channel?.person;
}

/** Who confirmed an address; while nobody has, everybody who typed it. Nobody who was erased. */
export async function listPeopleByAddress(tx: Tx, address: string): Promise<StoredPerson[]> {
  const channels = await tx.channel.findMany({
    where: { address },
    select: { verifiedAt: true, person: { select: { id: true, displayName: true, demonstration: true, disabledAt: true } } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const owner = channels.find(({ verifiedAt }) => verifiedAt !== null);
  return (owner ? [owner] : channels).map(({ person }) => person);
}

export type StoredCredential = { personId: string; passwordHash: string | undefined; hasSecondFactor: boolean };

/**
 * What a sign-in needs of those who may mean themselves by this address: who confirmed it; while nobody has, everybody who typed it, the
 * first one first. Nothing of a disabled person, as of one that never was.
 */
export async function findCredentialsByAddress(tx: Tx, { kind, address }: Address): Promise<StoredCredential[]> {
  const channels = await tx.channel.findMany({
    where: { kind, address },
    select: {
      verifiedAt: true,
      person: { select: { id: true, disabledAt: true, erasedAt: true, credential: { select: { passwordHash: true } }, secondFactor: { select: { confirmedAt: true } } } },
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const owner = channels.find(({ verifiedAt }) => verifiedAt !== null);
  return (owner ? [owner] : channels)
    .filter(({ person }) => !person.disabledAt && !person.erasedAt)
    .map(({ person: { id, credential, secondFactor } }) => ({ personId: id, passwordHash: credential?.passwordHash, hasSecondFactor: secondFactor?.confirmedAt != null }));
}

export type StoredChannel = Address & { id: string; personId: string; verified: boolean };

/** The confirmed channel with this address; one of a person who is disabled or erased counts as nobody's to be written to. */
export async function findOwner(tx: Tx, { kind, address }: Address): Promise<StoredChannel | undefined> {
  const channel = await tx.channel.findFirst({ where: { kind, address, verifiedAt: { not: null } }, select: { id: true, personId: true } });
  return channel ? { ...channel, kind, address, verified: true } : undefined;
}

/** `bare`: with no other address and no second factor, as a sign-up leaves it. */
export type Candidate = StoredChannel & { displayName: string | null; locale: string; passwordHash: string; bare: boolean };

/** Everybody who typed this address and may still confirm it, the first one first; nobody once somebody has confirmed it. */
export async function listCandidates(tx: Tx, { kind, address }: Address): Promise<Candidate[]> {
  const channels = await tx.channel.findMany({
    where: { kind, address, person: { disabledAt: null, erasedAt: null } },
    select: {
      id: true,
      personId: true,
      verifiedAt: true,
      person: {
        select: {
          displayName: true,
          locale: true,
          credential: { select: { passwordHash: true } },
          secondFactor: { select: { personId: true } },
          _count: { select: { channels: true } },
        },
      },
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  if (channels.some(({ verifiedAt }) => verifiedAt !== null)) return [];
  return channels.flatMap(({ id, personId, person: { displayName, locale, credential, secondFactor, _count } }) => {
    const bare = _count.channels === 1 && secondFactor === null;
    return credential ? [{ id, personId, kind, address, verified: false, displayName, locale, passwordHash: credential.passwordHash, bare }] : [];
  });
}

/** The person's own channel with this address, confirmed or not. */
export async function findOwnChannel(tx: Tx, personId: string, { kind, address }: Address): Promise<StoredChannel | undefined> {
  const channel = await tx.channel.findUnique({ where: { personId_kind_address: { personId, kind, address } }, select: { id: true, verifiedAt: true } });
  return channel ? { id: channel.id, personId, kind, address, verified: channel.verifiedAt !== null } : undefined;
}

/** Whoever comes second with this address waits until the first one's transaction has ended, and then finds what it wrote. */
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
 * Makes the address its person's own, and takes it from everybody else who typed it: their accounts stay theirs, without it.
 *
 * @param verifiedBy who confirmed a number; null for an e-mail, which confirms itself
 * @returns whether the person had no confirmed channel before
 * @throws AppError gone "address-confirmed" when somebody else has confirmed it, or the channel is gone
 */
export async function verifyChannel(
  tx: Tx,
  id: string,
  verifiedBy: string | null,
  now: Date,
): Promise<{ personId: string; address: string; isFirst: boolean; wasVerified: boolean }> {
  const named = await findChannelById(tx, id);
  if (named) await holdAddress(tx, named);
  // Read anew: while this one waited, another may have taken the address.
  const channel = await findChannelById(tx, id);
  const owner = channel && (await findOwner(tx, channel));
  if (!channel || (owner && owner.id !== id)) throw new AppError("gone", "address-confirmed");
  const { personId, kind, address, verified } = channel;
  await findOpener(tx, personId);
  const others = await tx.channel.count({ where: { personId, verifiedAt: { not: null }, id: { not: id } } });
  if (!verified) await tx.channel.update({ where: { id }, data: { verifiedAt: now, verifiedBy } });
  await releaseAddresses(tx, [{ kind, address }]);
  return { personId, address, isFirst: others === 0, wasVerified: verified };
}

/** Takes addresses from everybody who typed them without confirming them. */
async function releaseAddresses(tx: Tx, addresses: readonly Address[]): Promise<void> {
  if (addresses.length > 0) await tx.channel.deleteMany({ where: { verifiedAt: null, OR: addresses.map(({ kind, address }) => ({ kind, address })) } });
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
