import type { Prisma, Tx } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { type AssignmentMove, type AssignmentState, afterMove, statusToday } from "./status";

/**
 * The only writer of an assignment's state: checks the move against the table and the version that was seen, in the
 * caller's transaction, which holds the submission's row.
 *
 * @throws AppError not_found; conflict "changed-meanwhile" or "no-such-move"
 */
export async function moveAssignment(
  tx: Tx,
  { assignmentId, move, seenVersion, conflict, now }: { assignmentId: string; move: AssignmentMove; seenVersion?: number; conflict?: string; now: Date },
): Promise<{ from: AssignmentState; to: AssignmentState; version: number }> {
  const current = await tx.reviewAssignment.findUnique({
    where: { id: assignmentId },
    select: { submissionId: true, status: true, version: true, review: { select: { revisionId: true } } },
  });
  if (!current) throw new AppError("not_found", "assignment");
  if (seenVersion !== undefined && seenVersion !== current.version) throw new AppError("conflict", "changed-meanwhile");
  const { currentRevisionId } = await tx.submission.findUniqueOrThrow({ where: { id: current.submissionId }, select: { currentRevisionId: true } });
  const from = statusToday(current.status, { judged: current.review?.revisionId ?? null, current: currentRevisionId });
  const to = afterMove(move, from);
  if (!to) throw new AppError("conflict", "no-such-move");
  const data: Prisma.ReviewAssignmentUpdateInput = { status: to, updatedAt: now, version: { increment: 1 }, ...(conflict && { conflict }) };
  await tx.reviewAssignment.update({ where: { id: assignmentId }, data });
  return { from, to, version: current.version + 1 };
}
