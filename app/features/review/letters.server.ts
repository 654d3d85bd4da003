import type { Tx } from "~/platform/database/client.server";
import { log } from "~/platform/log.server";
import { enqueueJob } from "~/platform/outbox.server";
import { findAdministratorIds, findDeskRecipients, findManagerIds } from "./recipient-queries.server";

type Kind = "submission.changes-requested" | "submission.date-moved" | "desk.unclaimed" | "desk.nobody-left" | "review.invited" | "reviewer.left" | "decision.announced";

/**
 * Asks for one letter to each, in the transaction of the change that it tells of.
 *
 * @param occasion tells it from an earlier letter of its kind about the same thing, where that goes once
 */
export async function sendLetters(tx: Tx, kind: Kind, recipientIds: readonly string[], subjectId: string, occasion?: string): Promise<void> {
  for (const recipientId of recipientIds) await enqueueJob(tx, "letter", { kind, recipientId, subjectId, ...(occasion && { occasion }) });
}

/** Tells whoever runs it. Where everybody is in conflict, whoever can name another manager is told that. */
export async function sendToDesk(tx: Tx, kind: "reviewer.left", submissionId: string, now: Date): Promise<void> {
  await sendOrEscalate(tx, kind, await findDeskRecipients(tx, submissionId, now), submissionId, now);
}

/** Tells the managers; as `sendToDesk` where all of them are in conflict. */
export async function sendToManagers(tx: Tx, kind: "desk.unclaimed", submissionId: string, now: Date): Promise<void> {
  await sendOrEscalate(tx, kind, await findManagerIds(tx, submissionId, now), submissionId, now);
}

async function sendOrEscalate(tx: Tx, kind: Kind, recipientIds: readonly string[], submissionId: string, now: Date): Promise<void> {
  if (recipientIds.length > 0) return sendLetters(tx, kind, recipientIds, submissionId);
  const administrators = await findAdministratorIds(tx, submissionId, now);
  if (administrators.length === 0) log.warn({ submissionId }, "nobody is free of conflict to be told of a submission");
  await sendLetters(tx, "desk.nobody-left", administrators, submissionId);
}
