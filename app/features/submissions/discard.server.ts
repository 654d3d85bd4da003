import type { Prisma, Tx } from "~/platform/database/client.server";

/**
 * Deletes drafts that were never sent, with their solution, whose content was only ever in the draft. Whatever was
 * submitted once keeps its history. Returns how many went.
 */
export async function discardDrafts(tx: Tx, which: Prisma.SubmissionDraftWhereInput): Promise<number> {
  const unsent = await tx.submission.findMany({
    where: { state: "draft", submittedAt: null, currentRevisionId: null, draft: which },
    select: { id: true, solutionId: true, draft: { select: { keyHash: true } } },
  });
  const ids = unsent.map(({ id }) => id);
  await tx.idempotencyKey.deleteMany({ where: { scope: { in: unsent.flatMap(({ draft }) => (draft?.keyHash ? [`draft:${draft.keyHash}`] : [])) } } });
  await tx.reminder.deleteMany({ where: { subjectId: { in: ids } } });
  await tx.submission.deleteMany({ where: { id: { in: ids } } });
  await tx.solution.deleteMany({
    where: { id: { in: unsent.map(({ solutionId }) => solutionId) }, submissions: { none: {} }, revisions: { none: {} }, listing: { is: null } },
  });
  return ids.length;
}
