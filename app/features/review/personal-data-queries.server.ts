import { db } from "~/platform/database/client.server";
import type { PersonActor } from "../accounts/actor";

/** What the actor was asked to review and wrote about it, and the conflicts that they declared. Of the submission, its number only. */
export async function readReviewData({ personId }: PersonActor) {
  const numbered = { select: { solution: { select: { reference: true } } } } as const;
  const [assignments, conflicts] = await Promise.all([
    db().reviewAssignment.findMany({
      where: { reviewerId: personId },
      select: {
        status: true,
        conflict: true,
        leftReason: true,
        createdAt: true,
        submission: numbered,
        review: { select: { forAuthor: true, privateNote: true, submittedAt: true, redraft: true, scores: { select: { value: true, criterion: { select: { key: true } } } } } },
      },
      orderBy: { createdAt: "asc" },
    }),
    db().conflict.findMany({ where: { personId }, select: { kind: true, declaredAt: true, submission: numbered }, orderBy: { declaredAt: "asc" } }),
  ]);
  return {
    reviews: assignments.map(({ submission, review, leftReason, ...assignment }) => ({
      reference: submission.solution.reference,
      ...assignment,
      takenOffFor: leftReason,
      review: review && { ...review, scores: Object.fromEntries(review.scores.map(({ criterion, value }) => [criterion.key, value])) },
    })),
    conflicts: conflicts.map(({ submission, ...conflict }) => ({ reference: submission.solution.reference, ...conflict })),
  };
}
