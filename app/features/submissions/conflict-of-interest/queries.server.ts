import { Prisma, type Tx } from "~/platform/database/client.server";
import { isActiveMembership, wasActiveSince } from "../../accounts/memberships.server";
import { type ConflictFacts, mergeConflictFacts } from "./rules";
import { OFF_PANEL } from "./schema";

/**
 * `rules.ts` in SQL, and the facts that it is handed. Fragments stand in a query over "Submission" submission JOIN
 * "Solution" solution.
 */

/** Leaving an organisation while its submission is under way frees nobody. A solution without a submission has its members of today. */
const begun = (now: Date) => Prisma.sql`least(submission."createdAt", ${now}::timestamptz)`;

/** The owner, and who typed it on their behalf. */
const OWN = Prisma.sql`
  SELECT submission."authorOnBehalfId" AS id WHERE submission."authorOnBehalfId" IS NOT NULL
  UNION SELECT written."actorId" FROM "SubmissionEvent" written
    WHERE written."submissionId" = submission.id AND written.kind IN ('started', 'submitted') AND written."actorId" IS NOT NULL`;

const DECLARED = Prisma.sql`
  SELECT declared."personId" AS id FROM "Conflict" declared WHERE declared."submissionId" = submission.id
  UNION SELECT recused."reviewerId" FROM "ReviewAssignment" recused WHERE recused."submissionId" = submission.id AND recused.conflict IS NOT NULL`;

const keptOut = (kind: "person" | "organisation") => Prisma.sql`
  SELECT kept."subjectId" AS id FROM "KeptOut" kept WHERE kept."submissionId" = submission.id AND kept.kind = ${kind}`;

/** The organisations of whoever typed it for the owner, which are kept out as those that the owner named. */
const authorsOrganisations = (now: Date) => Prisma.sql`
  SELECT authors."organisationId" AS id FROM "Membership" authors
  WHERE authors."personId" = submission."authorOnBehalfId" AND ${wasActiveSince("authors", begun(now), now)}`;

const PANEL = Prisma.sql`
  SELECT reading."reviewerId" AS id FROM "ReviewAssignment" reading
  WHERE reading."submissionId" = submission.id AND reading.status::text <> ALL(${[...OFF_PANEL]})`;

const BLIND = Prisma.sql`coalesce((SELECT hiding.blind FROM "Edition" hiding WHERE hiding.id = submission."editionId"), false)`;

/** Nobody of this organisation runs, reviews or moderates it, and it is given to this organisation by nobody. */
export function isOrganisationConflicted(organisation: Prisma.Sql, now: Date): Prisma.Sql {
  return Prisma.sql`(
    ${organisation} IS NOT DISTINCT FROM solution."organisationId"
    OR ${organisation} IN (${keptOut("organisation")})
    OR ${organisation} IN (${authorsOrganisations(now)})
  )`;
}

/** For reviewers: `inConflictToReview`. */
export function isConflictedToReview(person: Prisma.Sql, now: Date): Prisma.Sql {
  return Prisma.sql`(
    ${person} IN (${DECLARED})
    OR ${person} IN (${OWN})
    OR ${person} IN (${keptOut("person")})
    OR EXISTS (SELECT 1 FROM "Membership" own WHERE own."personId" = ${person}
      AND ${wasActiveSince("own", begun(now), now)} AND ${isOrganisationConflicted(Prisma.sql`own."organisationId"`, now)})
  )`;
}

/** For a desk and for moderators: `inConflict`. */
export function isConflicted(person: Prisma.Sql, now: Date): Prisma.Sql {
  return Prisma.sql`(${isConflictedToReview(person, now)} OR (${BLIND} AND ${person} IN (${PANEL})))`;
}

/** An import that nobody submitted has its owner's organisation only. */
const SOLUTION_AND_SUBMISSIONS = Prisma.sql`"Solution" solution LEFT JOIN "Submission" submission ON submission."solutionId" = solution.id`;

