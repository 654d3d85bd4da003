import { db, type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { enqueueJob } from "~/platform/outbox.server";
import { evenly } from "./links.server";
import { hashPassword, verifyPassword } from "./password.server";
import { askToConfirm, codeForNobody } from "./registration.server";
import { findOwnChannel, findOwner, holdAddress, insertChannel, setCredential } from "./repository.server";
import { type Address, type LOCALES, type Role, roleFrom } from "./schema";
import { forgetTries, mayTry } from "./throttle.server";

export type AccountChannel = { id: string; kind: "email" | "whatsapp"; address: string; verified: boolean };
export type AccountSession = { id: string; device: string | null; createdAt: Date };
export type Account = {
  channels: AccountChannel[];
  /** The newest first. */
  sessions: AccountSession[];
  parts: Array<{ organisationId: string; organisation: string; role: Role }>;
};

/** What a person sees of their own account. */
export async function readAccount(personId: string, now: Date): Promise<Account> {
  const [channels, sessions, memberships] = await Promise.all([
    db().channel.findMany({ where: { personId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] }),
    db().session.findMany({ where: { personId, expiresAt: { gt: now } }, orderBy: { createdAt: "desc" } }),
    db().membership.findMany({
      where: { personId, startsAt: { lte: now }, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
      select: { organisationId: true, role: true, organisation: { select: { name: true } } },
      orderBy: { startsAt: "asc" },
    }),
  ]);
  return {
    channels: channels.map(({ id, kind, address, verifiedAt }) => ({ id, kind, address, verified: verifiedAt !== null })),
    sessions: sessions.map(({ id, device, createdAt }) => ({ id, device, createdAt })),
    parts: memberships.map(({ organisationId, role, organisation }) => ({ organisationId, organisation: organisation.name, role: roleFrom(role) })),
  };
}

/** What somebody is called, and the language that they are written to in. */
export async function correctPerson(personId: string, { name, locale }: { name: string; locale: (typeof LOCALES)[number] }): Promise<void> {
  await db().person.update({ where: { id: personId }, data: { displayName: name, locale, version: { increment: 1 } } });
}

/** Ends one of the person's sessions, or all but the one that is named. Another person's are out of reach. */
export async function endSessions(personId: string, which: { id: string } | { allBut: string }): Promise<void> {
  await db().session.deleteMany({ where: { personId, id: "id" in which ? which.id : { not: which.allBut } } });
}

/** Throws AppError `bad_input` "current-wrong" or `too_many`, at the field `current`: who sits at an open computer is not yet its owner. */
export async function demandPassword(personId: string, password: string): Promise<void> {
  if (!(await mayTry("signInByAccount", personId))) throw new AppError("too_many", "tries", { field: "current" });
  const stored = await db().credential.findUnique({ where: { personId } });
  if (!(await verifyPassword(stored?.passwordHash, password))) throw new AppError("bad_input", "current-wrong", { field: "current" });
  await forgetTries("signInByAccount", personId);
}

/** Whoever was let in by the password before, and has no session yet, is let in no further. */
export async function changedPasswordSince(personId: string, since: Date): Promise<boolean> {
  return (await db().credential.count({ where: { personId, changedAt: { gt: since } } })) > 0;
}

/** Changes the password, ends every other session and tells the person. Its faults are the caller's to ask for first. Throws as `demandPassword`. */
export async function changePassword({ personId, sessionId }: { personId: string; sessionId: string }, current: string, password: string, now: Date): Promise<void> {
  await demandPassword(personId, current);
  const passwordHash = await hashPassword(password);
  await transaction(async (tx) => {
    await setCredential(tx, personId, passwordHash, now);
    await tx.session.deleteMany({ where: { personId, id: { not: sessionId } } });
    await enqueueJob(tx, "letter", { kind: "account.password-changed", recipientId: personId, subjectId: personId });
  });
}

/**
 * Adds an address, which counts once it is confirmed; the old ones are told then and stay until they are removed. For one that somebody
 * has confirmed, nothing happens and the answer is the same. Throws as `demandPassword`.
 *
 * @returns the code that a number is confirmed with
 */
export async function addAddress(personId: string, address: Address, current: string, now: Date): Promise<string | undefined> {
  await demandPassword(personId, current);
  // The letter that confirms goes to whatever address was typed: nobody's box may be filled with it.
  if (!(await mayTry("letterByAddress", address.address))) throw new AppError("too_many", "letters", { field: "current" });
  return evenly(
    transaction(async (tx) => {
      await holdAddress(tx, address);
      if (await findOwner(tx, address)) return address.kind === "whatsapp" ? codeForNobody(now) : undefined;
      const known = await findOwnChannel(tx, personId, address);
      // The letter that confirms goes to the one address that waits for it, so there is never a second.
      await tx.channel.deleteMany({ where: { personId, kind: address.kind, verifiedAt: null, address: { not: address.address } } });
      const channel = known ?? { id: newId(now), personId, ...address };
      if (!known) await insertChannel(tx, channel, now);
      return askToConfirm(tx, channel, now);
    }),
  );
}

/** Removes an address. Throws AppError `bad_input` "last-address" when no other is confirmed, `not_found` for one that is not theirs. */
export async function removeAddress(personId: string, channelId: string): Promise<void> {
  await transaction(async (tx) => {
    await lockPerson(tx, personId);
    const channel = await tx.channel.findFirst({ where: { id: channelId, personId } });
    if (!channel) throw new AppError("not_found", "no-such-address");
    const others = await tx.channel.count({ where: { personId, verifiedAt: { not: null }, id: { not: channelId } } });
    if (others === 0) throw new AppError("bad_input", "last-address");
    await tx.channel.delete({ where: { id: channelId } });
    if (channel.verifiedAt) await enqueueJob(tx, "letter", { kind: "account.address-changed", recipientId: personId, subjectId: personId });
  });
}

/** Two removals at once would each leave the other's address. */
async function lockPerson(tx: Tx, personId: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM "Person" WHERE id = ${personId}::uuid FOR UPDATE`;
}
