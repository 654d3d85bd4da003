import { type Prisma, type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { isId } from "~/platform/ids";
import type { Actor } from "../accounts/actor";
import { findOwnSubmission } from "./draft-repository.server";
import { mayDo } from "./policy";

/**
 * Deletes drafts that were never sent, with their solution, whose content was only ever in the draft. Whatever was
 * submitted once keeps its history. Returns how many went.
 */
export async function discardDrafts(tx: Tx, which: Prisma.SubmissionDraftWhereInput): Promise<number> {
  const unsent = await tx.submission.findMany({
    where: { state: "draft", submittedAt: null, currentRevisionId: null, draft: which },
    select: { id: true, solutionId: true, authorOnBehalfId: true, draft: { select: { keyHash: true, ownerId: true } } },
  });
  const ids = unsent.map(({ id }) => id);
  // The form that began it, sent once more, begins another; those of the same browser's other drafts stay known.
  for (const { id, draft, authorOnBehalfId } of unsent) {
    const scope = draft?.keyHash ? `draft:${draft.keyHash}` : `person:${draft?.ownerId ?? authorOnBehalfId}`;
    await tx.idempotencyKey.deleteMany({ where: { scope, result: { equals: id } } });
  }
  await tx.reminder.deleteMany({ where: { subjectId: { in: ids } } });
  await tx.submission.deleteMany({ where: { id: { in: ids } } });
  await tx.solution.deleteMany({
    where: { id: { in: unsent.map(({ solutionId }) => solutionId) }, submissions: { none: {} }, revisions: { none: {} }, listing: { is: null } },
  });
  return ids.length;
}

/**
 * Deletes a draft for good, for the person or the browser that holds it.
 *
 * @throws AppError not_found "draft" for what is not theirs, was submitted once, or is gone already
 */
export function discardDraft(actor: Actor, submissionId: string): Promise<void> {
  return transaction(async (tx) => {
    const submission = isId(submissionId) ? await findOwnSubmission(tx, submissionId, { lock: true }) : undefined;
    if (!submission || !mayDo("discard", actor, submission)) throw new AppError("not_found", "draft");
    const discarded = await discardDrafts(tx, { submissionId });
    if (discarded !== 1) throw new AppError("not_found", "draft");
  });
}
