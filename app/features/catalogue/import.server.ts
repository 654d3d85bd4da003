import { db, type Tx } from "~/platform/database/client.server";
import { OperatorError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { noteListingChange } from "~/platform/outbox.server";
import { gatherDecimals } from "~/platform/records/decimals.server";
import type { ImportReport } from "~/platform/records/report";
import { type ImportTarget, type Outcome, runImport } from "~/platform/records/run.server";
import { examineFile } from "~/platform/records/source-file.server";
import { toSlug } from "~/platform/slug";
import { type EditionIntake, findEditionIntake } from "../editions/intake-queries.server";
import type { SolutionContent } from "../submissions/schema";
import { receiveSubmissions, recordRevisions, recordSolutions, reviseWaitingSubmissions } from "../submissions/service.server";
import { amountColumns, confirmByAfterImport, isOurs, type SolutionMapping, solutionMapper } from "./import-rules";
import { appendSystemEvents, chooseListingSlugs, findCustody, insertListings, moveListings, publishImported } from "./repository.server";

export type SolutionImport = {
  file: string;
  mapping: SolutionMapping;
  /** Publishes what comes in, as imported and not reviewed; without it listings stay unpublished. */
  publish: boolean;
  /** The key of an edition whose queue the records are put into as well. */
  edition?: string;
  dryRun: boolean;
  now: Date;
  signal?: AbortSignal;
  onProgress?(report: ImportReport): void;
};

/**
 * Brings a file's records in as solutions with a listing each. Throws an OperatorError when the file or the mapping
 * can't be used; records that can't go in are in the report.
 */
export async function importSolutions({ file, mapping, publish, edition: editionKey, ...run }: SolutionImport): Promise<ImportReport> {
  const source = examineFile(file, mapping);
  const [categories, businessTypes] = await Promise.all([db().category.findMany({ select: { key: true } }), db().businessType.findMany({ select: { key: true } })]);
  const decimals = await gatherDecimals(source, amountColumns(mapping), mapping, run.signal);
  const map = solutionMapper(mapping, { categories: new Set(categories.map(({ key }) => key)), businessTypes: new Set(businessTypes.map(({ key }) => key)) }, decimals);
  const edition = editionKey === undefined ? null : await findEditionIntake(editionKey);
  if (editionKey !== undefined && !edition) throw new OperatorError(`There is no edition ${editionKey}: \`solucionario edition apply FILE\` makes one.`);
  const target: ImportTarget<SolutionContent> = {
    name: "solution",
    create: (tx, contents, now) => create(tx, contents, edition, now),
    change,
    ...(publish && { publish: publishAll }),
  };
  return runImport({ ...run, file: source, mapping, map, target });
}

async function create(tx: Tx, contents: readonly SolutionContent[], edition: EditionIntake | null, now: Date): Promise<string[]> {
  const recorded = await recordSolutions(tx, contents, { origin: "import" }, now);
  if (edition) {
    const received = recorded.flatMap((solution, index) => {
      const content = contents[index];
      return content ? [{ solution, content }] : [];
    });
    await receiveSubmissions(tx, edition, received, now);
  }
  const slugs = await chooseListingSlugs(
    tx,
    recorded.map(({ reference }, index) => slugFor(contents[index], reference)),
  );
  const listings = recorded.map(({ solutionId, revisionId }, index) => ({
    id: newId(now),
    solutionId,
    revisionId,
    slug: slugs[index] ?? "",
    origin: "import" as const,
    state: "unpublished" as const,
  }));
  await insertListings(tx, listings, now);
  await appendSystemEvents(
    tx,
    listings.map(({ id }) => ({ listingId: id, kind: "imported", toState: "unpublished" })),
    now,
  );
  await noteListingChange(
    tx,
    listings.map(({ id }) => id),
    now,
  );
  return recorded.map(({ solutionId }) => solutionId);
}

/** A title without a Latin letter or digit has the reference for its slug. */
function slugFor(content: SolutionContent | undefined, reference: string): string {
  return toSlug(content?.texts[content.language]?.title ?? "") || toSlug(reference);
}

async function change(tx: Tx, items: ReadonlyArray<{ id: string; content: SolutionContent }>, now: Date): Promise<Outcome[]> {
  const custody = await findCustody(
    tx,
    items.map(({ id }) => id),
  );
  const outcomes = items.map(({ id }): Outcome => {
    const listing = custody.get(id);
    if (!listing) return "missing";
    return isOurs(listing) ? "changed" : "left";
  });
  const changed = items.filter((_, index) => outcomes[index] === "changed");
  const revisions = await recordRevisions(
    tx,
    changed.map(({ id, content }) => ({ solutionId: id, content })),
    now,
  );
  const moves = changed.flatMap(({ id }, index) => {
    const listing = custody.get(id);
    const revision = revisions[index];
    return listing && revision ? [{ id: listing.id, solutionId: id, revisionId: revision.revisionId }] : [];
  });
  await moveListings(tx, moves, now);
  await reviseWaitingSubmissions(tx, moves, now);
  await appendSystemEvents(
    tx,
    moves.map(({ id, revisionId }) => ({ listingId: id, kind: "revised", data: { revisionId } })),
    now,
  );
  await noteListingChange(
    tx,
    moves.map(({ id }) => id),
    now,
  );
  return outcomes;
}

/** Publishes what was never published. What somebody hid, suspended, archived or removed stays as it is. */
async function publishAll(tx: Tx, solutionIds: readonly string[], now: Date): Promise<number> {
  if (solutionIds.length === 0) return 0;
  const published = await publishImported(tx, solutionIds, confirmByAfterImport(now), now);
  await appendSystemEvents(
    tx,
    published.map((listingId) => ({ listingId, kind: "published", fromState: "unpublished", toState: "published" })),
    now,
  );
  await noteListingChange(tx, published, now);
  return published.length;
}
