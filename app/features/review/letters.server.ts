import type { Tx } from "~/platform/database/client.server";
import { enqueueJob } from "~/platform/outbox.server";

type Kind = "submission.changes-requested" | "submission.date-moved" | "desk.unclaimed" | "review.invited" | "reviewer.left" | "decision.announced";

/** Asks for one letter to each, in the transaction of the change that it tells of. */
export async function sendLetters(tx: Tx, kind: Kind, recipientIds: readonly string[], subjectId: string): Promise<void> {
  for (const recipientId of recipientIds) await enqueueJob(tx, "letter", { kind, recipientId, subjectId });
}
