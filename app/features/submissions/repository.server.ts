import type { Prisma, Tx } from "~/platform/database/client.server";
import { insertRows } from "~/platform/database/insert-rows.server";
import { newId } from "~/platform/ids";
import { claimHash, contentHash, sourceHash } from "./revision.server";
import type { SolutionContent } from "./schema";

export type NewSolution = {
  id: string;
  reference: string;
  organisationId: string | null;
  origin: "submission" | "import";
  demonstration: boolean;
  /** When it began, if that is not the moment of writing. */
  createdAt?: Date;
};

export type NewRevision = {
  id: string;
  solutionId: string;
  number: number;
  content: SolutionContent;
  /** When it was frozen, if that is not the moment of writing. */
  createdAt?: Date;
};

/** Takes `count` numbers of the year's sequence; the row lock lasts until the transaction ends, so none is given twice. */
export async function takeReferences(tx: Tx, year: number, count: number): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ last: number }>>`
    INSERT INTO "ReferenceCounter" (year, last) VALUES (${year}, ${count})
    ON CONFLICT (year) DO UPDATE SET last = "ReferenceCounter".last + excluded.last
    RETURNING last`;
  const last = Number(rows[0]?.last);
  return Array.from({ length: count }, (_, index) => `S-${year}-${String(last - count + 1 + index).padStart(5, "0")}`);
}

export async function insertSolutions(tx: Tx, solutions: readonly NewSolution[], now: Date): Promise<void> {
  await insertRows(
    tx,
    "Solution",
    solutions.map((solution) => ({ ...solution, createdAt: solution.createdAt ?? now })),
  );
}

/**
 * Freezes revisions with their texts, places and claims. A claim without an id begins a lineage; one with an id goes
 * on with it. Returns the claims' ids by revision, in the content's order.
 */
export async function insertRevisions(tx: Tx, revisions: readonly NewRevision[], now: Date): Promise<Map<string, string[]>> {
  await insertRows(
    tx,
    "Revision",
    revisions.map((revision) => revisionRow(revision, now)),
  );
  await insertRows(
    tx,
    "RevisionText",
    revisions.flatMap(({ id, content, createdAt = now }) => {
      const own = content.texts[content.language];
      return Object.entries(content.texts).map(([language, words]) => ({
        revisionId: id,
        language,
        ...words,
        sourceHash: sourceHash(own ?? words),
        createdAt,
      }));
    }),
  );
  await insertRows(
    tx,
    "RevisionPlace",
    revisions.flatMap(({ id, content }) => content.places.map((place, position) => ({ revisionId: id, position, ...place }))),
  );
  return insertClaims(tx, revisions, now);
}

function revisionRow({ id, solutionId, number, content, createdAt }: NewRevision, now: Date): Prisma.RevisionCreateManyInput {
  const { cost, requirements, texts: _texts, places: _places, claims: _claims, ...plain } = content;
  return {
    id,
    solutionId,
    number,
    contentHash: contentHash(content),
    ...plain,
    costModel: COST_MODEL_ROWS[cost.model ?? "none"],
    costAmount: cost.amount,
    costCurrency: cost.currency,
    costPeriod: cost.period,
    commissionPercent: cost.commissionPercent,
    ...requirements,
    createdAt: createdAt ?? now,
  };
}

/** The contract's keys have hyphens, which a PostgreSQL enum's Prisma names can't have. */
const COST_MODEL_ROWS = {
  free: "free",
  subscription: "subscription",
  "one-off": "one_off",
  "per-use": "per_use",
  commission: "commission",
  quote: "quote",
  none: null,
} as const;

