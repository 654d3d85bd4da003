import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { Facet, FacetSelection, SearchEngine, SearchRequest } from "~/features/catalogue/search-engine";
import { countsOf, joined, oracle, passes, request } from "./engine-answers";
import { document, ID } from "./search-fixtures";

/** What writes and removals leave behind. `makeEngine` gives an empty one each time. */
export function describeWriting(makeEngine: () => Promise<SearchEngine>, seed?: number): void {
  describe("as it is written to", () => {
    let engine: SearchEngine;
    beforeEach(async () => {
      engine = await makeEngine();
    });
    const titles = async (query: string, overrides: Partial<SearchRequest> = {}) =>
      (await engine.search(request(query, overrides))).hits.map(({ highlights }) => joined(highlights.title));

    it("replaces a document, leaving nothing of the old one behind", async () => {
      await engine.index([document({ title: "Molino de maíz", facets: { country: ["GT"] } })]);
      await engine.index([document({ title: "Prensa de queso", version: 2, facets: { country: ["NI"] } })]);
      expect(await titles("molino")).toEqual([]);
      expect(await titles("queso")).toEqual(["Prensa de queso"]);
      expect((await engine.search(request(""))).facets.country).toEqual({ NI: 1 });
      expect(await engine.health()).toEqual({ ok: true, documents: 1 });
    });

    it("leaves out a version older than the stored one, and takes the same one again", async () => {
      await engine.index([document({ title: "Versión cinco", version: 5 })]);
      await engine.index([document({ title: "Versión cuatro", version: 4 })]);
      expect(await titles("")).toEqual(["Versión cinco"]);
      await engine.index([document({ title: "Versión cinco corregida", version: 5 })]);
      expect(await titles("")).toEqual(["Versión cinco corregida"]);
    });

    it("removes a listing in all languages, with its words and counts", async () => {
      await engine.index([document({ title: "Kilnómetro", facets: { country: ["GT"] } }), document({ language: "en", textLanguage: "es", title: "Kilnómetro" })]);
      await engine.index([document({ id: ID.eau, title: "Otra cosa" })]);
      await engine.remove(["00000000-0000-7000-8000-999999999999"]);
      expect(await titles("", { language: "en" })).toEqual([]);
      expect(await titles("")).toEqual(["Otra cosa"]);
      expect((await engine.search(request(""))).facets.country).toEqual({});
      // What nobody has any more corrects nothing.
      expect((await engine.search(request("kilnometo"))).corrected).toBeUndefined();
      expect(await engine.health()).toEqual({ ok: true, documents: 1 });
    });

    it("takes the same key twice in one batch, the newest version winning", async () => {
      await engine.index([document({ title: "Nueva", version: 3 }), document({ title: "Vieja", version: 2 })]);
      expect(await titles("")).toEqual(["Nueva"]);
    });

    it("takes texts with anything in them, and words that mean something to databases", async () => {
      const texts = ["null", "\u0000 nulo", "\ud800 medio", "'; DROP TABLE", "{a,b}", 'comillas " y \\ barra', "½ taza ﬁja", "x".repeat(5_000), "אבג עברית", "🚚", ""];
      await engine.index(
        texts.map((title, index) => document({ id: `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`, title, body: title, keywords: title, otherTexts: title })),
      );
      expect((await engine.search(request(""))).total).toBe(texts.length);
      expect((await engine.search(request("null"))).total).toBe(1);
      expect((await engine.search(request("barra comillas"))).total).toBe(1);
    });

    it("lists what it holds", async () => {
      await engine.index([document({ version: 3 }), document({ language: "en", version: 2 }), document({ id: ID.eau, version: 7 })]);
      const held = [];
      for await (const one of engine.inventory()) held.push(one);
      expect(held.sort((a, b) => a.oldestVersion - b.oldestVersion)).toEqual([
        { id: "00000000-0000-7000-8000-999999999999", languages: 2, oldestVersion: 2 },
        { id: ID.eau, languages: 1, oldestVersion: 7 },
      ]);
    });
  });

  describe("over generated documents", () => {
    it("counts facets as counting by hand does, and walks pages without a gap", async () => {
      await fc.assert(
        fc.asyncProperty(catalogue, fc.array(selection, { minLength: 3, maxLength: 3 }), async (documents, selections) => {
          const engine = await makeEngine();
          await engine.index(documents);
          // Some go again: counts must follow removals too.
          const gone = documents.filter((_, index) => index % 5 === 4).map(({ id }) => id);
          await engine.remove(gone);
          const left = documents.filter(({ id }) => !gone.includes(id));
          for (const filters of [{}, ...selections]) {
            const result = await engine.search(request("", { filters, perPage: 100 }));
            const kept = left.filter((one) => passes(one, filters));
            expect(result.hits.map(({ id }) => id).sort()).toEqual(kept.map(({ id }) => id).sort());
            expect(result.total).toBe(kept.length);
            expect(countsOf(result)).toEqual(oracle(left, filters));

            const walked: string[] = [];
            for (let page = 1; page <= Math.ceil(result.total / 7); page += 1) {
              walked.push(...(await engine.search(request("", { filters, page, perPage: 7 }))).hits.map(({ id }) => id));
            }
            expect(walked).toEqual(result.hits.map(({ id }) => id));
          }
          for (const query of ["molino", "molino horno", "prensa bomba horno"]) {
            const byId = new Map(left.map((one) => [one.id, one]));
            const whole = (await engine.search(request(query, { perPage: 100 }))).hits.map(({ id }) => id);
            // Many of them say the very same, so that only the id parts them.
            const walked: string[] = [];
            for (let page = 1; page <= Math.ceil(whole.length / 3); page += 1) walked.push(...(await engine.search(request(query, { page, perPage: 3 }))).hits.map(({ id }) => id));
            expect(walked).toEqual(whole);
            const answers = whole.flatMap((id) => byId.get(id) ?? []);
            for (const filters of selections) expect(countsOf(await engine.search(request(query, { filters })))).toEqual(oracle(answers, filters));
          }
        }),
        { numRuns: 8, seed },
      );
      // An engine that queues its writes takes its time.
    }, 120_000);
  });
}

const VALUES: Partial<Record<Facet, string[]>> = {
  category: ["a", "b"],
  country: ["DO", "GT", "MX", "BO"],
  sdg: ["1", "2", "12"],
  origin: ["submission", "import"],
  cost: ["free", "quote"],
};

const facetsArbitrary = fc.record(Object.fromEntries(Object.entries(VALUES).map(([facet, values]) => [facet, fc.subarray(values)])));
const selection: fc.Arbitrary<FacetSelection> = facetsArbitrary;
const catalogue = fc
  .array(
    fc.record({
      title: fc.subarray(["molino", "horno", "prensa", "bomba", "torno"]).map((words) => words.join(" ")),
      facets: facetsArbitrary,
      standing: fc.integer({ min: 0, max: 2 }),
      // Few days, so that many share one and only the id can part them.
      day: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) =>
    rows.map(({ title, facets, standing, day }, index) =>
      document({ id: `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`, title, facets, standing, publishedAt: `2026-01-0${day}T00:00:00.000Z` }),
    ),
  );
