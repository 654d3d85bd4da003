import { z } from "zod";
import { db, type Prisma } from "~/platform/database/client.server";
import { publicLink } from "~/platform/values/link";
import { type ListingRecord, type ListingSource, shownLanguage } from "./listing-record";
import { LISTING_SELECT, type ListingContext, type ListingRow, toListingRecord } from "./listing-select.server";
import { isReadable, SEARCHABLE_STATES } from "./status";

export type FoundListing =
  | { kind: "listing"; listing: ListingRecord }
  /** The listing has had another address since. */
  | { kind: "moved"; slug: string }
  /** A tombstone: why, never who. */
  | { kind: "removed"; reason: string | null; since: Date };

/** By slug, present or former. Null for what was never there and for what nobody may read now. */
export async function findListingBySlug(slug: string): Promise<FoundListing | null> {
  const direct = await findWhere({ slug });
  if (direct) return direct;
  const former = await db().listingSlug.findUnique({ where: { slug }, select: { listing: { select: { slug: true, state: true } } } });
  if (!former) return null;
  const { listing } = former;
  return isReadable(listing.state) || listing.state === "removed" ? { kind: "moved", slug: listing.slug } : null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const REFERENCE = /^S-\d{4}-\d{5,}$/;

/** By the listing's id, the solution's reference, or a slug. */
export async function findListing(name: string): Promise<FoundListing | null> {
  if (UUID.test(name)) return findWhere({ id: name });
  if (REFERENCE.test(name)) return findWhere({ solution: { reference: name } });
  return findListingBySlug(name);
}

async function findWhere(where: { slug: string } | { id: string } | { solution: { reference: string } }): Promise<FoundListing | null> {
  const row = await db().listing.findFirst({ where, select: { ...LISTING_SELECT, removedReason: true, stateSince: true } });
  if (!row) return null;
  if (row.state === "removed") return { kind: "removed", reason: row.removedReason, since: row.stateSince };
  if (!isReadable(row.state)) return null;
  const [listing] = await toRecords([row]);
  return listing ? { kind: "listing", listing } : null;
}

/** The public text as it stands or will stand, whatever the listing's state: for whoever has been let in to work on it. */
export async function previewListing(id: string): Promise<ListingRecord | null> {
  const row = await db().listing.findUnique({ where: { id }, select: LISTING_SELECT });
  if (!row) return null;
  const [listing] = await toRecords([isReadable(row.state) ? row : { ...row, state: "published" }]);
  return listing ?? null;
}

/** What a list shows of a listing, in one language. */
export type ListingItem = Pick<ListingRecord, "id" | "reference" | "slug" | "category" | "origin" | "demonstration" | "publishedAt" | "availableIn" | "institution"> & {
  title: string;
  summary: string;
  /** The language that title and summary are in. */
  language: string;
};

/** Those of the given listings that are searchable at this moment, in the order given: an index may be behind. */
export async function listItems(ids: readonly string[], language: string): Promise<ListingItem[]> {
  if (ids.length === 0) return [];
  const rows = await db().listing.findMany({ where: { id: { in: [...ids] }, state: { in: [...SEARCHABLE_STATES] } }, select: ITEM_SELECT });
  const items = new Map(rows.map((row) => [row.id, toItem(row, language)]));
  return ids.flatMap((id) => items.get(id) ?? []);
}

const ITEM_SELECT = {
  id: true,
  slug: true,
  origin: true,
  demonstration: true,
  publishedAt: true,
  institution: { select: { slug: true, name: true } },
  solution: { select: { reference: true } },
  revision: { select: { language: true, categoryKey: true, availableIn: true, texts: { select: { language: true, title: true, summary: true } } } },
} as const satisfies Prisma.ListingSelect;

function toItem({ revision, solution, ...listing }: Prisma.ListingGetPayload<{ select: typeof ITEM_SELECT }>, wanted: string): ListingItem {
  const language = shownLanguage(
    revision.texts.map((text) => text.language),
    wanted,
    revision.language,
  );
  const text = revision.texts.find((candidate) => candidate.language === language);
  return {
    ...listing,
    reference: solution.reference,
    category: revision.categoryKey,
    availableIn: revision.availableIn,
    title: text?.title ?? "",
    summary: text?.summary ?? "",
    language,
  };
}

/**
 * All searchable listings by id, in batches, each in a short transaction of its own: the memory this takes does not
 * grow with the catalogue, and no connection is held while a slow client reads. A listing that changes meanwhile
 * stands in the answer once, as it was before or after.
 */
export async function* streamListings(batchSize = 250): AsyncGenerator<ListingRecord[]> {
  let after: string | undefined;
  for (;;) {
    const rows = await db().listing.findMany({
      where: { state: { in: [...SEARCHABLE_STATES] }, ...(after && { id: { gt: after } }) },
      select: LISTING_SELECT,
      orderBy: { id: "asc" },
      take: batchSize,
    });
    if (rows.length > 0) yield await toRecords(rows);
    after = rows.at(-1)?.id;
    if (rows.length < batchSize) return;
  }
}

/** The addresses of all searchable listings, in a stable order. */
export async function listAddresses(): Promise<Array<{ slug: string; updatedAt: Date }>> {
  return db().listing.findMany({ where: { state: { in: [...SEARCHABLE_STATES] } }, select: { slug: true, updatedAt: true }, orderBy: { id: "asc" } });
}

/** The ids of up to `limit` others of the same category: those in a shared country first, then reviewed ones, then the most recent. */
export async function listRelatedIds(listing: Pick<ListingRecord, "id" | "category" | "availableIn">, limit: number): Promise<string[]> {
  if (!listing.category) return [];
  const rows = await db().$queryRaw<Array<{ id: string }>>`
    SELECT listing.id
    FROM "Listing" listing JOIN "Revision" revision ON revision.id = listing."revisionId"
    WHERE listing.state IN ('published', 'needs_confirmation') AND listing.id <> ${listing.id}::uuid AND revision."categoryKey" = ${listing.category}
    ORDER BY revision."availableIn" && ${listing.availableIn}::text[] DESC, listing.origin ASC, listing."publishedAt" DESC, listing.id ASC
    LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

async function toRecords(rows: readonly ListingRow[]): Promise<ListingRecord[]> {
  const context = await contextOf(rows);
  return rows.map((row) => toListingRecord(row, context));
}

async function contextOf(rows: readonly ListingRow[]): Promise<ListingContext> {
  const businessTypes = [...new Set(rows.flatMap((row) => row.revision.businessTypes))];
  const [sections, sources] = await Promise.all([
    businessTypes.length === 0 ? [] : db().businessType.findMany({ where: { key: { in: businessTypes } }, select: { key: true, isicSection: true } }),
    sourcesOf(rows.filter((row) => row.origin === "import").map((row) => row.solutionId)),
  ]);
  return { sectors: new Map(sections.map(({ key, isicSection }) => [key, isicSection])), sources };
}

/** What an import notes of its source (platform/records/ledger.server.ts). */
const SourceFactSchema = z.object({ name: z.string(), url: z.string().nullable().transform(publicLink), licence: z.string().nullable() });

async function sourcesOf(solutionIds: readonly string[]): Promise<Map<string, ListingSource>> {
  if (solutionIds.length === 0) return new Map();
  const records = await db().importedRecord.findMany({ where: { target: "solution", targetId: { in: [...solutionIds] } }, select: { targetId: true, source: true } });
  const keys = [...new Set(records.map(({ source }) => source))];
  const facts = await db().installationFact.findMany({ where: { key: { in: keys.map((key) => `import-source:${key}`) } } });
  const sources = new Map(
    keys.map((key) => {
      const fact = SourceFactSchema.safeParse(facts.find((row) => row.key === `import-source:${key}`)?.value);
      return [key, { key, ...(fact.success ? fact.data : { name: key, url: null, licence: null }) }];
    }),
  );
  return new Map(
    records.flatMap(({ targetId, source }) => {
      const known = sources.get(source);
      return known ? [[targetId, known]] : [];
    }),
  );
}

export type CatalogueState = { count: number; lastChange: Date | null /** Changes with anything that a dump shows. */; fingerprint: string };

/** How many listings are searchable, and what tells one state of the open data from another. */
export async function catalogueState(): Promise<CatalogueState> {
  const rows = await db().$queryRaw<Array<{ count: number; last: Date | null; marks: string }>>`
    SELECT
      (SELECT count(*)::int FROM "Listing" WHERE state IN ('published', 'needs_confirmation')) AS count,
      greatest(
        (SELECT max("updatedAt") FROM "Listing"),
        (SELECT max("updatedAt") FROM "Organisation"),
        (SELECT max(greatest("verifiedAt", "lapsedAt")) FROM "Verification"),
        (SELECT max("publishedAt") FROM "Evidence"),
        (SELECT max(at) FROM "InstallationFact" WHERE key LIKE 'import-source:%' OR key = 'demonstration-removed')
      ) AS last,
      concat_ws('-',
        (SELECT count(*) FROM "Listing"),
        (SELECT count(*) FROM "Verification" WHERE "lapsedAt" IS NULL),
        (SELECT count(*) FROM "Evidence" WHERE "publishedAt" IS NOT NULL)
      ) AS marks`;
  const row = rows[0];
  const count = row?.count ?? 0;
  const lastChange = row?.last ?? null;
  return { count, lastChange, fingerprint: `${lastChange?.getTime() ?? 0}-${count}-${row?.marks ?? ""}` };
}
