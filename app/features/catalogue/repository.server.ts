import type { Prisma, Tx } from "~/platform/database/client.server";
import { insertRows } from "~/platform/database/insert-rows.server";
import { chooseSlugs } from "~/platform/slug";
import type { ListingEventKind } from "./events";
import type { ListingState } from "./status";

export type NewListing = { id: string; solutionId: string; revisionId: string; slug: string; origin: "submission" | "import"; state: ListingState };

/** Whoever chooses slugs holds this lock to the end of the transaction, so that two never choose the same. */
const SLUG_LOCK = 7_224_003;

/** Free slugs for these, in order: of all listings, whatever their state, and of all that a listing had before. */
export async function chooseListingSlugs(tx: Tx, bases: readonly string[]): Promise<string[]> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SLUG_LOCK})`;
  return chooseSlugs(bases, async (candidates) => {
    const rows = await tx.$queryRaw<Array<{ slug: string }>>`
      SELECT slug FROM "Listing" WHERE slug = ANY(${candidates}) UNION SELECT slug FROM "ListingSlug" WHERE slug = ANY(${candidates})`;
    return rows.map(({ slug }) => slug);
  });
}

export async function insertListings(tx: Tx, listings: readonly NewListing[], now: Date): Promise<void> {
  await insertRows(
    tx,
    "Listing",
    listings.map((listing) => ({ ...listing, stateSince: now, createdAt: now, updatedAt: now })),
  );
}

/** Who looks after a listing shows in its origin, its submission, and in whose words its live revision is. */
export type ListingCustody = {
  id: string;
  solutionId: string;
  origin: "submission" | "import";
  submissionId: string | null;
  organisationId: string | null;
  /** Where the words in the live revision's own language come from. */
  textOrigin: string | null;
};

export async function findCustody(tx: Tx, solutionIds: readonly string[]): Promise<Map<string, ListingCustody>> {
  const rows = await tx.$queryRaw<ListingCustody[]>`
    SELECT listing.id, listing."solutionId", listing.origin::text, listing."submissionId", solution."organisationId", words.origin::text AS "textOrigin"
    FROM "Listing" listing
    JOIN "Solution" solution ON solution.id = listing."solutionId"
    JOIN "Revision" revision ON revision.id = listing."revisionId"
    LEFT JOIN "RevisionText" words ON words."revisionId" = revision.id AND words.language = revision.language
    WHERE listing."solutionId" = ANY(${[...solutionIds]}::uuid[])
    FOR UPDATE OF listing`;
  return new Map(rows.map((row) => [row.solutionId, row]));
}

/** Points listings at their next revision. */
export async function moveListings(tx: Tx, moves: ReadonlyArray<{ id: string; revisionId: string }>, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Listing" SET "revisionId" = move."revisionId", version = version + 1, "updatedAt" = ${now}
    FROM jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) AS move(id uuid, "revisionId" uuid)
    WHERE "Listing".id = move.id`;
}

/** Publishes those of these solutions' imported listings that were never published; returns the listings' ids. */
export async function publishImported(tx: Tx, solutionIds: readonly string[], confirmBy: Date, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    UPDATE "Listing" SET state = 'published', "stateSince" = ${now}, "publishedAt" = ${now}, "confirmBy" = ${confirmBy}, version = version + 1, "updatedAt" = ${now}
    WHERE "solutionId" = ANY(${[...solutionIds]}::uuid[]) AND origin = 'import' AND state = 'unpublished'
    RETURNING id`;
  return rows.map(({ id }) => id);
}

export type NewListingEvent = { listingId: string; kind: ListingEventKind; fromState?: ListingState; toState?: ListingState; data?: Prisma.InputJsonObject };

/** Adds events of the system itself to the listings' timelines, in the order given. */
export async function appendSystemEvents(tx: Tx, events: readonly NewListingEvent[], now: Date): Promise<void> {
  if (events.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "ListingEvent" ("listingId", sequence, kind, "fromState", "toState", "actorRole", data, at)
    SELECT event."listingId",
      coalesce((SELECT max(sequence) FROM "ListingEvent" earlier WHERE earlier."listingId" = event."listingId"), 0)
        + row_number() OVER (PARTITION BY event."listingId" ORDER BY event.position),
      event.kind, event."fromState"::"ListingState", event."toState"::"ListingState", 'system', event.data, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(events.map((event, position) => ({ ...event, position })))}::jsonb)
      AS event("listingId" uuid, kind text, "fromState" text, "toState" text, data jsonb, position integer)`;
}
