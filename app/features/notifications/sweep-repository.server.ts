import type { Prisma, Tx } from "~/platform/database/client.server";
import { isActivePersonsOn } from "../accounts/memberships.server";
import { discardDrafts } from "../submissions/discard.server";
import type { SubmissionState } from "../submissions/status";

/**
 * What the fictional people of the demonstration were doing when it was loaded is left as it was: nobody answers for
 * them. What is submitted to the demonstration edition afterwards is looked after like everything else.
 */
async function watched(tx: Tx): Promise<Prisma.SubmissionWhereInput> {
  const fact = await tx.installationFact.findUnique({ where: { key: "demonstration" }, select: { at: true } });
  return { solution: { origin: "submission" }, ...(fact && { NOT: { solution: { demonstration: true }, createdAt: { lte: fact.at } } }) };
}

/** Which of these are looked after. */
export async function onlyWatched(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.submission.findMany({ where: { id: { in: [...ids] }, ...(await watched(tx)) }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

export async function findWaitingForChanges(tx: Tx): Promise<Array<{ id: string; stateSince: Date }>> {
  return tx.submission.findMany({ where: { state: "changes_requested", ...(await watched(tx)) }, select: { id: true, stateSince: true }, orderBy: { id: "asc" } });
}

/** Assignments that somebody still owes a review for. */
export async function findOwedReviews(tx: Tx): Promise<Array<{ id: string; submissionId: string }>> {
  return tx.reviewAssignment.findMany({
    where: { status: { in: ["invited", "accepted", "draft", "stale"] }, submission: { state: "in_review", ...(await watched(tx)) } },
    select: { id: true, submissionId: true },
    orderBy: { id: "asc" },
  });
}

/** The same one as it is now, while its submission is held; null when nobody owes it any more. */
export async function findOwedReview(tx: Tx, id: string): Promise<{ reviewerId: string; createdAt: Date } | null> {
  return tx.reviewAssignment.findFirst({
    where: { id, status: { in: ["invited", "accepted", "draft", "stale"] }, submission: { state: "in_review" } },
    select: { reviewerId: true, createdAt: true },
  });
}

export async function findPromisedUntil(tx: Tx, until: Date): Promise<Array<{ id: string }>> {
  return tx.submission.findMany({
    where: { state: { in: ["submitted", "screening", "in_review", "deliberation", "decided"] }, dueAt: { lte: until }, ...(await watched(tx)) },
    select: { id: true },
    orderBy: { id: "asc" },
  });
}

export type LockedSubmission = {
  state: SubmissionState;
  stateSince: Date;
  dueAt: Date | null;
  version: number;
  ownerOrganisationId: string | null;
};

/** The row as it is now, held to the end of the transaction: somebody may have moved it since it was found. */
export async function lockSubmission(tx: Tx, id: string): Promise<LockedSubmission | undefined> {
  const rows = await tx.$queryRaw<LockedSubmission[]>`
    SELECT submission.state::text AS state, submission."stateSince", submission."dueAt", submission.version,
      solution."organisationId" AS "ownerOrganisationId"
    FROM "Submission" submission JOIN "Solution" solution ON solution.id = submission."solutionId"
    WHERE submission.id = ${id}::uuid FOR UPDATE OF submission`;
  return rows[0];
}

export function findReminders(tx: Tx, kind: string, subjectId: string): Promise<Array<{ occasion: string; at: Date }>> {
  return tx.reminder.findMany({ where: { kind, subjectId }, select: { occasion: true, at: true } });
}

/** The last time that managers were told of anything unclaimed. */
export async function lastReminderOf(tx: Tx, kind: string): Promise<Date | null> {
  const { _max } = await tx.reminder.aggregate({ where: { kind }, _max: { at: true } });
  return _max.at;
}

/** Which of these the sweeper has not seen to. */
export async function withoutReminder(tx: Tx, kind: string, subjects: ReadonlyArray<{ id: string; occasion: string }>): Promise<string[]> {
  const seen = await tx.reminder.findMany({ where: { kind, subjectId: { in: subjects.map(({ id }) => id) } }, select: { subjectId: true, occasion: true } });
  const known = new Set(seen.map(({ subjectId, occasion }) => `${subjectId} ${occasion}`));
  return subjects.filter(({ id, occasion }) => !known.has(`${id} ${occasion}`)).map(({ id }) => id);
}

async function peopleWith(tx: Tx, where: Prisma.MembershipWhereInput): Promise<string[]> {
  const rows = await tx.membership.findMany({ where, select: { personId: true }, distinct: ["personId"], orderBy: { personId: "asc" } });
  return rows.map(({ personId }) => personId);
}

export function findManagerIds(tx: Tx, now: Date): Promise<string[]> {
  return peopleWith(tx, { role: "programme_manager", ...isActivePersonsOn(now) });
}

export function findOwnerIds(tx: Tx, organisationId: string | null, now: Date): Promise<string[]> {
  return organisationId === null ? Promise.resolve([]) : peopleWith(tx, { organisationId, role: "owner", ...isActivePersonsOn(now) });
}

/** Old enough that nobody needs them. Returns how many went. */
export async function deleteExpired(tx: Tx, { keysBefore, tokensBefore, now }: { keysBefore: Date; tokensBefore: Date; now: Date }): Promise<number> {
  const keys = await tx.idempotencyKey.deleteMany({ where: { createdAt: { lte: keysBefore } } });
  const tokens = await tx.token.deleteMany({ where: { expiresAt: { lte: tokensBefore } } });
  const sessions = await tx.session.deleteMany({ where: { OR: [{ expiresAt: { lte: now } }, { absoluteAt: { lte: now } }] } });
  return keys.count + tokens.count + sessions.count;
}

/** Drafts that nobody has touched and that were never sent. Returns how many went. */
export function deleteAbandonedDrafts(tx: Tx, before: Date): Promise<number> {
  return discardDrafts(tx, { updatedAt: { lte: before } });
}
