import type { Tx } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import type { EditionIntake } from "../editions/intake-queries.server";
import { chooseInstitution } from "../editions/rules";
import { findLatestRevisions, insertReceivedSubmissions, insertRevisions, insertSolutions, moveWaitingSubmissions, takeReferences } from "./repository.server";
import { contentHash } from "./revision.server";
import type { SolutionContent } from "./schema";

export type RecordedSolution = { solutionId: string; reference: string; revisionId: string };

/**
 * Records solutions that come with their content, in the transaction of whoever gives them a place: each gets its
 * reference, its first revision, its claims. Nothing is published by this. Results are in the order of the contents.
 */
export async function recordSolutions(
  tx: Tx,
  contents: readonly SolutionContent[],
  options: { origin: "submission" | "import"; organisationId?: string | null; demonstration?: boolean },
  now: Date,
): Promise<RecordedSolution[]> {
  const references = await takeReferences(tx, now.getUTCFullYear(), contents.length);
  const recorded = references.map((reference) => ({ solutionId: newId(now), reference, revisionId: newId(now) }));
  const { origin, organisationId = null, demonstration = false } = options;
  await insertSolutions(
    tx,
    recorded.map(({ solutionId, reference }) => ({ id: solutionId, reference, organisationId, origin, demonstration })),
    now,
  );
  await insertRevisions(
    tx,
    recorded.flatMap(({ solutionId, revisionId }, index) => {
      const content = contents[index];
      return content ? [{ id: revisionId, solutionId, number: 1, content }] : [];
    }),
    now,
  );
  return recorded;
}

/**
 * Freezes the next revision of solutions that exist; the ones before stay as they are. Null stands for a content that
 * is what the latest revision holds already.
 */
export async function recordRevisions(tx: Tx, changes: ReadonlyArray<{ solutionId: string; content: SolutionContent }>, now: Date): Promise<Array<{ revisionId: string } | null>> {
  const latest = await findLatestRevisions(
    tx,
    changes.map(({ solutionId }) => solutionId),
  );
  const revisions = changes.map(({ solutionId, content }) => {
    const last = latest.get(solutionId);
    if (!last) throw new Error(`solution ${solutionId} has no revision to go on from`);
    return last.contentHash === contentHash(content) ? null : { id: newId(now), solutionId, number: last.number + 1, content };
  });
  await insertRevisions(
    tx,
    revisions.filter((revision) => revision !== null),
    now,
  );
  return revisions.map((revision) => revision && { revisionId: revision.id });
}

/** Freezes a solution's next revision, or its first. Returns its id. */
export async function freezeNext(tx: Tx, solutionId: string, content: SolutionContent, now: Date): Promise<string> {
  const latest = (await findLatestRevisions(tx, [solutionId])).get(solutionId);
  const id = newId(now);
  await insertRevisions(tx, [{ id, solutionId, number: (latest?.number ?? 0) + 1, content }], now);
  return id;
}

/**
 * Puts solutions that were received elsewhere (a form, a spreadsheet) into an edition's queue, as submitted now: the
 * clock starts, and routing chooses the institution as it would for the edition's own form.
 */
export async function receiveSubmissions(
  tx: Tx,
  edition: EditionIntake,
  received: ReadonlyArray<{ solution: RecordedSolution; content: SolutionContent }>,
  now: Date,
): Promise<void> {
  const dueAt = new Date(now.getTime() + edition.serviceLevelDays * 24 * 60 * 60 * 1000);
  const submissions = received.map(({ solution, content }) => {
    const verdict = chooseInstitution(edition.routing, { originCountry: content.originCountry, category: content.categoryKey });
    return {
      id: newId(now),
      solutionId: solution.solutionId,
      editionId: edition.id,
      currentRevisionId: solution.revisionId,
      institutionId: verdict.ok ? (edition.institutionIds.get(verdict.institution) ?? null) : null,
      dueAt,
    };
  });
  await insertReceivedSubmissions(tx, submissions, now);
}

/** Points submissions that nobody has begun to look at to their solution's next revision. */
export async function reviseWaitingSubmissions(tx: Tx, moves: ReadonlyArray<{ solutionId: string; revisionId: string }>, now: Date): Promise<void> {
  if (moves.length > 0) await moveWaitingSubmissions(tx, moves, now);
}
