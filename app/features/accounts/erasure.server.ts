import { db, type Prisma, type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { enqueueJob } from "~/platform/outbox.server";
import { demandPassword } from "./account.server";
import { eraseOffers } from "./draft-offers.server";
import { listPeopleByAddress } from "./repository.server";
import type { SignedIn } from "./session.server";

/** Whoever has no password proves who they are by having signed in this lately. */
const RECENT_MS = 10 * 60_000;
/** What a request that was under way at that moment wrote is found by looking once more. */
const AGAIN_AFTER_MS = 10 * 60_000;
/** Two who go at once must not each count on the other. The number only has to be our own. */
const ERASURE_LOCK = 7_224_006;
/** The programme can't do without one of each. */
const NEEDED_ROLES = { programme_manager: "last-manager", administrator: "last-administrator" } as const;

export type Proof = "password" | "recent" | "sign-in-again";
export type Refusal = (typeof NEEDED_ROLES)[keyof typeof NEEDED_ROLES];

/** How somebody shows, before they erase themselves, that it is they who sit there. */
export async function proofFor({ personId, since }: SignedIn, now: Date): Promise<Proof> {
  if ((await db().credential.count({ where: { personId } })) > 0) return "password";
  return now.getTime() - since.getTime() <= RECENT_MS ? "recent" : "sign-in-again";
}

/** Why somebody can't go yet; undefined when they can. */
export async function refusalToErase(personId: string, now: Date, client: Tx = db()): Promise<Refusal | undefined> {
  const held = await client.membership.findMany({ where: { personId, role: { in: ["programme_manager", "administrator"] }, ...active(now) }, select: { role: true } });
  for (const role of ["programme_manager", "administrator"] as const) {
    if (!held.some((part) => part.role === role)) continue;
    const others = await client.membership.count({ where: { role, personId: { not: personId }, ...active(now), person: { disabledAt: null, erasedAt: null } } });
    if (others === 0) return NEEDED_ROLES[role];
  }
  return undefined;
}

/** The firms that would have no owner left without this person. */
export async function listSolelyOwned(personId: string, now: Date): Promise<Array<{ id: string; name: string }>> {
  const owned = { role: "owner", ...active(now) } satisfies Prisma.MembershipWhereInput;
  return db().organisation.findMany({
    where: {
      partner: false,
      memberships: { some: { personId, ...owned } },
      NOT: { memberships: { some: { personId: { not: personId }, ...owned, person: { erasedAt: null } } } },
    },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
}

/**
 * Erases an account: name, addresses, password, second factor, links and sessions are gone when this returns, parts in
 * organisations have ended, and a job that is repeated until it succeeds takes the rest out of every feature.
 *
 * @param current the password, from whoever has one
 * @throws AppError bad_input "current-wrong", too_many; forbidden by `proofFor`: not_signed_in "sign-in-again"; conflict with a `Refusal`
 */
export async function eraseAccount(signedIn: SignedIn, current: string, now: Date): Promise<void> {
  const proof = await proofFor(signedIn, now);
  if (proof === "sign-in-again") throw new AppError("not_signed_in", proof);
  if (proof === "password") await demandPassword(signedIn.personId, current);
  await transaction((tx) => askToErase(tx, signedIn.personId, now));
}

/**
 * The same on an operator's word, for somebody who asked in another way. While nobody has confirmed the address, that is everybody who
 * typed it. Throws AppError conflict with a `Refusal`.
 *
 * @returns the people's ids
 */
export function eraseOnRequest(who: { address: string } | { personId: string }, now: Date): Promise<string[]> {
  return transaction(async (tx) => {
    const people = "personId" in who ? await tx.person.findMany({ where: { id: who.personId }, select: { id: true } }) : await listPeopleByAddress(tx, who.address);
    for (const { id } of people) await askToErase(tx, id, now);
    return people.map(({ id }) => id);
  });
}

/** Who was erased and when, the first one first. */
export function listErasures(): Promise<Array<{ personId: string; askedAt: Date }>> {
  return db().erasure.findMany({ select: { personId: true, askedAt: true }, orderBy: [{ askedAt: "asc" }, { personId: "asc" }] });
}

/** The same in a transaction of the caller's, who has asked whether it may be. */
export async function askToErase(tx: Tx, personId: string, now: Date): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ERASURE_LOCK})`;
  const person = await tx.person.findUnique({
    where: { id: personId },
    select: { displayName: true, erasedAt: true, channels: { select: { id: true, kind: true, address: true, verifiedAt: true } } },
  });
  if (!person || person.erasedAt) return;
  const refusal = await refusalToErase(personId, now, tx);
  if (refusal) throw new AppError("conflict", refusal);
  const { displayName, channels } = person;
  // What was sent from an address that nobody confirmed may be somebody else's.
  const addresses = channels.filter(({ verifiedAt }) => verifiedAt !== null).map(({ address }) => address);
  await tx.erasure.create({ data: { personId, names: displayName === null ? [] : [displayName], addresses, askedAt: now } });
  await tx.membership.updateMany({ where: { personId, OR: [{ endsAt: null }, { endsAt: { gt: now } }] }, data: { endsAt: now } });
  await eraseOffers(tx, channels);
  await blankAccount(
    tx,
    personId,
    channels.map(({ id }) => id),
  );
  await tx.token.deleteMany({ where: { address: { in: addresses } } });
  await tx.person.update({ where: { id: personId }, data: { displayName: null, erasedAt: now, version: { increment: 1 } } });
  await enqueueJob(tx, "erase-person", { personId }, { key: `erase ${personId}` });
  await enqueueJob(tx, "erase-person", { personId }, { key: `erase again ${personId}`, runAt: new Date(now.getTime() + AGAIN_AFTER_MS) });
}

async function blankAccount(tx: Tx, personId: string, channelIds: readonly string[]): Promise<void> {
  await tx.token.deleteMany({ where: { subjectId: { in: [personId, ...channelIds] } } });
  await tx.channel.deleteMany({ where: { personId } });
  await tx.credential.deleteMany({ where: { personId } });
  await tx.recoveryCode.deleteMany({ where: { personId } });
  await tx.secondFactor.deleteMany({ where: { personId } });
  await tx.session.deleteMany({ where: { personId } });
  await tx.endedSession.deleteMany({ where: { personId } });
  await tx.parkedPost.deleteMany({ where: { personId } });
  await tx.idempotencyKey.deleteMany({ where: { scope: `person:${personId}` } });
}

/** By what a person's rows are found in every feature once the account itself is blank. */
export type Erased = {
  personId: string;
  /** What they were called; nothing any more once all of it was done. */
  names: readonly string[];
  /** Those that were confirmed: e-mails in lower case, numbers in E.164; nothing any more once all of it was done. */
  addresses: readonly string[];
  /** Firms that nobody owns since they went. */
  left: readonly string[];
  /** Organisations in which they were an owner beside others. */
  shared: readonly string[];
  /** What was written about them after this moment was written without them. */
  blankSince: Date;
};

/** Undefined for somebody who never asked. */
export async function findErased(tx: Tx, personId: string, now: Date): Promise<Erased | undefined> {
  const erasure = await tx.erasure.findUnique({ where: { personId } });
  if (!erasure) return undefined;
  const owned = await tx.membership.findMany({
    where: { personId, role: "owner" },
    select: {
      organisationId: true,
      endsAt: true,
      organisation: { select: { partner: true, memberships: { where: { role: "owner", ...active(now), person: { erasedAt: null } }, take: 1 } } },
    },
  });
  // What they had given up before belongs to whoever had it then, and is nobody's to take away.
  const isLeft = ({ endsAt, organisation }: (typeof owned)[number]) =>
    endsAt?.getTime() === erasure.askedAt.getTime() && !organisation.partner && organisation.memberships.length === 0;
  const ids = (rows: typeof owned) => rows.map(({ organisationId }) => organisationId);
  const { names, addresses } = erasure;
  return { personId, names, addresses, left: ids(owned.filter(isLeft)), shared: ids(owned.filter((part) => !isLeft(part))), blankSince: erasure.doneAt ?? now };
}

/** Takes the person out of invitations: those that were sent to them, and those into a firm that nobody owns any more. */
export async function eraseInvitations(tx: Tx, { addresses, left }: Erased): Promise<void> {
  const orphaned = await tx.invitation.findMany({ where: { organisationId: { in: [...left] } }, select: { id: true } });
  await tx.token.deleteMany({ where: { purpose: "account.invitation", subjectId: { in: orphaned.map(({ id }) => id) } } });
  await tx.invitation.updateMany({ where: { OR: [{ email: { in: [...addresses] } }, { organisationId: { in: [...left] } }] }, data: { email: null } });
}

/** Everything is blanked: what it was found by goes too. */
export async function finishErasure(tx: Tx, personId: string, now: Date): Promise<void> {
  await tx.erasure.updateMany({ where: { personId, doneAt: null }, data: { names: [], addresses: [], doneAt: now } });
}

function active(now: Date) {
  return { startsAt: { lte: now }, OR: [{ endsAt: null }, { endsAt: { gt: now } }] } satisfies Prisma.MembershipWhereInput;
}
