import type { Prisma, Tx } from "~/platform/database/client.server";
import type { Contact } from "./form-content";
import type { FormValues } from "./form-schema";
import type { SubmissionFacts } from "./policy";
import type { ReturnState, SubmissionState } from "./status";

/** A submission as its owner's services need it. */
export type OwnSubmission = SubmissionFacts & {
  solutionId: string;
  reference: string;
  editionId: string;
  institutionId: string | null;
  coordinatorId: string | null;
  currentRevisionId: string | null;
  returnsTo: ReturnState | null;
  submittedAt: Date | null;
  womenLed: string | null;
  version: number;
};

/** With `lock` nobody else changes it until the transaction ends, and what those who came before have changed is read. */
export async function findOwnSubmission(tx: Tx, id: string, { lock = false } = {}): Promise<OwnSubmission | undefined> {
  // A statement of its own: one that waits for the lock reads the other tables as they were before it waited.
  if (lock) await tx.$queryRaw`SELECT id FROM "Submission" WHERE id = ${id}::uuid FOR UPDATE`;
  const [row] = await tx.$queryRaw<OwnSubmission[]>`
    SELECT submission.id, submission.state::text AS state, submission.version, submission."solutionId", submission."editionId", submission."institutionId",
      submission."coordinatorId", submission."currentRevisionId", submission."returnsTo"::text AS "returnsTo", submission."submittedAt",
      solution."organisationId", solution.reference, solution."womenLed", draft."ownerId" AS "draftOwnerId",
      submission."authorOnBehalfId", behalf."takenOverAt" IS NOT NULL AS "takenOver"
    FROM "Submission" submission JOIN "Solution" solution ON solution.id = submission."solutionId"
    LEFT JOIN "OnBehalf" behalf ON behalf."submissionId" = submission.id
    LEFT JOIN "SubmissionDraft" draft ON draft."submissionId" = submission.id
    WHERE submission.id = ${id}::uuid`;
  return row;
}

export type StoredDraft = { content: Prisma.JsonValue; version: number; keyHash: string | null; ownerId: string | null; updatedAt: Date };

export async function findDraft(tx: Tx, submissionId: string): Promise<StoredDraft | undefined> {
  return (await tx.submissionDraft.findUnique({ where: { submissionId }, select: { content: true, version: true, keyHash: true, ownerId: true, updatedAt: true } })) ?? undefined;
}

export async function insertDraft(
  tx: Tx,
  draft: {
    submissionId: string;
    solutionId: string;
    editionId: string;
    values: FormValues;
    keyHash: string | null;
    ownerId: string | null;
    authorOnBehalfId: string | null;
    now: Date;
  },
): Promise<void> {
  const { submissionId, solutionId, editionId, now } = draft;
  const state: SubmissionState = "draft";
  const { authorOnBehalfId } = draft;
  await tx.submission.create({ data: { id: submissionId, solutionId, editionId, state, stateSince: now, authorOnBehalfId, createdAt: now } });
  if (authorOnBehalfId) await tx.onBehalf.create({ data: { submissionId, startedAt: now } });
  await tx.submissionDraft.create({ data: { submissionId, content: { values: draft.values }, keyHash: draft.keyHash, ownerId: draft.ownerId, updatedAt: now } });
}

export async function writeDraft(tx: Tx, submissionId: string, { values, ownerId, now }: { values: FormValues; ownerId: string | null; now: Date }): Promise<number> {
  const { version } = await tx.submissionDraft.upsert({
    where: { submissionId },
    create: { submissionId, content: { values }, ownerId, updatedAt: now },
    update: { content: { values }, version: { increment: 1 }, updatedAt: now, ...(ownerId && { ownerId }) },
    select: { version: true },
  });
  return version;
}

/** From now on its key opens it no more. What the form that began it is found by goes too: sent again, it begins another. */
export async function giveDraft(tx: Tx, { submissionId, ownerId, now }: { submissionId: string; ownerId: string; now: Date }): Promise<void> {
  const { keyHash } = await tx.submissionDraft.findUniqueOrThrow({ where: { submissionId }, select: { keyHash: true } });
  await tx.submissionDraft.update({ where: { submissionId }, data: { ownerId, keyHash: null, updatedAt: now } });
  await tx.idempotencyKey.deleteMany({ where: { scope: `draft:${keyHash}`, result: { equals: submissionId } } });
}

