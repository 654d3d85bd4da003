import { setTimeout as sleep } from "node:timers/promises";
import { db, type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { enqueueJob } from "~/platform/outbox.server";
import { findToken, makeToken, tokenOf, useToken } from "~/platform/tokens.server";
import { confirmable, type Opened, openedBy } from "./address-proof.server";
import { isActiveOn } from "./memberships.server";
import { findOpener, findOwner, listCandidates, type StoredChannel } from "./repository.server";
import { type Address, addressOf } from "./schema";
import { mayTry } from "./throttle.server";

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
 * Sends a link to this address, if it is that of an account or of somebody who signed up with it; nowhere else. Says nothing
 * about whether there was somebody. False when this client or this address asked too often.
 */
export async function requestLink(kind: MailedKind, { address: typed, client, now, next }: LinkAsked): Promise<boolean> {
  const address = addressOf(typed);
  if (!(await mayTry("letterByAddress", address?.address ?? typed)) || !(await mayTry("letterByClient", client))) return false;
  await evenly(
    transaction(async (tx) => {
      const found = address && (await findOwner(tx, address));
      const owner = found && (await isForDesk(tx, found, now)) ? undefined : found;
      if (owner) return sendLink(tx, kind, { address: owner, subjectId: owner.personId, recipientId: owner.personId, next, now });
      const newest = address && !found ? (await listCandidates(tx, address)).at(-1) : undefined;
      // Nobody's yet: the link is about the address alone, and about none of those who typed it. Else it is the same rows as for
      // somebody: on a busy machine writing them takes longer than `EVEN_MS`, and must for both. No letter comes of it.
      const nobody = newId(now);
      return sendLink(tx, kind, { address: newest, subjectId: nobody, recipientId: newest?.personId ?? nobody, next, now });
    }),
  );
  return true;
}

/**
 * A link to a number waits at a desk for somebody to send it. Nobody with a part in the programme gets one there: whoever sends it could use
 * it, and be a colleague at the desk. They use their e-mail, or ask the operator.
 */
async function isForDesk(tx: Tx, { kind, personId }: StoredChannel, now: Date): Promise<boolean> {
  if (kind !== "whatsapp") return false;
  const parts = await tx.membership.findMany({ where: { personId, ...isActiveOn(now) }, select: { role: true } });
  return parts.some(({ role }) => role !== "owner");
}

type LinkToSend = {
  /** Where the letter goes; undefined: nowhere. */
  address: Address | undefined;
  /** Whose account it opens; another id while nobody has confirmed the address. */
  subjectId: string;
  /** Whose language it is written in. */
  recipientId: string;
  next: string | undefined;
  now: Date;
};

/** A letter with a one-time link, to this very address. */
export async function sendLink(tx: Tx, kind: MailedKind, { address, subjectId, recipientId, next, now }: LinkToSend): Promise<void> {
  const tokenId = await makeToken(tx, { purpose: kind, subjectId, livesMs: LIVES_MS[kind], now, next, address: address && { kind: address.kind, address: address.address } });
  await enqueueJob(tx, "letter", { kind, recipientId, subjectId: tokenId });
}

/** The letter whose page confirms an e-mail, and leads on to `next`. Those that were sent before still do. */
export async function sendConfirmation(tx: Tx, { id, personId, kind, address, next }: Omit<StoredChannel, "verified"> & { next?: string | undefined }, now: Date): Promise<void> {
  const purpose = "account.verify-email";
  const tokenId = await makeToken(tx, { purpose, subjectId: id, livesMs: LIVES_MS[purpose], now, next, address: { kind, address }, beside: true });
  await enqueueJob(tx, "letter", { kind: purpose, recipientId: personId, subjectId: tokenId });
}

/** What a link would open, for the page before its button; undefined when it opens nothing (any more). */
export async function linkOpens(kind: MailedKind, token: string, now: Date): Promise<Opened | undefined> {
  const stored = await findToken(db(), kind, token, now);
  return stored && openedBy(db(), stored);
}

export type SignedInByLink =
  | { opens: "account"; personId: string; hasSecondFactor: boolean; next: string | undefined }
  | { opens: "address"; token: string; next: string | undefined };

/**
 * Uses a sign-in link up. While nobody has confirmed its address, it opens no account: a link to choose a password with takes its place.
 * Throws AppError `gone`.
 */
export function openSignInLink(token: string, now: Date): Promise<SignedInByLink> {
  return transaction(async (tx) => {
    const stored = await useToken(tx, "account.sign-in-link", token, now);
    const opened = await openedBy(tx, stored);
    if (!opened) throw new AppError("gone", "link-used");
    const { next } = stored;
    if (opened.opens === "account") return { opens: "account", ...(await findOpener(tx, opened.personId)), next };
    return { opens: "address", token: await linkToChoose(tx, opened.address, { next, now }), next };
  });
}

/** For somebody who has just shown that this address is theirs, which nobody has confirmed: the token of a link to choose a password with. */
async function linkToChoose(tx: Tx, address: Address, { next, now }: { next: string | undefined; now: Date }): Promise<string> {
  const purpose = "account.reset-password";
  return tokenOf(await makeToken(tx, { purpose, subjectId: newId(now), livesMs: LIVES_MS[purpose], now, next, address }));
}

/** The same for whoever opened a confirmation link and has no password that fits. Throws AppError gone, as `confirmEmail`; too_many at the field `password`. */
export async function beginAnew(token: string, now: Date): Promise<{ token: string; next: string | undefined }> {
  const { stored, address } = await confirmable(token, now);
  if (!(await mayTry("codeByAccount", `confirm ${stored.id}`))) throw new AppError("too_many", "tries", { field: "password" });
  const { next } = stored;
  return { token: await transaction((tx) => linkToChoose(tx, address, { next, now })), next };
}
