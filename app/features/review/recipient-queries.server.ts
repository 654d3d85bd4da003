import { Prisma, type Tx } from "~/platform/database/client.server";
import { isActiveMembership } from "../accounts/memberships.server";
import { isConflicted } from "../submissions/conflict-of-interest/queries.server";

/** Who is written to about a submission because they run it. Nobody in conflict is among them. */

/** Those who may run it at its institution. */
export function findCoordinatorIds(tx: Tx, submissionId: string, now: Date): Promise<string[]> {
  return findFree(tx, submissionId, Prisma.sql`part.role IN ('coordinator', 'deputy') AND part."organisationId" = submission."institutionId"`, now);
}

export function findManagerIds(tx: Tx, submissionId: string, now: Date): Promise<string[]> {
  return findFree(tx, submissionId, Prisma.sql`part.role = 'programme_manager'`, now);
}

/** Those who can name another manager. */
export function findAdministratorIds(tx: Tx, submissionId: string, now: Date): Promise<string[]> {
  return findFree(tx, submissionId, Prisma.sql`part.role = 'administrator'`, now);
}

/** Whoever has it, else everybody at its institution who may run it, else the managers. */
export async function findDeskRecipients(tx: Tx, submissionId: string, now: Date): Promise<string[]> {
  const coordinators = await findCoordinatorIds(tx, submissionId, now);
  const { coordinatorId } = await tx.submission.findUniqueOrThrow({ where: { id: submissionId }, select: { coordinatorId: true } });
  if (coordinatorId !== null && coordinators.includes(coordinatorId)) return [coordinatorId];
  return coordinators.length > 0 ? coordinators : findManagerIds(tx, submissionId, now);
}

async function findFree(tx: Tx, submissionId: string, part: Prisma.Sql, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    SELECT DISTINCT person.id FROM "Submission" submission
    JOIN "Solution" solution ON solution.id = submission."solutionId"
    JOIN "Membership" part ON ${part} AND ${isActiveMembership("part", now)}
    JOIN "Person" person ON person.id = part."personId" AND person."disabledAt" IS NULL AND person."erasedAt" IS NULL
    WHERE submission.id = ${submissionId}::uuid AND NOT ${isConflicted(Prisma.sql`person.id`, now)}
    ORDER BY person.id`;
  return rows.map(({ id }) => id);
}
