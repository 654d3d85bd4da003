import type { Prisma, Tx } from "~/platform/database/client.server";
import type { LetterJob } from "./schema";

export type LetterKey = Pick<LetterJob, "kind" | "recipientId" | "subjectId"> & { occasion: string };

const STORED = {
  id: true,
  kind: true,
  subjectId: true,
  recipientId: true,
  submissionId: true,
  channel: true,
  language: true,
  state: true,
  subject: true,
  body: true,
  messageId: true,
  createdAt: true,
  closedAt: true,
  version: true,
} as const satisfies Prisma.LetterSelect;
export type StoredLetter = Prisma.LetterGetPayload<{ select: typeof STORED }>;

export function findLetters(tx: Tx, key: LetterKey): Promise<StoredLetter[]> {
  return tx.letter.findMany({ where: key, select: STORED, orderBy: { channel: "asc" } });
}

export function findLetter(tx: Tx, id: string): Promise<StoredLetter | null> {
  return tx.letter.findUnique({ where: { id }, select: STORED });
}

/** Of two workers with the same job, the second finds the letters of the first. */
export async function insertLetters(tx: Tx, letters: readonly Prisma.LetterCreateManyInput[]): Promise<void> {
  await tx.letter.createMany({ data: [...letters], skipDuplicates: true });
}

/** Takes a letter in hand unless somebody has had it since `heldSince`. False when it is not there to take. */
export async function takeLetter(tx: Tx, id: string, { now, heldSince }: { now: Date; heldSince: Date }): Promise<boolean> {
  const { count } = await tx.letter.updateMany({
    where: { id, state: { in: ["queued", "failed"] }, closedAt: null, OR: [{ sendingSince: null }, { sendingSince: { lt: heldSince } }] },
    data: { sendingSince: now, attempts: { increment: 1 }, version: { increment: 1 } },
  });
  return count === 1;
}

/** Why nobody tries any more: there was no address, the server knows nobody there, or it never took the letter. */
export type LetterFailure = "no-address" | "refused" | "unanswered";
type Finish = { state: "queued" | "sent" } | { state: "failed"; failure: LetterFailure };

export async function finishLetter(tx: Tx, id: string, finish: Finish, now: Date): Promise<void> {
  const failure = finish.state === "failed" ? finish.failure : null;
  await tx.letter.update({ where: { id }, data: { state: finish.state, failure, sendingSince: null, sentAt: finish.state === "sent" ? now : null, version: { increment: 1 } } });
}

/** Gives it up: nobody sends it and nobody is shown it. */
export async function dropLetter(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.letter.update({ where: { id }, data: { state: "failed", sendingSince: null, closedAs: "given-up", closedAt: now, version: { increment: 1 } } });
}

/** False when somebody saw to it since this version. */
export async function requeueFailed(tx: Tx, id: string, version: number): Promise<boolean> {
  const { count } = await tx.letter.updateMany({ where: { id, version, state: "failed", closedAt: null }, data: { state: "queued", failure: null, version: { increment: 1 } } });
  return count === 1;
}

/** False when somebody saw to it since this version. */
export async function closeFailed(
  tx: Tx,
  id: string,
  { version, as, closedById, now }: { version: number; as: "told" | "given-up"; closedById: string | null; now: Date },
): Promise<boolean> {
  const { count } = await tx.letter.updateMany({
    where: { id, version, state: "failed", closedAt: null },
    data: { closedAs: as, closedAt: now, closedById, version: { increment: 1 } },
  });
  return count === 1;
}

/** False when it is no longer held: somebody was faster. */
export async function setHeldSent(tx: Tx, id: string, { sentById, now }: { sentById: string; now: Date }): Promise<boolean> {
  const { count } = await tx.letter.updateMany({ where: { id, state: "held" }, data: { state: "sent", sentAt: now, sentById, version: { increment: 1 } } });
  return count === 1;
}

/** Takes the words out of these letters and keeps the rows; what has not left never leaves. Returns which they were. */
export async function blankLetters(tx: Tx, which: Prisma.LetterWhereInput, now: Date): Promise<Array<{ id: string; at: Date }>> {
  const letters = await tx.letter.findMany({ where: which, select: { id: true, createdAt: true } });
  const ids = { in: letters.map(({ id }) => id) };
  await tx.letter.updateMany({ where: { id: ids }, data: { subject: "", body: "", version: { increment: 1 } } });
  await tx.letter.updateMany({ where: { id: ids, state: { in: ["queued", "held"] } }, data: { state: "failed", sendingSince: null, closedAs: "given-up", closedAt: now } });
  return letters.map(({ id, createdAt }) => ({ id, at: createdAt }));
}

/** False when the sweeper saw to this before. */
export async function noteReminder(tx: Tx, reminder: { kind: string; subjectId: string; occasion: string; at: Date }): Promise<boolean> {
  const { count } = await tx.reminder.createMany({ data: [reminder], skipDuplicates: true });
  return count === 1;
}
