import { beforeAll, describe, expect, it } from "vitest";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import type { CatalogueDocument } from "~/features/catalogue/search-engine";
import { sqlPool } from "~/platform/database/client.server";
import { HAS_REAL_RECORDS, knownItems, mistype, mulberry32, realDocuments, withoutAccents } from "./real-records";

/** Known items must come back by their own titles. */
describe.skipIf(!HAS_REAL_RECORDS)("on real records", () => {
  const engine = postgresSearchEngine();
  let documents: CatalogueDocument[] = [];
  let sample: CatalogueDocument[] = [];

  beforeAll(async () => {
    documents = realDocuments();
    await engine.index(documents);
    await sqlPool().query("ANALYZE search.document");
    sample = knownItems(documents);
  }, 300_000);

  /** Mean reciprocal rank of the sample within the first ten; a record of the very same title counts as found. */
  async function rank(queryOf: (title: string, random: () => number) => string): Promise<number> {
    const random = mulberry32(7);
    let sum = 0;
    for (const { id, title } of sample) {
      const { hits } = await engine.search({ language: "es", query: queryOf(title, random), filters: {}, sort: "relevance", page: 1, perPage: 10 });
      const place = hits.findIndex((hit) => hit.id === id || hit.highlights.title.map(({ text }) => text).join("") === title) + 1;
      if (place > 0) sum += 1 / place;
    }
    return sum / sample.length;
  }

  it("has all of them", async () => {
    expect(await engine.health()).toEqual({ ok: true, documents: documents.length });
    expect(sample.length).toBeGreaterThan(150);
  });

  it("finds them by their titles", async () => {
    expect(await rank((title) => title)).toBeGreaterThanOrEqual(0.97);
  }, 300_000);

  it("finds them without accents and capitals", async () => {
    expect(await rank(withoutAccents)).toBeGreaterThanOrEqual(0.97);
  }, 300_000);

  it("finds them with one word mistyped", async () => {
    expect(await rank((title, random) => mistype(title, random, "one"))).toBeGreaterThanOrEqual(0.93);
  }, 300_000);

  it("finds them with every word mistyped", async () => {
    expect(await rank((title, random) => mistype(title, random, "every"))).toBeGreaterThanOrEqual(0.88);
  }, 300_000);
});
