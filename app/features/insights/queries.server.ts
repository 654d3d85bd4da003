import { db } from "~/platform/database/client.server";
import type { Actor } from "../accounts/actor";
import { mayReadSums } from "./policy";
import { type Sums, sumsByTopic } from "./sums";

type Row = { topic: string; yes: boolean };

/**
 * How many solutions are led by women, by the topic under which each was first submitted; null for whoever has no part in
 * the programme. First submissions keep their order and their topic whatever happens later, so that no answer moves from
 * one lot to another.
 */
export async function readWomenLedSums(actor: Actor): Promise<Sums | null> {
  if (!mayReadSums(actor)) return null;
  const topics = await db().category.findMany({ orderBy: [{ position: "asc" }, { key: "asc" }], select: { key: true } });
  const answers = await db().$queryRaw<Row[]>`
    SELECT first_revision."categoryKey" AS topic, solution."womenLed" = 'yes' AS yes
    FROM "Solution" solution
    JOIN LATERAL (
      SELECT min(event.at) AS at FROM "Submission" submission JOIN "SubmissionEvent" event ON event."submissionId" = submission.id
      WHERE submission."solutionId" = solution.id AND event.kind = 'submitted'
    ) first_submission ON first_submission.at IS NOT NULL
    JOIN "Revision" first_revision ON first_revision."solutionId" = solution.id AND first_revision.number = 1
    WHERE solution."womenLed" IN ('yes', 'no') AND first_revision."categoryKey" IS NOT NULL
    ORDER BY first_submission.at, solution.id`;
  return sumsByTopic(
    answers,
    topics.map(({ key }) => key),
  );
}
