import { z } from "zod";
import { Prisma, type Tx } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { type Actor, actorId } from "../accounts/actor";
import { isActiveMembership } from "../accounts/memberships.server";
import { isConflicted, isConflictedToReview, isOrganisationConflicted, readConflictFacts } from "../submissions/conflict-of-interest/queries.server";
import { waitsForNumber } from "../submissions/number-queries.server";
import { SUBMISSION_CLOSED, type SubmissionState } from "../submissions/status";
import { coordinatorLeft, mayStillReview } from "./desk-scope.server";
import type { DeskRecord } from "./policy";
import { type AssignmentState, statusToday } from "./status";

export type PanelRow = { assignmentId: string; reviewerId: string; status: AssignmentState; version: number /** They can't write a review any more. */; gone: boolean };

/** A submission as its desk acts on it. */
export type Desk = {
  submissionId: string;
  version: number;
  record: DeskRecord;
  state: SubmissionState;
  dueAt: Date | null;
  coordinatorId: string | null;
  currentRevisionId: string | null;
  editionId: string;
  timeZone: string;
  /** Reviews that a deliberation needs. */
  quorum: number;
  panel: PanelRow[];
};

type DeskRow = Pick<Desk, "version" | "state" | "dueAt" | "coordinatorId" | "currentRevisionId" | "editionId" | "timeZone" | "quorum"> &
  Pick<DeskRecord, "institutionId" | "coordinatorLeft" | "waitsForNumber">;

/** Holds the submission's row to the end of the transaction. Null when there is none. */
export async function lockDesk(tx: Tx, submissionId: string, now: Date): Promise<Desk | null> {
  await tx.$queryRaw`SELECT 1 FROM "Submission" WHERE id = ${submissionId}::uuid FOR UPDATE`;
  return findDesk(tx, submissionId, now);
}

export async function findDesk(tx: Tx, submissionId: string, now: Date): Promise<Desk | null> {
  const [row] = await tx.$queryRaw<DeskRow[]>`
    SELECT submission.version, submission.state::text AS state, submission."dueAt", submission."coordinatorId", submission."currentRevisionId", submission."editionId",
      edition."timeZone", edition."reviewersPerSubmission" AS quorum, submission."institutionId",
      ${coordinatorLeft(now)} AS "coordinatorLeft",
      ${waitsForNumber(now)} AS "waitsForNumber"
    FROM "Submission" submission
    JOIN "Solution" solution ON solution.id = submission."solutionId"
    JOIN "Edition" edition ON edition.id = submission."editionId"
    WHERE submission.id = ${submissionId}::uuid`;
  const conflict = row && (await readConflictFacts(tx, submissionId, now));
  if (!row || !conflict) return null;
  const panel = await tx.$queryRaw<PanelRow[]>`
    SELECT assignment.id AS "assignmentId", assignment."reviewerId", assignment.version,
      CASE WHEN assignment.status = 'submitted' AND review."revisionId" IS DISTINCT FROM submission."currentRevisionId" THEN 'stale' ELSE assignment.status::text END AS status,
      NOT ${mayStillReview(now)} AS gone
    FROM "ReviewAssignment" assignment
    JOIN "Submission" submission ON submission.id = assignment."submissionId"
    JOIN "Solution" solution ON solution.id = submission."solutionId"
    LEFT JOIN "Review" review ON review."assignmentId" = assignment.id
    WHERE assignment."submissionId" = ${submissionId}::uuid
    ORDER BY assignment."createdAt", assignment.id`;
  const { institutionId, coordinatorLeft: left, waitsForNumber: waits, ...rest } = row;
  return { ...rest, submissionId, panel, record: { ...conflict, state: row.state, institutionId, coordinatorLeft: left, waitsForNumber: waits } };
}

export type Candidate = { personId: string; name: string | null; institution: string; ofOwnInstitution: boolean /** Reviews that they still owe. */; load: number };

/**
 * Who may be asked to review it: reviewers of any institution but the owner's organisation and those of whoever typed
 * it on the owner's behalf, without a conflict, not asked before; where the owner is hidden, none who runs or ran it and
 * so knows the names. The own institution's come first, then whoever owes least.
 */
