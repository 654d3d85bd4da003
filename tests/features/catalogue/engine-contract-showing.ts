import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FacetSelection, SearchEngine, SearchRequest } from "~/features/catalogue/search-engine";
import { countsOf, joined, marked, names, oracle, plain, request } from "./engine-answers";
import { fixtures } from "./search-fixtures";

/** Marks, filters, orders, pages and suggestions of an engine that holds the fixtures; and that it takes any input. */
export function describeShowing(name: string, engine: () => SearchEngine, seed?: number): void {
  const search = (query: string, overrides: Partial<SearchRequest> = {}) => engine().search(request(query, overrides));
  const found = async (query: string, overrides: Partial<SearchRequest> = {}) => names(await search(query, overrides));

  describe("highlights", () => {
    it("the very words, in the case and with the accents that the text has", async () => {
      expect(marked((await search("logistica bicicleta")).hits[0]?.highlights.title)).toEqual(["Logística", "bicicleta"]);
    });

    it("words found by stem, by synonym and by correction", async () => {
      expect(marked((await search("camion vacio")).hits[0]?.highlights.title)).toEqual(["camiones", "vacíos"]);
      expect(marked((await search("pulperia cuaderno")).hits[0]?.highlights.title)).toContain("colmado");
      expect(marked((await search("aserrun")).hits[0]?.highlights.title)).toEqual(["aserrín"]);
    });

    it("a short stretch of the body when title and summary don't show the words", async () => {
      const body = (await search("impresora de bolsillo")).hits[0]?.highlights.body;
      expect(marked(body)).toEqual(["impresora", "bolsillo"]);
      expect((await search("cobranza")).hits[0]?.highlights.body).toBeUndefined();
    });

    it("as pieces that make up the text, and never as markup", async () => {
      const texts = new Map(fixtures().map((one) => [one.id, one]));
      for (const query of ["cobro", "taller", "pescado sin hielo", "", "lobster"]) {
        for (const { id, highlights } of (await search(query, { perPage: 100 })).hits) {
          expect(joined(highlights.title)).toBe(texts.get(id)?.title);
          expect(joined(highlights.summary)).toBe(texts.get(id)?.summary);
          if (highlights.body) expect(texts.get(id)?.body).toContain(joined(highlights.body));
        }
      }
    });
  });

  describe("filters, sorts and pages", () => {
    it("ors within a facet and ands between them", async () => {
      expect((await found("", { filters: { country: ["BO", "GT"], category: ["logistics"] } })).sort()).toEqual(["camiones", "moto-compartida"]);
    });

    it("finds nothing for a value that nobody has", async () => {
      const result = await search("", { filters: { country: ["XX"] } });
      expect(result.total).toBe(0);
      expect(result.facets.country.MX).toBeGreaterThan(0);
    });

    it("sorts by date and by title, ignoring accents and case", async () => {
      const recent = await found("", { sort: "recent", perPage: 100 });
      expect(recent[0]).toBe("cobranza");
      const titles = (await search("", { sort: "title", perPage: 100 })).hits.map(({ highlights }) => joined(highlights.title));
      expect(titles).toEqual([...titles].sort((a, b) => (plain(a) < plain(b) ? -1 : 1)));
    });

    it("gives no hits and the true total for a page past the end", async () => {
      const result = await search("taller", { page: 50, perPage: 10 });
      expect(result.hits).toEqual([]);
      expect(result.total).toBeGreaterThan(0);
    });

    it("visits each hit exactly once when its pages are walked", async () => {
      for (const query of ["", "taller de soldadura", "pago", "reparto en moto con hielo"]) {
        for (const sort of ["relevance", "recent", "title"] as const) {
          const whole = (await search(query, { sort, perPage: 100 })).hits.map(({ id }) => id);
          const walked: string[] = [];
          for (let page = 1; page <= Math.ceil(whole.length / 3); page += 1) walked.push(...(await search(query, { sort, page, perPage: 3 })).hits.map(({ id }) => id));
          expect(walked).toEqual(whole);
          expect(new Set(walked).size).toBe(whole.length);
        }
      }
    });

    it("counts, with a text, what its own hits carry", async () => {
      const byId = new Map(fixtures().map((one) => [one.id, one]));
      for (const query of ["pago", "taller", "reparto compartido con hielo", "logistcia"]) {
        const answers = (await search(query, { perPage: 100 })).hits.flatMap(({ id }) => byId.get(id) ?? []);
        for (const filters of [{}, { country: ["MX", "BO"] }, { country: ["AR"], category: ["occupational-safety"] }] satisfies FacetSelection[]) {
          expect(countsOf(await search(query, { filters }))).toEqual(oracle(answers, filters));
        }
      }
    });
  });

  describe("takes any input", () => {
    it.each([
      ["tsquery operators", "'&|!():*<->"],
      ["a lone backslash", "\\"],
      ["NUL", "cobro\u0000pago"],
      ["a lone surrogate", "cobro \ud800 pago"],
      ["right-to-left marks", "\u202ecobro\u200f"],
      ["emoji", "🚚🚚"],
      ["SQL", "'; DROP TABLE search.document; --"],
      ["10,000 characters", "cobro ".repeat(1_700)],
      ["one word of 10,000 letters", "a".repeat(10_000)],
      ["quotation marks", "\"cobro' ´con` “código”"],
      ["stop words only", "el de la que no"],
      ["a field's weight", "cobro:A & pago:*"],
      ["a JSON path", '{"$ne": null}'],
    ])("%s", async (_what, query) => {
      await expect(search(query)).resolves.toMatchObject({ engine: name });
    });

    it("shows everything for a query of stop words alone", async () => {
      expect((await search("el de la")).total).toBe(fixtures().length);
    });

    it("never throws, whatever is typed", async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (query) => {
          const { hits, total } = await search(query);
          expect(hits.length).toBeLessThanOrEqual(total);
        }),
        { numRuns: 60, seed },
      );
    });
  });

  describe("suggests", () => {
    it("words and titles that go on as typed", async () => {
      expect(await engine().suggest("es", "logis", 5)).toContain("logística");
      expect(await engine().suggest("es", "careta de sol", 10)).toContain("careta de soldar");
      expect(await engine().suggest("es", "reparto com", 5)).toContain("Reparto compartido en moto entre tiendas vecinas");
    });

    it("at most as many as asked for, and nothing for nothing", async () => {
      expect((await engine().suggest("es", "c", 3)).length).toBeLessThanOrEqual(3);
      expect(await engine().suggest("es", "", 3)).toEqual([]);
      expect(await engine().suggest("es", "'&|\\ \u0000", 3)).toEqual([]);
    });
  });
}
