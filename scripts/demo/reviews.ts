import { findNewestRubric } from "~/features/editions/service.server";
import type { Prisma, Tx } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { type DemoRecord, required } from "./records";
import type { DemoContext } from "./solutions";
import { steadyNumber } from "./timeline";

const HOUR = 3_600_000;

/** Assignments of reviewers, and what those who began have written, on the edition's newest rubric. */
export async function writeReviews(tx: Tx, records: readonly DemoRecord[], context: DemoContext): Promise<void> {
  const rubric = await findNewestRubric(tx, context.editionId);
  if (!rubric) throw new Error("The edition has no rubric.");
  const assignments: Prisma.ReviewAssignmentCreateManyInput[] = [];
  const reviews: Prisma.ReviewCreateManyInput[] = [];
  const scores: Prisma.ScoreCreateManyInput[] = [];

  for (const record of records) {
    const assignedAt = record.reviewOpenedAt ?? record.timeline.stateSince;
    for (const { person, status, conflict } of record.reviewers) {
      const answeredAt = status === "invited" ? assignedAt : reviewMoment(record, person, assignedAt, context.now);
      const assignmentId = newId(assignedAt);
      assignments.push({
        id: assignmentId,
        submissionId: record.submissionId,
        reviewerId: required(context.people, person),
        status,
        conflict: conflict ?? null,
        createdAt: assignedAt,
        updatedAt: answeredAt,
      });
      const review = record.reviews.find(({ reviewer }) => reviewer === person);
      if (!review || !record.revisionId) continue;
      const reviewId = newId(answeredAt);
      reviews.push({
        id: reviewId,
        assignmentId,
        revisionId: record.revisionId,
        rubricVersionId: rubric.id,
        forAuthor: review.forAuthor,
        privateNote: "",
        submittedAt: status === "submitted" ? answeredAt : null,
      });
      for (const [index, criterionId] of rubric.criterionIds.entries()) scores.push({ reviewId, criterionId, value: review.scores[index] ?? null });
    }
  }
  await tx.reviewAssignment.createMany({ data: assignments });
  await tx.review.createMany({ data: reviews });
  await tx.score.createMany({ data: scores });
}

/** Between the assignment and the end of review, or today where it has not ended. */
function reviewMoment({ timeline, content }: DemoRecord, person: string, assignedAt: Date, now: Date): Date {
  const end = timeline.events.find(({ at, kind }) => at > assignedAt && kind !== "due_date_moved")?.at ?? now;
  const room = Math.max(end.getTime() - assignedAt.getTime() - HOUR, 0);
  return new Date(assignedAt.getTime() + (room * steadyNumber(`${content.key} ${person}`, 1_000)) / 1_000);
}
