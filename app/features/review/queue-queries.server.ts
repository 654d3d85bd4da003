import { db, Prisma } from "~/platform/database/client.server";
import type { Actor } from "../accounts/actor";
import { cameByNumberOf, waitsForNumber } from "../submissions/number-queries.server";
import { isAtDeskOf } from "./desk-scope.server";
import { type FreedRow, PILES, type Pile, type Queue, type QueueRow } from "./queue";
import { daysLate } from "./rules";

const PER_PAGE = 25;

/** The words of a revision in the reader's language, else in its own. Stands in a query over "Revision" revision. */
const wordsIn = (language: string) => Prisma.sql`
  SELECT text.title, text.language FROM "RevisionText" text WHERE text."revisionId" = revision.id
  ORDER BY text.language = ${language} DESC, text.language = revision.language DESC, text.language LIMIT 1`;

type Row = Omit<QueueRow, "late" | "reviews"> & { given: number; wanted: number; active: number };

/**
 * One page of this person's desk. What they may not see is in no row and in no count. Open ones come in the order in
 * which they are due, those that wait for their owners after them; what is over, the latest first.
 */
export async function readQueue(actor: Actor, { pile, page, language }: { pile: Pile; page: number; language: string }, now: Date): Promise<Queue> {
  const scope = Prisma.sql`"Submission" submission JOIN "Solution" solution ON solution.id = submission."solutionId" WHERE ${isAtDeskOf(actor, now)}`;
  const states = await db().$queryRaw<
    Array<{ state: string; count: number }>
  >`SELECT submission.state::text AS state, count(*)::int AS count FROM ${scope} GROUP BY submission.state`;
  const counts = Object.fromEntries(
    Object.entries(PILES).map(([name, members]) => [name, states.filter(({ state }) => members.some((member) => member === state)).reduce((sum, { count }) => sum + count, 0)]),
  ) as Record<Pile, number>;
  const total = counts[pile];
  const pages = Math.max(1, Math.ceil(total / PER_PAGE));
  const shown = Math.min(Math.max(1, page), pages);
  const rows = await db().$queryRaw<Row[]>`
    SELECT submission.id, solution.reference, words.title, words.language, revision."categoryKey" AS category, revision."originCountry" AS country,
      submission.state::text AS state, submission."stateSince", submission."dueAt", edition."timeZone", coordinator."displayName" AS coordinator, institution.name AS institution,
      ${waitsForNumber(now)} AS "waitsForNumber", panel.given, panel.active, edition."reviewersPerSubmission" AS wanted
    FROM (
      SELECT submission.* FROM ${scope} AND submission.state::text = ANY(${[...PILES[pile]]})
      ORDER BY ${pile === "closed" ? Prisma.sql`submission."stateSince" DESC` : Prisma.sql`submission.state = 'changes_requested', submission."dueAt"`}, submission.id
      LIMIT ${PER_PAGE} OFFSET ${(shown - 1) * PER_PAGE}
    ) submission
    JOIN "Solution" solution ON solution.id = submission."solutionId"
    JOIN "Edition" edition ON edition.id = submission."editionId"
    LEFT JOIN "Organisation" institution ON institution.id = submission."institutionId"
    LEFT JOIN "Person" coordinator ON coordinator.id = submission."coordinatorId"
    LEFT JOIN "Revision" revision ON revision.id = submission."currentRevisionId"
    LEFT JOIN LATERAL (${wordsIn(language)}) words ON true
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE assignment.status = 'submitted' AND review."revisionId" = submission."currentRevisionId")::int AS given,
        count(*) FILTER (WHERE assignment.status IN ('invited', 'accepted', 'draft', 'submitted', 'stale'))::int AS active
      FROM "ReviewAssignment" assignment LEFT JOIN "Review" review ON review."assignmentId" = assignment.id
      WHERE assignment."submissionId" = submission.id
    ) panel
    ORDER BY ${pile === "closed" ? Prisma.sql`submission."stateSince" DESC` : Prisma.sql`submission.state = 'changes_requested', submission."dueAt"`}, submission.id`;
  return {
    rows: rows.map(({ given, wanted, active, title, language: own, ...row }) => ({
      ...row,
      title: title ?? row.reference,
      language: own ?? language,
      late: PILES.open.some((state) => state === row.state) && row.state !== "changes_requested" ? daysLate(row.dueAt, now) : 0,
      reviews: { given, wanted, active },
    })),
    total,
    counts,
    page: shown,
    pages,
  };
}

/** What can be claimed at this person's desk now that a number of `ownerId` is confirmed. What they may not see is not among it. */
export async function listFreedByNumber(actor: Actor, ownerId: string, language: string, now: Date): Promise<FreedRow[]> {
  const rows = await db().$queryRaw<Array<{ id: string; reference: string; title: string | null; language: string | null }>>`
    SELECT submission.id, solution.reference, words.title, words.language
    FROM "Submission" submission
    JOIN "Solution" solution ON solution.id = submission."solutionId"
    LEFT JOIN "Revision" revision ON revision.id = submission."currentRevisionId"
    LEFT JOIN LATERAL (${wordsIn(language)}) words ON true
    WHERE ${cameByNumberOf(ownerId, now)} AND NOT ${waitsForNumber(now)} AND ${isAtDeskOf(actor, now)}
    ORDER BY submission."dueAt", submission.id LIMIT ${PER_PAGE}`;
  return rows.map(({ title, language: own, ...row }) => ({ ...row, title: title ?? row.reference, language: own ?? language }));
}
