import type { Prisma, Tx } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import type { RevokeReason } from "./rules";
import { type AssignmentMove, type AssignmentState, afterMove, statusToday } from "./status";

/** Why somebody no longer reviews: the coordinator's reason, or what happened. */
export type LeaveReason = RevokeReason | { code: "kept-out"; text?: undefined };

/**
 * The only writer of an assignment's state: checks the move against the table, in the caller's transaction, which holds
 * the submission's row and has checked the version that was seen.
 *
 * @throws AppError not_found; conflict "no-such-move"
 */
export async function moveAssignment(
  tx: Tx,
  { assignmentId, move, conflict, reason, now }: { assignmentId: string; move: AssignmentMove; conflict?: string; reason?: LeaveReason; now: Date },
): Promise<{ from: AssignmentState; to: AssignmentState; version: number }> {
  const current = await tx.reviewAssignment.findUnique({
    where: { id: assignmentId },
    select: { submissionId: true, status: true, version: true, review: { select: { revisionId: true } } },
  });
  if (!current) throw new AppError("not_found", "assignment");
  const { currentRevisionId } = await tx.submission.findUniqueOrThrow({ where: { id: current.submissionId }, select: { currentRevisionId: true } });
  const from = statusToday(current.status, { judged: current.review?.revisionId ?? null, current: currentRevisionId });
  const to = afterMove(move, from);
  if (!to) throw new AppError("conflict", "no-such-move");
  const left = { leftReason: reason?.code ?? null, leftText: reason?.text || null };
  const data: Prisma.ReviewAssignmentUpdateInput = { status: to, updatedAt: now, version: { increment: 1 }, ...left, ...(conflict && { conflict }) };
  await tx.reviewAssignment.update({ where: { id: assignmentId }, data });
  return { from, to, version: current.version + 1 };
}
