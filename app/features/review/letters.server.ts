import type { Tx } from "~/platform/database/client.server";
import { enqueueJob } from "~/platform/outbox.server";

type Kind = "submission.changes-requested" | "submission.date-moved" | "desk.unclaimed" | "review.invited" | "reviewer.left" | "decision.announced";

/**
 * Asks for one letter to each, in the transaction of the change that it tells of.
 *
 * @param occasion tells it from an earlier letter of its kind about the same thing, where that goes once
 */
export async function sendLetters(tx: Tx, kind: Kind, recipientIds: readonly string[], subjectId: string, occasion?: string): Promise<void> {
  for (const recipientId of recipientIds) await enqueueJob(tx, "letter", { kind, recipientId, subjectId, ...(occasion && { occasion }) });
}