export async function deleteDraft(tx: Tx, submissionId: string): Promise<void> {
  await tx.submissionDraft.deleteMany({ where: { submissionId } });
}

export async function setOwner(tx: Tx, solutionId: string, owner: { organisationId: string; womenLed: string; demonstration: boolean }): Promise<void> {
  await tx.solution.update({ where: { id: solutionId }, data: { ...owner, version: { increment: 1 } } });
}

export async function writeContact(tx: Tx, solutionId: string, contact: Contact): Promise<void> {
  await tx.solutionContact.upsert({ where: { solutionId }, create: { solutionId, ...contact }, update: contact });
}

export async function setEdition(tx: Tx, submissionId: string, editionId: string): Promise<void> {
  await tx.submission.update({ where: { id: submissionId }, data: { editionId } });
}

/** Notes of earlier rounds count as answered too: whoever asks again writes again. */
export async function answerChangeRequests(tx: Tx, submissionId: string, now: Date): Promise<void> {
  await tx.changeRequest.updateMany({ where: { submissionId, answeredAt: null }, data: { answeredAt: now } });
}

/** Reviews of a revision that is no longer the current one must be given anew. Returns whose they are. */
export async function outdateReviews(tx: Tx, submissionId: string, now: Date): Promise<Array<{ assignmentId: string; reviewerId: string }>> {
  const outdated = await tx.reviewAssignment.updateManyAndReturn({
    where: { submissionId, status: "submitted" },
    data: { status: "stale", updatedAt: now, version: { increment: 1 } },
    select: { id: true, reviewerId: true },
  });
  return outdated.map(({ id, reviewerId }) => ({ assignmentId: id, reviewerId }));
}

export async function countCurrentReviews(tx: Tx, submissionId: string, revisionId: string): Promise<number> {
  return tx.reviewAssignment.count({ where: { submissionId, status: "submitted", review: { revisionId, submittedAt: { not: null } } } });
}

export async function findChannels(tx: Tx, personId: string): Promise<Array<{ kind: "email" | "whatsapp"; verified: boolean }>> {
  const channels = await tx.channel.findMany({ where: { personId }, select: { kind: true, verifiedAt: true } });
  return channels.map(({ kind, verifiedAt }) => ({ kind, verified: verifiedAt !== null }));
}

export async function listBusinessTypeKeys(tx: Tx): Promise<string[]> {
  return (await tx.businessType.findMany({ where: { retiredAt: null }, select: { key: true } })).map(({ key }) => key);
}

export type LikelyDuplicate = { title: string; reference: string /** Of its public page; null for one of the owner's own that has none. */; slug: string | null };

/** How much of their three-letter pieces two titles share, from 0 to 1, before they are shown to each other. */
const LIKE = 0.5;

/** Published solutions, and the organisations' own, whose title is nearly this one. */
export async function findLikelyDuplicates(
  tx: Tx,
  { title, solutionId, organisationIds }: { title: string; solutionId: string; organisationIds: readonly string[] },
): Promise<LikelyDuplicate[]> {
  // Where a managed database keeps its extensions is not ours to say.
  await tx.$executeRaw`SELECT set_config('search_path', 'public, search, extensions', true)`;
  return tx.$queryRaw<LikelyDuplicate[]>`
    SELECT title, reference, slug FROM (
      SELECT DISTINCT ON (solution.id) solution.reference, words.title, listing.slug, similarity(lower(words.title), lower(${title})) AS alike
      FROM "Solution" solution
      LEFT JOIN "Listing" listing ON listing."solutionId" = solution.id AND listing.state IN ('published', 'needs_confirmation')
      LEFT JOIN "Submission" submission ON submission."solutionId" = solution.id AND solution."organisationId" = ANY(${[...organisationIds]}::uuid[]) AND submission.state <> 'draft'
      JOIN "RevisionText" words ON words."revisionId" = coalesce(listing."revisionId", submission."currentRevisionId")
      WHERE solution.id <> ${solutionId}::uuid
      ORDER BY solution.id, alike DESC
    ) near WHERE alike > ${LIKE}::real ORDER BY alike DESC, reference LIMIT 5`;
}
