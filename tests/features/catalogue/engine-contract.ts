import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type CatalogueDocument,
  FACETS,
  type Facet,
  type FacetSelection,
  type Fragment,
  type SearchEngine,
  type SearchHit,
  type SearchRequest,
  type SearchResult,
} from "~/features/catalogue/search-engine";
import { document, fixtures, ID, nameOf } from "./search-fixtures";

/**
 * What every engine must do, whatever it is made of. `makeEngine` gives an empty one each time; writes are awaited
 * until they can be searched.
 */
export function describeEngineContract(name: string, makeEngine: () => Promise<SearchEngine>): void {
  describe(`the search engine ${name}`, () => {
    describe("over the fixtures", () => {
      let engine: SearchEngine;
      beforeAll(async () => {
        engine = await makeEngine();
        await engine.index(fixtures("es"));
        await engine.index(fixtures("en"));
      });
      const search = (query: string, overrides: Partial<SearchRequest> = {}) => engine.search(request(query, overrides));
      const found = async (query: string, overrides: Partial<SearchRequest> = {}) => names(await search(query, overrides));
      const best = async (query: string) => (await found(query))[0];

      describe("finds", () => {
        it.each([
          ["the title as it stands", "Cobro con código QR para puestos de feria", "qr-feria"],
          ["without accents and in capitals", "LOGISTICA DE ULTIMA MILLA", "logistica"],
          ["a plural by its singular", "camion vacio", "camiones"],
          ["a singular by its plural", "andamio", "andamio"],
          ["a verb by its noun", "repartir en motos", "moto-compartida"],
          ["a noun by its verb", "protección al soldar", "careta"],
          ["Portuguese plurals in -ões", "caminhão refrigerado", "caminhoes"],
          ["English texts by English stems", "boxes for lobsters", "lobster"],
          ["a text in a language without a stemmer, word for word", "pompe solaire", "eau"],
          ["what keywords alone hold", "pulpería barrio República Dominicana", "vale-celular"],
          ["what the body alone holds", "impresora de bolsillo", "cobranza"],
        ])("%s", async (_what, query, expected) => {
          expect(await best(query)).toBe(expected);
        });

        it.each([
          ["one letter left out", "logstica", "logistica"],
          ["one letter too many", "recordaatorios", "recordatorio"],
          ["a wrong letter", "aserrun", "aserrin"],
          ["swapped neighbours", "anadmio", "andamio"],
          ["swapped neighbours in a short word", "riudo taller", "ruido"],
          ["two mistakes in a long word", "recoradtoris", "recordatorio"],
          ["every word mistyped", "creta de solddar alquielr", "careta"],
          ["a mistake in another language's word", "maquininah", "maquininha"],
        ])("in spite of %s", async (_what, query, expected) => {
          const result = await search(query);
          expect(names(result)[0]).toBe(expected);
          expect(result.corrected).toBeDefined();
        });

        it.each([
          ["a neighbour country's word for the shop", "abasto o tienda de la esquina fiado", "vale-celular"],
          ["a regional word for delivery", "mandados en motocicleta", "moto-compartida"],
          ["a brand that became a word", "posnet para la feria", "qr-feria"],
          ["a group of words for one thing", "dolor: me deben en la libreta", "vale-celular"],
          ["another language's word", "cobrar sin efectivo cartão", "maquininha"],
          ["the way owners say it: mis clientes no pagan a tiempo", "mis clientes no pagan a tiempo", "recordatorio"],
          ["the way owners say it: cobrar sin efectivo", "cobrar sin efectivo", "qr-feria"],
          ["the way owners say it: repartir pedidos en moto", "repartir pedidos en moto", "moto-compartida"],
          ["the way owners say it: cómo protegerse al soldar", "cómo protegerse al soldar", "careta"],
          ["the way owners say it: que no se dañe el pescado", "cómo hago para que no se dañe el pescado", "caja-fria"],
        ])("by %s", async (_what, query, expected) => {
          expect((await found(query)).slice(0, 3)).toContain(expected);
        });

        it("an unfinished last word by what it begins", async () => {
          expect(await found("logist")).toContain("logistica");
          expect(await found("caja fr")).toContain("caja-fria");
        });

        it("nothing by the beginning of a word that is no longer the last", async () => {
          expect((await search("recorda amables")).hits.filter(({ approximate }) => !approximate).map(({ id }) => nameOf(id))).toEqual([]);
        });

        it("only documents of the interface language that is asked for", async () => {
          expect((await search("careta", { language: "pt" })).total).toBe(0);
          expect((await search("careta", { language: "en" })).total).toBe(1);
        });

        it("no number that is only near", async () => {
          expect((await search("2 litres")).approximateTotal).toBe(0);
          expect((await search("3 litres")).hits.filter(({ approximate }) => !approximate)).toEqual([]);
        });
      });

      describe("ranks", () => {
        it("the word in the title over the same word in the body", async () => {
          expect((await found("ruido"))[0]).toBe("ruido");
          expect((await found("pescado"))[0]).toBe("caja-fria");
        });

        it("the typed word over its stem, and both over a synonym", async () => {
          expect((await found("cobranza"))[0]).toBe("cobranza");
        });

        it("what was reviewed over what was imported, when nothing was asked", async () => {
          const standings = (await found("", { perPage: 100 })).map((hit) => fixtures().find(({ id }) => id === ID[hit])?.standing ?? -1);
          expect(standings).toEqual([...standings].sort((a, b) => b - a));
        });

        it("full answers before approximate ones, whatever the order asked for", async () => {
          for (const sort of ["relevance", "recent", "title"] as const) {
            const { hits, approximateTotal, total } = await search("reparto compartido en tiendas vecinas con bicicleta", { sort, perPage: 100 });
            const flags = hits.map(({ approximate }) => approximate);
            expect(flags).toEqual([...flags].sort((a, b) => Number(a) - Number(b)));
            expect(hits).toHaveLength(total);
            expect(flags.filter(Boolean)).toHaveLength(approximateTotal);
          }
        });
      });

      describe("answers in part", () => {
        it("says so, and counts those answers apart", async () => {
          const { hits, approximateTotal, total } = await search("extractor de aserrín para panadería industrial");
          expect(approximateTotal).toBe(total);
          expect(hits[0]).toMatchObject({ id: ID.aserrin, approximate: true });
        });

        it("never when one word was asked for", async () => {
          expect((await search("zzzzqqqq")).total).toBe(0);
        });
      });

      describe("says what it corrected", () => {
        it("with accents as the documents spell them, and the rest as typed", async () => {
          expect((await search("Logistcia de última milla")).corrected).toBe("logística de última milla");
        });

        it("not when every word is known", async () => {
          expect((await search("logistica")).corrected).toBeUndefined();
          expect((await search("posnet")).corrected).toBeUndefined();
        });
      });

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
            { numRuns: 60 },
          );
        });
      });

      describe("suggests", () => {
        it("words and titles that go on as typed", async () => {
          expect(await engine.suggest("es", "logis", 5)).toContain("logística");
          expect(await engine.suggest("es", "careta de sol", 10)).toContain("careta de soldar");
          expect(await engine.suggest("es", "reparto com", 5)).toContain("Reparto compartido en moto entre tiendas vecinas");
        });

        it("at most as many as asked for, and nothing for nothing", async () => {
          expect((await engine.suggest("es", "c", 3)).length).toBeLessThanOrEqual(3);
          expect(await engine.suggest("es", "", 3)).toEqual([]);
          expect(await engine.suggest("es", "'&|\\ \u0000", 3)).toEqual([]);
        });
      });
    });

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
              for (let page = 1; page <= Math.ceil(whole.length / 3); page += 1)
                walked.push(...(await engine.search(request(query, { page, perPage: 3 }))).hits.map(({ id }) => id));
              expect(walked).toEqual(whole);
              const answers = whole.flatMap((id) => byId.get(id) ?? []);
              for (const filters of selections) expect(countsOf(await engine.search(request(query, { filters })))).toEqual(oracle(answers, filters));
            }
          }),
          { numRuns: 8 },
        );
      });
    });
  });
}