export async function listCandidates(tx: Tx, submissionId: string, viewer: Actor, now: Date): Promise<Candidate[]> {
  return tx.$queryRaw<Candidate[]>`
    SELECT * FROM (
      SELECT person.id AS "personId", person."displayName" AS name, min(organisation.name) AS institution,
        bool_or(organisation.id IS NOT DISTINCT FROM submission."institutionId") AS "ofOwnInstitution",
        (${owedBy(Prisma.sql`person.id`, viewer, now)}) AS load
      FROM "Submission" submission
      JOIN "Solution" solution ON solution.id = submission."solutionId"
      JOIN "Membership" part ON part.role = 'reviewer' AND ${isActiveMembership("part", now)}
      JOIN "Organisation" organisation ON organisation.id = part."organisationId"
      JOIN "Person" person ON person.id = part."personId" AND person."disabledAt" IS NULL AND person."erasedAt" IS NULL
      WHERE submission.id = ${submissionId}::uuid
        AND NOT ${isConflictedToReview(Prisma.sql`person.id`, now)}
        AND NOT EXISTS (SELECT 1 FROM "ReviewAssignment" asked WHERE asked."submissionId" = submission.id AND asked."reviewerId" = person.id
          AND NOT (asked.status = 'revoked' AND asked."leftReason" = ${SUBMISSION_CLOSED}))
        AND NOT (EXISTS (SELECT 1 FROM "Edition" hiding WHERE hiding.id = submission."editionId" AND hiding.blind) AND (
          EXISTS (SELECT 1 FROM "Membership" desk WHERE desk."personId" = person.id AND ${isActiveMembership("desk", now)}
            AND (desk.role = 'programme_manager' OR (desk.role IN ('coordinator', 'deputy') AND desk."organisationId" = submission."institutionId")))
          OR EXISTS (SELECT 1 FROM "SubmissionEvent" ran
            WHERE ran."submissionId" = submission.id AND ran."actorId" = person.id AND ran."actorRole" IN ('coordinator', 'programme-manager'))
        ))
      GROUP BY person.id, submission."institutionId"
    ) candidate
    ORDER BY candidate."ofOwnInstitution" DESC, candidate.load, candidate.name, candidate."personId"`;
}

/**
 * How many reviews somebody owes. What the viewer is in conflict with is left out, because the number would tell them
 * when it is given to whom and when it was reviewed. Its own tables hide those of the query around it.
 */
function owedBy(reviewer: Prisma.Sql, viewer: Actor, now: Date): Prisma.Sql {
  return Prisma.sql`
    SELECT count(*)::int FROM "ReviewAssignment" owed
    JOIN "Submission" submission ON submission.id = owed."submissionId"
    JOIN "Solution" solution ON solution.id = submission."solutionId"
    WHERE owed."reviewerId" = ${reviewer} AND owed.status IN ('invited', 'accepted', 'draft', 'stale')
      AND submission.state IN ('screening', 'in_review', 'deliberation', 'changes_requested') AND NOT ${isConflicted(Prisma.sql`${actorId(viewer)}::uuid`, now)}`;
}

/** Institutions of the edition that take submissions, other than the one that has it, and none that must not see it. */
export async function listReceivers(tx: Tx, submissionId: string, now: Date): Promise<Array<{ id: string; name: string; country: string | null }>> {
  return tx.$queryRaw`
    SELECT organisation.id, organisation.name, organisation."baseCountry" AS country
    FROM "Submission" submission
    JOIN "EditionInstitution" part ON part."editionId" = submission."editionId"
    JOIN "Organisation" organisation ON organisation.id = part."organisationId" AND organisation."sleepingSince" IS NULL
    JOIN "Solution" solution ON solution.id = submission."solutionId"
    WHERE submission.id = ${submissionId}::uuid AND organisation.id IS DISTINCT FROM submission."institutionId"
      AND NOT ${isOrganisationConflicted(Prisma.sql`organisation.id`, now)}
    ORDER BY organisation.name, organisation.id`;
}

