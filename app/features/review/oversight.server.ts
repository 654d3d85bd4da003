import { db, Prisma, type Tx } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { log } from "~/platform/log.server";
import { type Actor, hasRole } from "../accounts/actor";
import { isConflicted } from "../submissions/conflict-of-interest/queries.server";
import { coordinatorLeft } from "./desk-scope.server";
import {
  type FewerRow,
  type Reassigned,
  type Reassignment,
  type ReassignRefusal,
  unclaimedSince,
  WAITING_PER_PAGE,
  WAITING_STATES,
  type Waiting,
  type WaitingChoice,
  type WaitingRow,
} from "./oversight";
import { handOver } from "./screening.server";

const FROM = Prisma.sql`"Submission" submission JOIN "Solution" solution ON solution.id = submission."solutionId"`;
const WORDS = (language: string) => Prisma.sql`
  LEFT JOIN "Revision" revision ON revision.id = submission."currentRevisionId"
  LEFT JOIN LATERAL (
    SELECT text.title, text.language FROM "RevisionText" text WHERE text."revisionId" = revision.id
    ORDER BY text.language = ${language} DESC, text.language = revision.language DESC, text.language LIMIT 1
  ) words ON true`;

/** Since when it is in this state at this desk: handed over, it begins anew for those who got it. */
const SINCE = Prisma.sql`greatest(submission."stateSince", (
  SELECT max(handed.at) FROM "SubmissionEvent" handed WHERE handed."submissionId" = submission.id AND handed.kind = 'handed_over'
))`;

/** `isUnattended`, row by row. Stands in a query over "Submission" submission JOIN "Solution" solution. */
function unattended(now: Date): Prisma.Sql {
  return Prisma.sql`(
    solution.origin = 'submission' AND ${isWaiting}
    AND ((submission.state = 'submitted' AND ${SINCE} <= ${unclaimedSince(now)}) OR NOT ${coordinatorLeft(now)})
  )`;
}

const isWaiting = Prisma.sql`submission.state::text = ANY(${[...WAITING_STATES]})`;
const notInConflict = (personId: string, now: Date) => Prisma.sql`NOT ${isConflicted(Prisma.sql`${personId}::uuid`, now)}`;

export type UnattendedRow = { id: string; since: Date };

/** What this manager has to see to, the longest waiting first: what their letter counts and their page shows. */
export function findUnattended(tx: Tx, managerId: string, now: Date): Promise<UnattendedRow[]> {
  return tx.$queryRaw`SELECT submission.id, ${SINCE} AS since FROM ${FROM} WHERE ${unattended(now)} AND ${notInConflict(managerId, now)} ORDER BY since, submission.id`;
}

/** What the managers together have to see to, whether or not one of them may see it. */
export function findAllUnattended(tx: Tx, now: Date): Promise<UnattendedRow[]> {
  return tx.$queryRaw`SELECT submission.id, ${SINCE} AS since FROM ${FROM} WHERE ${unattended(now)} ORDER BY since, submission.id`;
}

/** One page of what waits at all desks; null for whoever does not manage the programme. */
export async function readWaiting(actor: Actor, { pile, institutionId, page, language }: WaitingChoice & { page: number; language: string }, now: Date): Promise<Waiting | null> {
  if (actor.kind !== "person" || !hasRole(actor, "programme-manager")) return null;
  const free = notInConflict(actor.personId, now);
  const [counted] = await db().$queryRaw<Array<{ all: number; unattended: number }>>`
    SELECT count(*)::int AS all, count(*) FILTER (WHERE ${unattended(now)})::int AS unattended FROM ${FROM} WHERE ${isWaiting} AND ${free}`;
  const inPile = pile === "all" ? Prisma.sql`${isWaiting} AND ${free}` : Prisma.sql`${unattended(now)} AND ${free}`;
  const institutions = await db().$queryRaw<Waiting["institutions"]>`
    SELECT institution.id, institution.name, count(*)::int AS count FROM ${FROM} JOIN "Organisation" institution ON institution.id = submission."institutionId"
    WHERE ${inPile} GROUP BY institution.id ORDER BY institution.name, institution.id`;
  const counts = counted ?? { all: 0, unattended: 0 };
  const total = institutionId === null ? counts[pile] : (institutions.find(({ id }) => id === institutionId)?.count ?? 0);
  const pages = Math.max(1, Math.ceil(total / WAITING_PER_PAGE));
  const shown = Math.min(Math.max(1, page), pages);
  const rows = await db().$queryRaw<Array<Omit<WaitingRow, "days" | "title" | "language"> & { title: string | null; language: string | null }>>`
    SELECT submission.id, submission.version, solution.reference, words.title, words.language, submission.state::text AS state, ${SINCE} AS since,
      edition."timeZone", institution.name AS institution, ${coordinatorLeft(now)} AS "coordinatorLeft"
    FROM ${FROM}
    JOIN "Edition" edition ON edition.id = submission."editionId"
    LEFT JOIN "Organisation" institution ON institution.id = submission."institutionId"
    ${WORDS(language)}
    WHERE ${inPile} AND ${atInstitution(institutionId)}
    ORDER BY since, submission.id LIMIT ${WAITING_PER_PAGE} OFFSET ${(shown - 1) * WAITING_PER_PAGE}`;
  return {
    rows: rows.map(({ title, language: own, ...row }) => ({
      ...row,
      title: title ?? row.reference,
      language: own ?? language,
      days: Math.max(0, Math.floor((now.getTime() - row.since.getTime()) / 86_400_000)),
    })),
    counts,
    total,
    page: shown,
    pages,
    institutions,
    receivers: await db().$queryRaw`
      SELECT DISTINCT organisation.id, organisation.name FROM "EditionInstitution" part
      JOIN "Organisation" organisation ON organisation.id = part."organisationId" AND organisation."sleepingSince" IS NULL ORDER BY organisation.name, organisation.id`,
  };
}