function request(query: string, overrides: Partial<SearchRequest> = {}): SearchRequest {
  return { language: "es", query, filters: {}, sort: "relevance", page: 1, perPage: 20, ...overrides };
}

const names = ({ hits }: { hits: SearchHit[] }) => hits.map(({ id }) => nameOf(id));
const joined = (fragments: readonly Fragment[] = []) => fragments.map(({ text }) => text).join("");
const marked = (fragments: readonly Fragment[] = []) => fragments.filter(({ match }) => match).map(({ text }) => text);
const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// ---- brute force

const countsOf = ({ facets }: SearchResult) => facets;

function passes(one: CatalogueDocument, filters: FacetSelection, except?: Facet): boolean {
  return FACETS.every((facet) => {
    const wanted = filters[facet] ?? [];
    return facet === except || wanted.length === 0 || one.facets[facet].some((value) => wanted.includes(value));
  });
}

/** Each facet counted over what passes all other facets' filters. */
function oracle(documents: readonly CatalogueDocument[], filters: FacetSelection): Record<Facet, Record<string, number>> {
  return Object.fromEntries(
    FACETS.map((facet) => {
      const counts: Record<string, number> = {};
      for (const one of documents) if (passes(one, filters, facet)) for (const value of one.facets[facet]) counts[value] = (counts[value] ?? 0) + 1;
      return [facet, counts];
    }),
  ) as Record<Facet, Record<string, number>>;
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
