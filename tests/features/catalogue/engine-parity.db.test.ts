import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveLiveEngine, LIVE } from "#tests/setup/live-meilisearch";
import { type MeilisearchForTests, startMeilisearchForTests } from "#tests/setup/recorded-meilisearch";
import { prepareIndexes } from "~/features/catalogue/meilisearch-index.server";
import { meilisearchEngine } from "~/features/catalogue/meilisearch-search.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { type CatalogueDocument, FACETS, type FacetSelection, type SearchResult, SORTS } from "~/features/catalogue/search-engine";
import { sqlPool } from "~/platform/database/client.server";
import { request } from "./engine-answers";
import { HAS_REAL_RECORDS, knownItems, mistype, mulberry32, realDocuments, withoutAccents } from "./real-records";
import { fixtures } from "./search-fixtures";

const [meilisearch, postgres] = [meilisearchEngine(), postgresSearchEngine()];
let giveBack = async () => {};
let server: MeilisearchForTests;

async function hold(documents: readonly CatalogueDocument[]): Promise<void> {
  await sqlPool().query("DELETE FROM search.document_text; DELETE FROM search.document");
  await server.empty();
  await prepareIndexes();
  await postgres.index(documents);
  for (let from = 0; from < documents.length; from += 500) await meilisearch.index(documents.slice(from, from + 500));
  await sqlPool().query("ANALYZE search.document");
}

/** Values that some documents have, and one that nobody has. */
function selections(documents: readonly CatalogueDocument[]): fc.Arbitrary<FacetSelection> {
  const values = FACETS.map((facet) => [facet, [...new Set(documents.flatMap((one) => one.facets[facet])), "XX"].sort()] as const);
  return fc.record(Object.fromEntries(values.map(([facet, known]) => [facet, fc.subarray(known, { maxLength: Math.min(3, known.length) })])), { requiredKeys: [] });
}

const idsOf = ({ hits }: SearchResult) => hits.map(({ id }) => id);

/** Asks both the same, and tells how often they agree on the first hit and how much on the first ten. */
async function compare(queries: readonly string[]): Promise<{ sameFirst: number; medianOverlap: number }> {
  const overlaps: number[] = [];
  let same = 0;
  for (const query of queries) {
    const [one, other] = [idsOf(await meilisearch.search(request(query, { perPage: 10 }))), idsOf(await postgres.search(request(query, { perPage: 10 })))];
    if (one[0] === other[0]) same += 1;
    overlaps.push(one.filter((id) => other.includes(id)).length / Math.max(one.length, other.length, 1));
  }
  overlaps.sort((a, b) => a - b);
  return { sameFirst: same / queries.length, medianOverlap: overlaps[Math.floor(overlaps.length / 2)] ?? 0 };
}

beforeAll(async () => {
  if (LIVE) giveBack = await haveLiveEngine();
  server = await startMeilisearchForTests("parity");
  // Before anything asks for the environment.
  process.env.MEILISEARCH_URL = server.url;
  // Other files may have the engine for minutes.
}, 900_000);
afterAll(async () => {
  await server.stop();
  await giveBack();
});

describe("Meilisearch and PostgreSQL", () => {
  describe("over the fixtures", () => {
    beforeAll(() => hold(fixtures()));

    it("give the same hits in the same order, and the same counts, whatever is filtered and however it is sorted", async () => {
      await fc.assert(
        fc.asyncProperty(selections(fixtures()), fc.constantFrom(...SORTS), fc.integer({ min: 1, max: 3 }), async (filters, sort, page) => {
          const asked = request("", { filters, sort, page, perPage: 5 });
          const [one, other] = [await meilisearch.search(asked), await postgres.search(asked)];
          expect([idsOf(one), one.total, one.facets]).toEqual([idsOf(other), other.total, other.facets]);
        }),
        // What was recorded was asked with these very words.
        { numRuns: 40, seed: 20_261_122 },
      );
    });

    it("agree on what is first when a title is typed, and mostly on what follows", async () => {
      const random = mulberry32(7);
      const titles = fixtures().map(({ title }) => title);
      const { sameFirst, medianOverlap } = await compare([...titles, ...titles.map(withoutAccents), ...titles.map((title) => mistype(title, random, "one"))]);
      expect(sameFirst).toBeGreaterThanOrEqual(0.95);
      expect(medianOverlap).toBeGreaterThanOrEqual(0.7);
    });
  });

  // Nothing of these may be recorded.
  describe.skipIf(!LIVE || !HAS_REAL_RECORDS || process.env.RECORD_MEILISEARCH)("over real records", () => {
    const documents = LIVE && HAS_REAL_RECORDS ? realDocuments() : [];
    const random = mulberry32(7);
    beforeAll(() => hold(documents), 600_000);

    it("give the same counts and totals, whatever is filtered", async () => {
      await fc.assert(
        fc.asyncProperty(selections(documents), async (filters) => {
          const asked = request("", { filters });
          const [one, other] = [await meilisearch.search(asked), await postgres.search(asked)];
          expect([idsOf(one), one.total, one.facets]).toEqual([idsOf(other), other.total, other.facets]);
        }),
        { numRuns: 40 },
      );
    }, 300_000);

    it.each([
      ["as it stands", (title: string) => title],
      ["without accents and capitals", withoutAccents],
      ["with one word mistyped", (title: string) => mistype(title, random, "one")],
    ])(
      "agree on what is first when a title is typed %s, and mostly on what follows",
      async (how, typed) => {
        const agreed = await compare(knownItems(documents).map(({ title }) => typed(title)));
        process.stderr.write(`titles ${how}: ${JSON.stringify(agreed)}\n`);
        expect(agreed.sameFirst).toBeGreaterThanOrEqual(0.95);
        expect(agreed.medianOverlap).toBeGreaterThanOrEqual(0.7);
      },
      180_000,
    );
  });
});
