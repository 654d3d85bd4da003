import { type Tx, transaction } from "~/platform/database/client.server";
import { type Environment, publicOrigin } from "~/platform/env.server";
import { newId } from "~/platform/ids";
import { log } from "~/platform/log.server";
import { MailFailure, messageIdOf, sendMail } from "~/platform/mail.server";
import { tokenOf } from "~/platform/tokens.server";
import { type AccountLinkKind, accountLink } from "../accounts/links";
import { isKeptFromRecipient } from "./audience.server";
import { composeLetter, hasSecretLink } from "./compose.server";
import { findRecipient, findTokenFacts, findTypedAddress } from "./facts.server";
import { dropLetter, findLetter, findLetters, finishLetter, insertLetters, type LetterKey, type StoredLetter, takeLetter } from "./repository.server";
import { chooseAddresses } from "./rules";
import { goesToTypedAddress, type LetterJob, type LetterKind, occasionOf } from "./schema";
import { renderLetter, withSecretLink } from "./templates";

/** A worker that has had a letter in hand for longer than a delivery may take is dead. */
const LEASE_MS = 120_000;

export type Delivery = {
  job: LetterJob;
  /** Tells this job from others, and stays when it is tried again. */
  jobName: string;
  /** Nobody tries again after this. */
  lastTry: boolean;
  now: Date;
  env: Environment;
};

/**
 * Writes a letter once and sends it: by e-mail, or to a desk for somebody without one. May run any number of times for
 * the same job. Throws when the mail server did not take it, so that the job is tried again.
 */
export async function deliverLetter({ job, jobName, lastTry, now, env }: Delivery): Promise<void> {
  const key: LetterKey = { kind: job.kind, recipientId: job.recipientId, subjectId: job.subjectId, occasion: occasionOf(job, jobName) };
  const letters = await transaction((tx) => writeLetters(tx, { job, key, now, env }));
  if (letters.length === 0) log.info({ kind: job.kind, subject: job.subjectId }, "a letter had nothing to say or nobody to go to");
  for (const { id, channel } of letters) if (channel === "email") await sendLetter(id, { lastTry, now, env });
}

async function writeLetters(tx: Tx, { job, key, now, env }: { job: LetterJob; key: LetterKey; now: Date; env: Environment }): Promise<StoredLetter[]> {
  const written = await findLetters(tx, key);
  if (written.length > 0) return written;
  const composed = await composeLetter(tx, job, publicOrigin(env), now);
  if (!composed || (await isKeptFromRecipient(tx, { ...key, submissionId: composed.submissionId }, now))) return [];
  const words = renderLetter(job.kind, composed.locale, composed.facts, new URL(publicOrigin(env)).host);
  await insertLetters(
    tx,
    composed.addresses.map(({ kind: channel }) => {
      const id = newId(now);
      return {
        ...key,
        ...words,
        id,
        channel,
        language: composed.locale,
        state: channel === "email" ? "queued" : "held",
        messageId: messageIdOf(id, env),
        deskId: composed.deskId,
        submissionId: composed.submissionId,
        createdAt: now,
      };
    }),
  );
  return findLetters(tx, key);
}

/** No transaction is open while the mail server takes its time. */
async function sendLetter(id: string, { lastTry, now, env }: Pick<Delivery, "lastTry" | "now" | "env">): Promise<void> {
  const taken = await transaction((tx) => takeLetter(tx, id, { now, heldSince: new Date(now.getTime() - LEASE_MS) }));
  const letter = await transaction((tx) => findLetter(tx, id));
  if (!letter || letter.state === "sent" || letter.closedAt) return;
  if (!taken) throw new Error("Another worker has this letter in hand.");
  // Written before a conflict was known, it never leaves, and nobody at a desk is asked to send it otherwise.
  if (await transaction((tx) => isKeptFromRecipient(tx, letter, now))) return transaction((tx) => dropLetter(tx, id, now));
  const to = await transaction((tx) => addressFor(tx, letter));
  if (!to) return transaction((tx) => finishLetter(tx, id, { state: "failed", failure: "no-address" }, now));
  try {
    await sendMail({ id, messageId: letter.messageId, to, subject: letter.subject, text: textOf(letter, env), language: letter.language, at: letter.createdAt }, env);
  } catch (error) {
    // A server that knows nobody there says the same tomorrow: a person at the desk is asked instead.
    if (error instanceof MailFailure && error.addressRefused) return transaction((tx) => finishLetter(tx, id, { state: "failed", failure: "refused" }, now));
    await transaction((tx) => finishLetter(tx, id, lastTry ? { state: "failed", failure: "unanswered" } : { state: "queued" }, now));
    throw error;
  }
  await transaction((tx) => finishLetter(tx, id, { state: "sent" }, now));
}

/** The address as it is now: a person who changed it since the letter was written gets it where they are; a link goes where it was asked for. */
async function addressFor(tx: Tx, { kind: stored, recipientId, subjectId }: StoredLetter): Promise<string | undefined> {
  const kind = stored as LetterKind;
  if (goesToTypedAddress(kind)) {
    const token = subjectId && (await findTokenFacts(tx, subjectId));
    const typed = token && (await findTypedAddress(tx, kind, token));
    return typed && typed.kind === "email" ? typed.address : undefined;
  }
  const recipient = recipientId && (await findRecipient(tx, recipientId));
  return recipient ? chooseAddresses(kind, recipient.addresses).find((address) => address.kind === "email")?.address : undefined;
}

/** The words as they leave: with the link that the table does not have. */
export function textOf({ kind, subjectId, language, body }: Pick<StoredLetter, "kind" | "subjectId" | "language" | "body">, env: Environment): string {
  if (!hasSecretLink(kind) || subjectId === null) return body;
  return withSecretLink(body, publicOrigin(env) + accountLink(language, kind as AccountLinkKind, tokenOf(subjectId)));
}
