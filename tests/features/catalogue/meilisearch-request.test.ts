import { describe, expect, it } from "vitest";
import { partialQueries } from "~/features/catalogue/meilisearch-approximate";
import { documentsQuery, pageQueries } from "~/features/catalogue/meilisearch-request";
import { spelledQuery, spelledWording } from "~/features/catalogue/meilisearch-words";
import type { Term } from "~/features/catalogue/search-terms";
import { NEGATION } from "~/features/catalogue/synonyms";
import { request } from "./engine-answers";

function term(word: string, weight = 1, overrides: Partial<Term> = {}): Term {
  return { typed: [{ forms: [word], lexemes: new Set([word]), negated: false, sought: { word, as: "stem" } }], near: [], far: [], weight, ideas: [], documents: 1, ...overrides };
}

describe("a page's multi-search", () => {
  it("narrows each facet's counts by all filters but its own, and counts the answers without any", () => {
    const queries = pageQueries(request("pago", { filters: { country: ["MX", "BO"], cost: ["free"] } }), "pag ");
    expect(queries.map(({ filter }) => filter)).toEqual([['country IN ["MX", "BO"]', 'cost IN ["free"]'], ['cost IN ["free"]'], ['country IN ["MX", "BO"]'], undefined]);
    expect(queries.map(({ facets }) => facets)).toEqual([["category", "business", "sector", "sdg", "size", "language", "origin"], ["country"], ["cost"], undefined]);
    expect(queries.map(({ q }) => q)).toEqual(["pag ", "pag ", "pag ", "pag "]);
  });

  it("is one query where nothing is filtered", () => {
    expect(pageQueries(request("pago"), "pag ")).toHaveLength(1);
  });

  it.each(['MX"] OR id EXISTS OR country IN ["', "MX\\", "a b", "", "ñ", `${"a".repeat(101)}`])("never puts %j into a filter", (value) => {
    expect(pageQueries(request("", { filters: { country: ["MX", value] } }), "")[0]?.filter).toEqual(['country IN ["MX"]']);
    expect(pageQueries(request("", { filters: { country: [value] } }), "")[0]?.filter).toEqual(["country IN []"]);
    expect(documentsQuery([value]).filter).toBe("id IN []");
  });
});

describe("what is put to Meilisearch for a query", () => {
  it("leaves the last word open only while it is a beginning", () => {
    expect(spelledQuery([term("caj"), term("fri")])).toBe("caj fri ");
    const beginning = term("fr");
    const open = { ...beginning, typed: beginning.typed.map((word) => ({ ...word, sought: { word: "fr", as: "beginning" as const } })) };
    expect(spelledQuery([term("caj"), open])).toBe("caj fr");
  });

  it("is the ten words that tell most, in the order typed", () => {
    const terms = Array.from({ length: 13 }, (_, place) => term(`palabra${place}`, place === 4 || place === 7 || place === 12 ? 0.1 : 1));
    expect(spelledQuery(terms).trim().split(" ")).toEqual([0, 1, 2, 3, 5, 6, 8, 9, 10, 11].map((place) => `palabra${place}`));
  });

  it("tells what is asked for from what is asked to be without", () => {
    expect(
      spelledWording({
        words: [
          { gap: 0, word: "¬", stem: NEGATION },
          { gap: 1, word: "efectivo", stem: "efect" },
        ],
      }),
    ).toBe("zqnefect");
    expect(spelledWording({ words: ["a", "b", "c", "d"].map((stem) => ({ gap: 1, word: stem, stem })) })).toBeUndefined();
  });
});

describe("a query's parts", () => {
  const [heavy, middle, light] = [term("andamio", 5), term("taller", 3), term("zona", 1)];
  const parts = (terms: readonly Term[], unanswered: readonly Term[] = []) => partialQueries(terms, new Set(unanswered)).map(({ text }) => text.trim());

  it("carry at least half of its weight, the weightiest first", () => {
    expect(parts([heavy, middle, light])).toEqual(["andamio taller", "andamio zona", "andamio"]);
  });

  it("are weighed without what nothing answers, and never the whole of it", () => {
    expect(parts([heavy, middle, light], [heavy])).toEqual(["taller zona", "taller"]);
    expect(parts([heavy], [heavy])).toEqual([]);
    expect(parts([heavy])).toEqual([]);
  });
});