/** Who is told what happens to it: the organisation's owners, else the person who submitted it; and who typed it for them. */
export async function findOwnerIds(tx: Tx, submissionId: string, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    SELECT person.id FROM "Submission" submission
    JOIN "Solution" solution ON solution.id = submission."solutionId"
    JOIN "Membership" part ON part."organisationId" = solution."organisationId" AND part.role = 'owner' AND ${isActiveMembership("part", now)}
    JOIN "Person" person ON person.id = part."personId" AND person."disabledAt" IS NULL AND person."erasedAt" IS NULL
    WHERE submission.id = ${submissionId}::uuid ORDER BY person.id`;
  if (rows.length > 0) return rows.map(({ id }) => id);
  const written = await tx.$queryRaw<Array<{ id: string }>>`
    SELECT DISTINCT person.id FROM "SubmissionEvent" event JOIN "Person" person ON person.id = event."actorId"
    WHERE event."submissionId" = ${submissionId}::uuid AND event.kind IN ('started', 'submitted') AND person."disabledAt" IS NULL AND person."erasedAt" IS NULL ORDER BY person.id`;
  return written.map(({ id }) => id);
}

/** By person, the assignments that they had and may be asked for again. */
export async function findEarlierAssignments(
  tx: Tx,
  submissionId: string,
  reviewerIds: readonly string[],
): Promise<Array<{ assignmentId: string; reviewerId: string; version: number }>> {
  const rows = await tx.reviewAssignment.findMany({
    where: { submissionId, reviewerId: { in: [...reviewerIds] } },
    select: { id: true, reviewerId: true, version: true },
    orderBy: { id: "asc" },
  });
  return rows.map(({ id, ...row }) => ({ assignmentId: id, ...row }));
}

export async function insertAssignments(tx: Tx, submissionId: string, reviewerIds: readonly string[], now: Date): Promise<Array<{ assignmentId: string; reviewerId: string }>> {
  const rows = reviewerIds.map((reviewerId) => ({ assignmentId: newId(now), reviewerId }));
  await tx.reviewAssignment.createMany({
    data: rows.map(({ assignmentId, reviewerId }) => ({ id: assignmentId, submissionId, reviewerId, status: "invited", createdAt: now, updatedAt: now })),
  });
  return rows;
}

/** The decision that stands. */
export function findDecision(tx: Tx, submissionId: string) {
  return tx.decision.findFirst({
    where: { submissionId, revokedAt: null, announcedAt: null },
    orderBy: { decidedAt: "desc" },
    select: { id: true, outcome: true, reviewsGiven: true },
  });
}

/** Where the standing decision was made, and where revoking it leads back to. */
export async function findStateOfDecision(tx: Tx, submissionId: string): Promise<"screening" | "deliberation"> {
  const event = await tx.submissionEvent.findFirst({ where: { submissionId, kind: "decided" }, orderBy: { sequence: "desc" }, select: { fromState: true } });
  return event?.fromState === "screening" ? "screening" : "deliberation";
}

export async function insertConflict(tx: Tx, conflict: { submissionId: string; personId: string; kind: string; declaredAt: Date }): Promise<void> {
  await tx.conflict.createMany({ data: [conflict], skipDuplicates: true });
}

export async function insertChangeRequests(tx: Tx, submissionId: string, notes: ReadonlyArray<{ section: string; note: string }>, now: Date): Promise<string[]> {
  const rows = notes.map((note) => ({ id: newId(now), submissionId, ...note, createdAt: now }));
  await tx.changeRequest.createMany({ data: rows });
  return rows.map(({ id }) => id);
}

export type NewDecision = {
  submissionId: string;
  outcome: string;
  reasonCode: string;
  reason: string;
  decidedById: string | null;
  decidedAt: Date;
  fewerReasonCode?: string | null;
  fewerReason?: string | null;
  reviewsGiven?: number;
};

export async function insertDecision(tx: Tx, decision: NewDecision): Promise<string> {
  const id = newId(decision.decidedAt);
  await tx.decision.create({ data: { ...decision, id } });
  return id;
}

export async function setAnnounced(tx: Tx, decisionId: string, letter: string, now: Date): Promise<void> {
  await tx.decision.update({ where: { id: decisionId }, data: { announcedAt: now, letter } });
}

export type StoredReview = {
  id: string;
  revisionId: string;
  rubricVersionId: string;
  forAuthor: string;
  privateNote: string;
  /** By criterion id. */
  answers: Map<string, number | null>;
  /** When it was handed in; null for a draft. */
  submittedAt: Date | null;
};

/** What a reviewer has so far of the review that is to take the place of one that was handed in. */
const RedraftSchema = z.object({ forAuthor: z.string(), privateNote: z.string(), answers: z.record(z.string(), z.number().nullable()) });

export type OwnAssignment = { assignmentId: string; submissionId: string; reviewerId: string; status: AssignmentState; version: number; review: StoredReview | null };

export async function findAssignment(tx: Tx, assignmentId: string): Promise<OwnAssignment | null> {
  const row = await tx.reviewAssignment.findUnique({
    where: { id: assignmentId },
    select: {
      submissionId: true,
      reviewerId: true,
      status: true,
      version: true,
      review: {
        select: {
          id: true,
          revisionId: true,
          rubricVersionId: true,
          forAuthor: true,
          privateNote: true,
          submittedAt: true,
          redraft: true,
          scores: { select: { criterionId: true, value: true } },
        },
      },
    },
  });
  if (!row) return null;
  // After it, not beside it: a transaction has one connection, which does one thing at a time.
  const submission = await tx.submission.findUniqueOrThrow({ where: { id: row.submissionId }, select: { currentRevisionId: true } });
  const { review, ...rest } = row;
  const status = statusToday(row.status, { judged: review?.revisionId ?? null, current: submission.currentRevisionId });
  return { assignmentId, ...rest, status, review: review && asWritten(review) };
}

/** As its author goes on with it: what they have begun anew, else what was handed in. */
function asWritten({
  redraft,
  scores,
  ...review
}: Omit<StoredReview, "answers"> & { redraft: unknown; scores: Array<{ criterionId: string; value: number | null }> }): StoredReview {
  const begun = RedraftSchema.safeParse(redraft);
  if (!begun.success) return { ...review, answers: new Map(scores.map(({ criterionId, value }) => [criterionId, value])) };
  const { answers, ...words } = begun.data;
  return { ...review, ...words, answers: new Map(Object.entries(answers)) };
}

export type Rubric = { id: string; scaleMin: number; scaleMax: number; criteria: Array<{ id: string; weight: number }> };

/** The rubric that this review was begun on, else the edition's newest: one that is in use does not change under a reviewer. */
export async function findRubric(tx: Tx, { editionId, review }: { editionId: string; review: StoredReview | null }): Promise<Rubric> {
  const rubric = await tx.rubricVersion.findFirstOrThrow({
    where: review ? { id: review.rubricVersionId } : { editionId },
    orderBy: { number: "desc" },
    select: { id: true, scaleMin: true, scaleMax: true, criteria: { orderBy: { position: "asc" }, select: { id: true, weight: true } } },
  });
  return rubric;
}

/** Keeps what the reviewer has so far beside the review that they handed in, which others may still read. */
export async function saveRedraft(tx: Tx, reviewId: string, { forAuthor, privateNote, answers }: Pick<StoredReview, "forAuthor" | "privateNote" | "answers">): Promise<void> {
  const redraft = { forAuthor, privateNote, answers: Object.fromEntries(answers) };
  await tx.review.update({ where: { id: reviewId }, data: { redraft, version: { increment: 1 } } });
}

/** Writes what the reviewer has so far, in place of what was there before. */
export async function saveReview(
  tx: Tx,
  { id, assignmentId, revisionId, rubricVersionId, forAuthor, privateNote, answers, submittedAt }: StoredReview & { assignmentId: string },
): Promise<void> {
  const content = { revisionId, forAuthor, privateNote, submittedAt, redraft: Prisma.DbNull };
  await tx.review.upsert({ where: { assignmentId }, create: { id, assignmentId, rubricVersionId, ...content }, update: { ...content, version: { increment: 1 } } });
  await tx.score.deleteMany({ where: { reviewId: id } });
  await tx.score.createMany({ data: [...answers].map(([criterionId, value]) => ({ reviewId: id, criterionId, value })) });
}
