import { Prisma } from "~/platform/database/client.server";
import type { Actor } from "../accounts/actor";
import { isActiveMembership } from "../accounts/memberships.server";
import { isConflicted, isConflictedToReview } from "../submissions/conflict-of-interest/queries.server";

/**
 * Whose a submission is to run, said in SQL: the same facts that `policy.ts` is handed for one submission, for a whole
 * queue. Every fragment stands in a query over "Submission" submission JOIN "Solution" solution.
 */

/** Somebody at the receiving institution may run it. */
export function coordinatorLeft(now: Date): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT 1 FROM "Membership" desk JOIN "Person" person ON person.id = desk."personId"
    WHERE desk."organisationId" = submission."institutionId" AND desk.role IN ('coordinator', 'deputy') AND ${isActiveMembership("desk", now)}
      AND person."disabledAt" IS NULL AND person."erasedAt" IS NULL AND NOT ${isConflicted(Prisma.sql`person.id`, now)}
  )`;
}

/** Whoever "ReviewAssignment" assignment asks is still a reviewer with an account, and nobody keeps them away from it. */
export function mayStillReview(now: Date): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT 1 FROM "Membership" reviews JOIN "Person" reviewer ON reviewer.id = reviews."personId"
    WHERE reviews."personId" = assignment."reviewerId" AND reviews.role = 'reviewer' AND ${isActiveMembership("reviews", now)}
      AND reviewer."disabledAt" IS NULL AND reviewer."erasedAt" IS NULL
      AND NOT ${isConflictedToReview(Prisma.sql`reviewer.id`, now)}
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
