import { Prisma } from "~/platform/database/client.server";
import type { Actor } from "../accounts/actor";

/**
 * Whose a submission is to run, said in SQL: the same facts that `policy.ts` is handed for one submission, for a whole
 * queue. Every fragment stands in a query over "Submission" submission JOIN "Solution" solution.
 */

function isActive(alias: string, now: Date): Prisma.Sql {
  const membership = Prisma.raw(`"${alias}"`);
  return Prisma.sql`(${membership}."startsAt" <= ${now} AND (${membership}."endsAt" IS NULL OR ${membership}."endsAt" > ${now}))`;
}

/**
 * The person declared a conflict, wrote the submission, belongs to its owner's organisation or to that of whoever wrote
 * it for the owner, is kept out, or reviews it in an edition that hides its owner.
 */
export function isConflicted(person: Prisma.Sql, now: Date): Prisma.Sql {
  return Prisma.sql`(
    EXISTS (SELECT 1 FROM "Conflict" declared WHERE declared."submissionId" = submission.id AND declared."personId" = ${person})
    OR EXISTS (SELECT 1 FROM "ReviewAssignment" recused WHERE recused."submissionId" = submission.id AND recused."reviewerId" = ${person} AND recused.conflict IS NOT NULL)
    OR submission."authorOnBehalfId" IS NOT DISTINCT FROM ${person}
    OR EXISTS (SELECT 1 FROM "SubmissionEvent" written
      WHERE written."submissionId" = submission.id AND written.kind IN ('started', 'submitted') AND written."actorId" = ${person})
    OR EXISTS (SELECT 1 FROM "Membership" own WHERE own."personId" = ${person} AND ${isActive("own", now)} AND (
      own."organisationId" = solution."organisationId"
      OR EXISTS (SELECT 1 FROM "Membership" authors
        WHERE authors."personId" = submission."authorOnBehalfId" AND authors."organisationId" = own."organisationId" AND ${isActive("authors", now)})
      OR EXISTS (SELECT 1 FROM "KeptOut" kept WHERE kept."submissionId" = submission.id AND kept.kind = 'organisation' AND kept."subjectId" = own."organisationId")
    ))
    OR EXISTS (SELECT 1 FROM "KeptOut" kept WHERE kept."submissionId" = submission.id AND kept.kind = 'person' AND kept."subjectId" = ${person})
    OR EXISTS (SELECT 1 FROM "ReviewAssignment" reading JOIN "Edition" hiding ON hiding.id = submission."editionId" AND hiding.blind
      WHERE reading."submissionId" = submission.id AND reading."reviewerId" = ${person} AND reading.status NOT IN ('declined', 'recused', 'revoked'))
  )`;
}

/** Somebody at the receiving institution may run it. */
export function coordinatorLeft(now: Date): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT 1 FROM "Membership" desk JOIN "Person" person ON person.id = desk."personId"
    WHERE desk."organisationId" = submission."institutionId" AND desk.role IN ('coordinator', 'deputy') AND ${isActive("desk", now)}
      AND person."disabledAt" IS NULL AND person."erasedAt" IS NULL AND NOT ${isConflicted(Prisma.sql`person.id`, now)}
  )`;
}

/** Whoever "ReviewAssignment" assignment asks is still a reviewer with an account, and nobody keeps them away from it. */
export function mayStillReview(now: Date): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT 1 FROM "Membership" reviews JOIN "Person" reviewer ON reviewer.id = reviews."personId"
    WHERE reviews."personId" = assignment."reviewerId" AND reviews.role = 'reviewer' AND ${isActive("reviews", now)}
      AND reviewer."disabledAt" IS NULL AND reviewer."erasedAt" IS NULL
      AND NOT EXISTS (SELECT 1 FROM "KeptOut" kept WHERE kept."submissionId" = submission.id AND kept.kind = 'person' AND kept."subjectId" = reviewer.id)
      AND NOT EXISTS (SELECT 1 FROM "Membership" own WHERE own."personId" = reviewer.id AND ${isActive("own", now)} AND (
        own."organisationId" = solution."organisationId"
        OR EXISTS (SELECT 1 FROM "KeptOut" kept WHERE kept."submissionId" = submission.id AND kept.kind = 'organisation' AND kept."subjectId" = own."organisationId")
      ))
  )`;
}

/** The submissions that this actor's desk holds: `DESK_POLICY.see`, row by row. */
export function isAtDeskOf(actor: Actor, now: Date): Prisma.Sql {
  if (actor.kind !== "person") return Prisma.sql`false`;
  const institutions = actor.memberships.filter(({ role }) => role === "coordinator" || role === "deputy").map(({ organisationId }) => organisationId);
  const manages = actor.memberships.some(({ role }) => role === "programme-manager");
  return Prisma.sql`(
    submission.state <> 'draft'
    AND (submission."institutionId" = ANY(${institutions}::uuid[]) OR (${manages}::boolean AND NOT ${coordinatorLeft(now)}))
    AND NOT ${isConflicted(Prisma.sql`${actor.personId}::uuid`, now)}
  )`;
}