const atInstitution = (institutionId: string | null) => (institutionId === null ? Prisma.sql`true` : Prisma.sql`submission."institutionId" = ${institutionId}::uuid`);

/** What was accepted with fewer reviews than its edition asks for, and why, the latest first; nothing that this manager is in conflict with. */
export async function listAcceptedWithFewer(actor: Actor, language: string, now: Date): Promise<FewerRow[]> {
  if (actor.kind !== "person" || !hasRole(actor, "programme-manager")) return [];
  const rows = await db().$queryRaw<Array<Omit<FewerRow, "title" | "language"> & { title: string | null; language: string | null }>>`
    SELECT decision.id, solution.reference, words.title, words.language, institution.name AS institution, decision."decidedAt",
      coalesce(decision."reviewsGiven", 0) AS given, edition."reviewersPerSubmission" AS wanted, decision."fewerReasonCode" AS code, coalesce(decision."fewerReason", '') AS text
    FROM ${FROM}
    JOIN "Decision" decision ON decision."submissionId" = submission.id AND decision."revokedAt" IS NULL AND decision."fewerReasonCode" IS NOT NULL
    JOIN "Edition" edition ON edition.id = submission."editionId"
    LEFT JOIN "Organisation" institution ON institution.id = submission."institutionId"
    ${WORDS(language)}
    WHERE ${notInConflict(actor.personId, now)} ORDER BY decision."decidedAt" DESC, decision.id LIMIT ${WAITING_PER_PAGE}`;
  return rows.map(({ title, language: own, ...row }) => ({ ...row, title: title ?? row.reference, language: own ?? language }));
}

/**
 * Hands several over, each in a transaction of its own by the same act as one: what can't go is told, and holds up none
 * of the others. Everything of a list is read at this moment; what lies with the receiver already is left there.
 *
 * @throws AppError not_found for whoever does not manage the programme
 */
export async function reassignMany(actor: Actor, { institutionId, reason, which }: Reassignment, choice: WaitingChoice, now: Date): Promise<Reassigned> {
  if (actor.kind !== "person" || !hasRole(actor, "programme-manager")) throw new AppError("not_found", "desk");
  const inPile = choice.pile === "all" ? isWaiting : unattended(now);
  const picked =
    which === "all"
      ? await db().$queryRaw<Array<{ submissionId: string; version: number }>>`
          SELECT submission.id AS "submissionId", submission.version FROM ${FROM}
          WHERE ${inPile} AND ${notInConflict(actor.personId, now)} AND ${atInstitution(choice.institutionId)} AND submission."institutionId" IS DISTINCT FROM ${institutionId}::uuid
          ORDER BY ${SINCE}, submission.id`
      : which;
  const result: Reassigned = { done: 0, refused: [] };
  for (const { submissionId, version } of picked) {
    const why = await handOver(actor, { submissionId, version, institutionId, reason }, now).then(() => null, refusalOf);
    if (why === null) result.done += 1;
    else result.refused.push({ submissionId, reference: why === "out-of-reach" ? null : await referenceOf(submissionId), why });
  }
  return result;
}

async function referenceOf(submissionId: string): Promise<string | null> {
  const row = await db().submission.findUnique({ where: { id: submissionId }, select: { solution: { select: { reference: true } } } });
  return row?.solution.reference ?? null;
}

function refusalOf(error: unknown): ReassignRefusal {
  if (error instanceof AppError && error.code === "conflict") return "changed";
  if (error instanceof AppError && error.code === "not_found") return "out-of-reach";
  if (error instanceof AppError && error.reason === "not-a-receiver") return "not-a-receiver";
  log.error({ err: error }, "a submission could not be handed over with others");
  return "failed";
}