async function insertClaims(tx: Tx, revisions: readonly NewRevision[], now: Date): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  const claims: Prisma.ClaimCreateManyInput[] = [];
  const versions: Prisma.ClaimVersionCreateManyInput[] = [];
  const statements: Prisma.ClaimVersionTextCreateManyInput[] = [];
  const evidence: Prisma.EvidenceCreateManyInput[] = [];
  const titles: Prisma.EvidenceTextCreateManyInput[] = [];

  for (const revision of revisions) {
    const own: string[] = [];
    const { createdAt = now } = revision;
    for (const [position, claim] of revision.content.claims.entries()) {
      const claimId = claim.id ?? newId(createdAt);
      own.push(claimId);
      if (!claim.id) claims.push({ id: claimId, solutionId: revision.solutionId, position, createdAt });
      versions.push({ claimId, revisionId: revision.id, contentHash: claimHash(claim), figureValue: claim.figure?.value ?? null, figureUnit: claim.figure?.unit ?? null });
      for (const [language, statement] of Object.entries(claim.statement)) statements.push({ claimId, revisionId: revision.id, language, statement });
      // Evidence belongs to the lineage: a later revision adds to it, so only what is new is given here.
      for (const { kind, url, title, public: isPublic } of claim.evidence) {
        const evidenceId = newId(createdAt);
        evidence.push({ id: evidenceId, claimId, kind, url, createdAt, publishedAt: isPublic ? createdAt : null });
        for (const [language, words] of Object.entries(title)) titles.push({ evidenceId, language, title: words });
      }
    }
    ids.set(revision.id, own);
  }
  await insertRows(tx, "Claim", claims);
  await insertRows(tx, "ClaimVersion", versions);
  await insertRows(tx, "ClaimVersionText", statements);
  await insertRows(tx, "Evidence", evidence);
  await insertRows(tx, "EvidenceText", titles);
  return ids;
}

/** By solution, the number and the hash of its latest revision. */
export async function findLatestRevisions(tx: Tx, solutionIds: readonly string[]): Promise<Map<string, { number: number; contentHash: string }>> {
  const rows = await tx.revision.findMany({
    where: { solutionId: { in: [...solutionIds] } },
    orderBy: [{ solutionId: "asc" }, { number: "desc" }],
    distinct: ["solutionId"],
    select: { solutionId: true, number: true, contentHash: true },
  });
  return new Map(rows.map(({ solutionId, ...revision }) => [solutionId, revision]));
}

export type ReceivedSubmission = { id: string; solutionId: string; editionId: string; currentRevisionId: string; institutionId: string | null; dueAt: Date };

/** Submissions that came another way than through a draft, each with the first event of its timeline. */
export async function insertReceivedSubmissions(tx: Tx, submissions: readonly ReceivedSubmission[], now: Date): Promise<void> {
  await insertRows(
    tx,
    "Submission",
    submissions.map((submission) => ({ ...submission, state: "submitted", stateSince: now, submittedAt: now, createdAt: now })),
  );
  await insertRows(
    tx,
    "SubmissionEvent",
    submissions.map(({ id, currentRevisionId, institutionId, dueAt }) => ({
      submissionId: id,
      sequence: 1,
      kind: "imported",
      toState: "submitted",
      actorRole: "system",
      data: { revisionId: currentRevisionId, institutionId, dueAt: dueAt.toISOString() },
      at: now,
    })),
  );
}

export async function moveWaitingSubmissions(tx: Tx, moves: ReadonlyArray<{ solutionId: string; revisionId: string }>, now: Date): Promise<void> {
  await tx.$executeRaw`
    WITH moved AS (
      UPDATE "Submission" SET "currentRevisionId" = move."revisionId", version = version + 1
      FROM jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) AS move("solutionId" uuid, "revisionId" uuid)
      WHERE "Submission"."solutionId" = move."solutionId" AND "Submission".state = 'submitted'
      RETURNING "Submission".id, move."revisionId"
    )
    INSERT INTO "SubmissionEvent" ("submissionId", sequence, kind, "actorRole", data, at)
    SELECT moved.id, coalesce((SELECT max(sequence) FROM "SubmissionEvent" WHERE "submissionId" = moved.id), 0) + 1, 'revised', 'system',
      jsonb_build_object('revisionId', moved."revisionId"), ${now}
    FROM moved`;
}