/** The same of a listing: whoever is in conflict with a submission of its solution. Stands in a query over "Listing" listing. */
export function isConflictedOfListing(person: Prisma.Sql, now: Date): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT 1 FROM ${SOLUTION_AND_SUBMISSIONS} WHERE solution.id = listing."solutionId" AND ${isConflicted(person, now)})`;
}

type FactsRow = Omit<ConflictFacts, "keptOut"> & {
  /** Null for a solution that nobody submitted. */
  submissionId: string | null;
  keptOutPersonIds: string[];
  keptOutOrganisationIds: string[];
};

async function readFacts(tx: Tx, about: Prisma.Sql, now: Date): Promise<Array<ConflictFacts & Pick<FactsRow, "submissionId">>> {
  const rows = await tx.$queryRaw<FactsRow[]>`
    SELECT submission.id AS "submissionId", solution."organisationId" AS "ownerOrganisationId", array(${OWN}) AS "ownPersonIds", array(${DECLARED}) AS "conflictedPersonIds",
      array(
        SELECT former."personId" FROM "Membership" former
        WHERE (former."organisationId" = solution."organisationId" OR former."organisationId" IN (${keptOut("organisation")} UNION ${authorsOrganisations(now)}))
          AND ${wasActiveSince("former", begun(now), now)} AND NOT ${isActiveMembership("former", now)}
      ) AS "formerMemberIds",
      array(${PANEL}) AS "panelPersonIds",
      array(${keptOut("person")}) AS "keptOutPersonIds",
      array(${keptOut("organisation")} UNION ${authorsOrganisations(now)}) AS "keptOutOrganisationIds",
      ${BLIND} AS blind
    FROM ${SOLUTION_AND_SUBMISSIONS} WHERE ${about}`;
  return rows.map(({ keptOutPersonIds: personIds, keptOutOrganisationIds: organisationIds, ...row }) => ({ ...row, keptOut: { personIds, organisationIds } }));
}

/** The facts of one submission; null when there is none. */
export async function readConflictFacts(tx: Tx, submissionId: string, now: Date): Promise<ConflictFacts | null> {
  return (await readConflictFactsOf(tx, [submissionId], now)).get(submissionId) ?? null;
}

/** The facts of each of these submissions. */
export async function readConflictFactsOf(tx: Tx, submissionIds: readonly string[], now: Date): Promise<Map<string, ConflictFacts>> {
  const rows = await readFacts(tx, Prisma.sql`submission.id = ANY(${[...submissionIds]}::uuid[])`, now);
  return new Map(rows.flatMap(({ submissionId, ...facts }) => (submissionId === null ? [] : [[submissionId, facts]])));
}

/** The facts of a listing: of everything that was submitted of its solution. */
export async function readListingConflictFacts(tx: Tx, solutionId: string, now: Date): Promise<ConflictFacts> {
  return mergeConflictFacts(await readFacts(tx, Prisma.sql`solution.id = ${solutionId}::uuid`, now));
}

/** What a letter, a list of recipients or a panel is about. */
export type ConflictSubject = { submissionId: string } | { listingId: string };

/** Those of these submissions that the person is in conflict with. */
export async function findConflictsOf(tx: Tx, personId: string, submissionIds: readonly string[], now: Date): Promise<Set<string>> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    SELECT submission.id FROM "Submission" submission JOIN "Solution" solution ON solution.id = submission."solutionId"
    WHERE submission.id = ANY(${[...submissionIds]}::uuid[]) AND ${isConflicted(Prisma.sql`${personId}::uuid`, now)}`;
  return new Set(rows.map(({ id }) => id));
}

/** Those of these people who are in conflict. */
export async function findConflicted(
  tx: Tx,
  subject: ConflictSubject,
  personIds: readonly string[],
  now: Date,
  { toReview = false }: { toReview?: boolean } = {},
): Promise<Set<string>> {
  if (personIds.length === 0) return new Set();
  const person = Prisma.sql`asked.id`;
  const conflicted =
    "listingId" in subject
      ? Prisma.sql`SELECT 1 FROM "Listing" listing WHERE listing.id = ${subject.listingId}::uuid AND ${isConflictedOfListing(person, now)}`
      : Prisma.sql`SELECT 1 FROM "Submission" submission JOIN "Solution" solution ON solution.id = submission."solutionId"
          WHERE submission.id = ${subject.submissionId}::uuid AND ${toReview ? isConflictedToReview(person, now) : isConflicted(person, now)}`;
  const rows = await tx.$queryRaw<Array<{ id: string }>>`SELECT asked.id FROM unnest(${[...personIds]}::uuid[]) AS asked(id) WHERE EXISTS (${conflicted})`;
  return new Set(rows.map(({ id }) => id));
}

/** Those of these organisations that must not get it. */
export async function findConflictedOrganisations(tx: Tx, submissionId: string, organisationIds: readonly string[], now: Date): Promise<Set<string>> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    SELECT asked.id FROM unnest(${[...organisationIds]}::uuid[]) AS asked(id)
    JOIN "Submission" submission ON submission.id = ${submissionId}::uuid JOIN "Solution" solution ON solution.id = submission."solutionId"
    WHERE ${isOrganisationConflicted(Prisma.sql`asked.id`, now)}`;
  return new Set(rows.map(({ id }) => id));
}
