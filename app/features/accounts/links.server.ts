import { setTimeout as sleep } from "node:timers/promises";
import { db, type Tx, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { enqueueJob } from "~/platform/outbox.server";
import { findToken, makeToken, useToken } from "~/platform/tokens.server";
import { hashPassword } from "./password.server";
import { findChannel, findChannelById, findOpener, setCredential, verifyChannel } from "./repository.server";
import { addressOf } from "./schema";
import { forgetTries, mayTry } from "./throttle.server";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const LIVES_MS = { "account.sign-in-link": 30 * MINUTE, "account.reset-password": 2 * HOUR, "account.verify-email": 48 * HOUR } as const;
export type MailedKind = "account.sign-in-link" | "account.reset-password";

/** Answers about addresses take this long, found or not: the time must not tell who has an account. */
const EVEN_MS = 150;

/** The work, and never a faster answer than for anybody else. */
export async function evenly<T>(work: Promise<T>, leastMs = EVEN_MS): Promise<T> {
  const [result] = await Promise.all([work, sleep(leastMs)]);
  return result;
}

/** `next` is the path that the letter's page leads on to. */
export type LinkAsked = { address: string; client: string; now: Date; next?: string | undefined };

/**
 * Sends a link to whoever has this address, by the way they have. Says nothing about whether there was somebody. False
 * when this client or this address asked too often.
 */
export async function requestLink(kind: MailedKind, { address: typed, client, now, next }: LinkAsked): Promise<boolean> {
  const address = addressOf(typed);
  if (!(await mayTry("letterByAddress", address?.address ?? typed)) || !(await mayTry("letterByClient", client))) return false;
  await evenly(
    transaction(async (tx) => {
      const channel = address && (await findChannel(tx, address));
      if (!channel) return writeInVain(tx, kind, { now, next });
      if (channel.kind === "email" && !channel.verified) return sendConfirmation(tx, { ...channel, next }, now);
      const subjectId = await makeToken(tx, { purpose: kind, subjectId: channel.personId, livesMs: LIVES_MS[kind], now, next });
      await enqueueJob(tx, "letter", { kind, recipientId: channel.personId, subjectId });
    }),
  );
  return true;
}

/** The same rows as for somebody, about nobody: on a busy machine writing them takes longer than `EVEN_MS`, and must for both. No letter comes of it. */
async function writeInVain(tx: Tx, kind: MailedKind, { now, next }: Pick<LinkAsked, "now" | "next">): Promise<void> {
  const nobody = newId(now);
  const subjectId = await makeToken(tx, { purpose: kind, subjectId: nobody, livesMs: LIVES_MS[kind], now, next });
  await enqueueJob(tx, "letter", { kind, recipientId: nobody, subjectId });
}

/** The letter whose page confirms an e-mail, and leads on to `next`. */
export async function sendConfirmation(tx: Tx, channel: { id: string; personId: string; next?: string | undefined }, now: Date): Promise<void> {
  const subjectId = await makeToken(tx, { purpose: "account.verify-email", subjectId: channel.id, livesMs: LIVES_MS["account.verify-email"], now, next: channel.next });
  await enqueueJob(tx, "letter", { kind: "account.verify-email", recipientId: channel.personId, subjectId });
}

/** Whether the link still opens something, for the page before its button. */
export async function linkOpens(kind: MailedKind, token: string, now: Date): Promise<boolean> {
  return (await findToken(db(), kind, token, now)) !== undefined;
}

/** Uses a sign-in link up. Throws AppError `gone`. */
export function openSignInLink(token: string, now: Date): Promise<{ personId: string; hasSecondFactor: boolean; next: string | undefined }> {
  return transaction(async (tx) => {
    const { subjectId, next } = await useToken(tx, "account.sign-in-link", token, now);
    return { ...(await findOpener(tx, subjectId)), next };
  });
}

/**
 * Sets a new password by a mailed link, and ends every session. The password's faults are the caller's to ask for first.
 *
 * @returns whose it is, and where to go on to
 * @throws AppError gone
 */
export async function resetPassword(token: string, password: string, now: Date): Promise<{ personId: string; next: string | undefined }> {
  const passwordHash = await hashPassword(password);
  const { addresses, ...opened } = await transaction(async (tx) => {
    const { subjectId: personId, next } = await useToken(tx, "account.reset-password", token, now);
    await findOpener(tx, personId);
    await setCredential(tx, personId, passwordHash, now);
    await tx.session.deleteMany({ where: { personId } });
    await enqueueJob(tx, "letter", { kind: "account.password-changed", recipientId: personId, subjectId: personId });
    return { addresses: await tx.channel.findMany({ where: { personId }, select: { address: true } }), personId, next };
  });
  // Whoever was guessing must not keep the owner waiting who has just shown who they are.
  for (const { address } of addresses) await forgetTries("signInByAccount", address);
  return opened;
}

/** The e-mail that a confirmation link is about; undefined when the link opens nothing. */
export async function emailToConfirm(token: string, now: Date): Promise<string | undefined> {
  const stored = await findToken(db(), "account.verify-email", token, now);
  return stored && (await findChannelById(db(), stored.subjectId))?.address;
}

/** Returns where to go on to. Throws AppError `gone`. */
export function confirmEmail(token: string, now: Date): Promise<string | undefined> {
  return transaction(async (tx) => {
    const { subjectId, next } = await useToken(tx, "account.verify-email", token, now);
    const { personId, isFirst } = await verifyChannel(tx, subjectId, null, now);
    if (!isFirst) await enqueueJob(tx, "letter", { kind: "account.address-changed", recipientId: personId, subjectId: personId });
    return next;
  });
}
