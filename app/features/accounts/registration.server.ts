import { db, type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { sha256 } from "~/platform/hash.server";
import { newId } from "~/platform/ids";
import { enqueueJob } from "~/platform/outbox.server";
import { sign } from "~/platform/secrets.server";
import { type Actor, actorId, hasRole } from "./actor";
import { sendConfirmation, sendLink } from "./links.server";
import { findChannelById, findOwner, holdAddress, insertChannel, insertPeople, listCandidates, setCredential, verifyChannel } from "./repository.server";
import { type Address, addressOf } from "./schema";

const DAY = 86_400_000;
const CODE_LIVES_MS = 14 * DAY;
const CODE_PURPOSE = "account.number-code";
/** Without letters and digits that are mistaken for each other. */
const CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const CODE_LENGTH = 8;

export type Registration = {
  name: string;
  address: Address;
  /** Made with `saltFor(address)`. */
  passwordHash: string;
  locale: string;
  next?: string | undefined;
  /** Whether what was typed beside it is what this person typed before. */
  isSame(tx: Tx, personId: string): Promise<boolean>;
};

/**
 * Registers somebody with an address that nobody has confirmed: a person of their own, however many have typed that address before.
 * Whose the address is, is decided when somebody confirms it. The same form sent again is the same registration. Whoever has confirmed
 * the address is left as they are, and gets a letter there that helps them in. For a number a code comes back, which the desk confirms;
 * for one that is confirmed already it opens nothing, so that the answer tells nobody apart.
 *
 * @returns personId: who is new; undefined when nobody is
 */
export async function register(
  tx: Tx,
  { name, address, passwordHash, locale, next, isSame }: Registration,
  now: Date,
): Promise<{ personId: string | undefined; code: string | undefined }> {
  await holdAddress(tx, address);
  const owner = await findOwner(tx, address);
  if (owner) return { personId: undefined, code: await answerOwner(tx, owner, { next, now }) };
  for (const candidate of await listCandidates(tx, address)) {
    const { bare, displayName, personId } = candidate;
    if (bare && candidate.passwordHash === passwordHash && displayName === name && (await isSame(tx, personId)))
      return { personId: undefined, code: await askToConfirm(tx, { ...candidate, next }, now) };
  }
  const personId = newId(now);
  await insertPeople(tx, [{ id: personId, displayName: name, locale, demonstration: false, createdAt: now, email: null, whatsapp: null, memberships: [] }]);
  await setCredential(tx, personId, passwordHash, now);
  const channel = { id: newId(now), personId, next, ...address };
  await insertChannel(tx, channel, now);
  return { personId, code: await askToConfirm(tx, channel, now) };
}

/** `next` is where the letter's page leads on to. */
type Channel = Address & { id: string; personId: string; next?: string | undefined };

async function answerOwner(tx: Tx, { kind, address, personId }: Channel, { next, now }: { next: string | undefined; now: Date }): Promise<string | undefined> {
  if (kind === "whatsapp") return codeForNobody(now);
  await sendLink(tx, "account.sign-in-link", { address: { kind, address }, subjectId: personId, recipientId: personId, next, now });
  return undefined;
}

/** An e-mail gets its letter; a number gets a code, beside those that were shown before. */
export async function askToConfirm(tx: Tx, channel: Channel, now: Date): Promise<string | undefined> {
  if (channel.kind === "email") {
    await sendConfirmation(tx, channel, now);
    return undefined;
  }
  const id = newId(now);
  const code = codeOf(id);
  await tx.token.create({
    data: { id, purpose: CODE_PURPOSE, subjectId: channel.id, tokenHash: codeHash(code), createdAt: now, expiresAt: new Date(now.getTime() + CODE_LIVES_MS) },
  });
  return code;
}

/** A person's number that nobody has confirmed, with the code that was shown for it last; the code is null once it has run out. */
export async function findNumberCode(personId: string, now: Date): Promise<{ number: string; code: string | null } | null> {
  const channel = await db().channel.findFirst({
    where: { personId, kind: "whatsapp", verifiedAt: null },
    select: { id: true, address: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  if (!channel) return null;
  const token = await db().token.findFirst({
    where: { purpose: CODE_PURPOSE, subjectId: channel.id, usedAt: null, expiresAt: { gt: now } },
    select: { id: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return { number: channel.address, code: token && codeOf(token.id) };
}

/** Looks like any other and opens nothing. */
export function codeForNobody(now: Date): string {
  return codeOf(newId(now));
}

function codeOf(id: string): string {
  const bytes = sign(CODE_PURPOSE, id).subarray(0, CODE_LENGTH);
  return [...bytes].map((byte) => CODE_ALPHABET[byte % CODE_ALPHABET.length]).join("");
}

function codeHash(code: string): string {
  return sha256(`${CODE_PURPOSE}\n${code}`);
}

/**
 * Confirms the number of whoever sent this code to a desk by WhatsApp, if the message came from that very number: else somebody could have
 * another's number confirmed. Recorded with who confirmed it. Spaces and small letters are forgiven.
 *
 * @param typed.from the number that the message came from, as the person at the desk reads it
 * @throws AppError at the field `code`: `not_found` "no-such-code" for a code that nobody was shown, that lost its number to somebody else, and
 *   for an actor without a desk; at `from`: bad_input "number-missing", "number-other"
 */
export function confirmNumber(actor: Actor, typed: { code: string; from: string }, now: Date): Promise<{ personId: string; number: string }> {
  return transaction(async (tx) => {
    const code = typed.code.replace(/[\s-]/g, "").toUpperCase();
    const stored = await tx.token.findUnique({ where: { tokenHash: codeHash(code) } });
    const desk = hasRole(actor, "coordinator", "deputy", "adviser", "programme-manager");
    const channel = desk && stored?.purpose === CODE_PURPOSE && stored.expiresAt > now ? await findChannelById(tx, stored.subjectId) : undefined;
    if (!stored || !channel) throw noSuchCode();
    const from = addressOf(typed.from);
    if (from?.kind !== "whatsapp") throw new AppError("bad_input", "number-missing", { field: "from" });
    if (from.address !== channel.address) throw new AppError("bad_input", "number-other", { field: "from" });
    const { personId, address, isFirst, wasVerified } = await verifyChannel(tx, channel.id, actorId(actor), now).catch((error: unknown) => {
      throw error instanceof AppError && error.code === "gone" ? noSuchCode() : error;
    });
    await tx.token.deleteMany({ where: { purpose: CODE_PURPOSE, subjectId: stored.subjectId, id: { not: stored.id } } });
    await tx.token.update({ where: { id: stored.id }, data: { usedAt: now } });
    if (!isFirst && !wasVerified) await enqueueJob(tx, "letter", { kind: "account.address-changed", recipientId: personId, subjectId: personId });
    return { personId, number: address };
  });
}

function noSuchCode(): AppError {
  return new AppError("not_found", "no-such-code", { field: "code" });
}
