import { describe, expect, it } from "vitest";
import { partialQueries } from "~/features/catalogue/meilisearch-approximate";
import { documentsQuery, pageQueries } from "~/features/catalogue/meilisearch-request";
import { beginningsOf, spelledQuery, spelledWording } from "~/features/catalogue/meilisearch-words";
import { type Term, weightiestTerms } from "~/features/catalogue/search-terms";
import { NEGATION } from "~/features/catalogue/synonyms";
import { request } from "./engine-answers";
import { term, typedWord } from "./terms";

describe("a page's multi-search", () => {
  it("narrows each facet's counts by all filters but its own, and counts the answers without any", () => {
    const queries = pageQueries(request("pago", { filters: { country: ["MX", "BO"], cost: ["free"] } }), "pag");
    expect(queries.map(({ filter }) => filter)).toEqual([['country IN ["MX", "BO"]', 'cost IN ["free"]'], ['cost IN ["free"]'], ['country IN ["MX", "BO"]'], undefined]);
    expect(queries.map(({ facets }) => facets)).toEqual([["category", "business", "sector", "sdg", "size", "language", "origin"], ["country"], ["cost"], undefined]);
    expect(queries.map(({ q }) => q)).toEqual(["pag", "pag", "pag", "pag"]);
  });

  it("is one query where nothing is filtered", () => {
    expect(pageQueries(request("pago"), "pag")).toHaveLength(1);
  });

  it.each(['MX"] OR id EXISTS OR country IN ["', "MX\\", "a b", "", "ñ", `${"a".repeat(101)}`])("never puts %j into a filter", (value) => {
    expect(pageQueries(request("", { filters: { country: ["MX", value] } }), "")[0]?.filter).toEqual(['country IN ["MX"]']);
    expect(pageQueries(request("", { filters: { country: [value] } }), "")[0]?.filter).toEqual(["country IN []"]);
    expect(documentsQuery([value]).filter).toBe("id IN []");
  });
});

describe("what is put to Meilisearch for a query", () => {
  it("says of a word that is not finished that it is a beginning; one of a long word is what it most commonly begins", () => {
    expect(spelledQuery([term("caj"), term("fri")])).toBe("caj fri");
    const unfinished = (beginning: string, ...forms: string[]) =>
      term(beginning, { typed: [typedWord(beginning, { forms, lexemes: new Set(forms), sought: { word: beginning, as: "beginning" } })] });
    expect(spelledQuery([term("caj"), unfinished("fr", "fria", "frio")])).toBe("caj zqbfr");
    expect(beginningsOf("fria")).toContain("fr");
    expect(spelledQuery([unfinished("biodiges", "biodigestor", "biodigestores")])).toBe("biodigestor");
  });

  it("finds a word by each beginning that may be asked for, also one of letters beyond the first sixty-five thousand", () => {
    expect(beginningsOf("logistica")).toEqual(["lo", "log", "logi", "logis", "logist"]);
    expect(beginningsOf("qr")).toEqual(["qr"]);
    expect(beginningsOf("y")).toEqual([]);
    expect(beginningsOf("\u{20000}\u{20001}\u{20002}")).toEqual(["\u{20000}\u{20001}", "\u{20000}\u{20001}\u{20002}"]);
  });

  it("is the ten words that tell most, in the order typed", () => {
    const terms = Array.from({ length: 13 }, (_, place) => term(`palabra${place}`, { weight: place === 4 || place === 7 || place === 12 ? 0.1 : 1 }));
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
  const [heavy, middle, light] = [term("andamio", { weight: 5 }), term("taller", { weight: 3 }), term("zona")];
  const parts = (terms: readonly Term[], unanswered: readonly Term[] = []) => [...partialQueries(terms, weightiestTerms(terms, new Set(unanswered)))];

  it("carry at least half of its weight, the weightiest first", () => {
    expect(parts([heavy, middle, light])).toEqual(["andamio taller", "andamio zona", "andamio"]);
  });

  it("come in the order of their weight, every one that carries half and none twice", () => {
    const weights = [1, 2, 3, 4, 6, 6, 9];
    const terms = weights.map((weight, place) => term(`palabra${place}`, { weight }));
    const found = [...partialQueries(terms, terms)].map((text) =>
      text
        .trim()
        .split(" ")
        .reduce((sum, word) => sum + (weights[Number(word.slice(-1))] ?? 0), 0),
    );
    const selections = Array.from({ length: 2 ** weights.length - 1 }, (_, chosen) => weights.reduce((sum, weight, place) => sum + (chosen & (1 << place) ? weight : 0), 0));
    expect(found).toEqual(selections.filter((weight) => 2 * weight >= 31).sort((a, b) => b - a));
    expect(new Set(partialQueries(terms, terms)).size).toBe(found.length);
  });

  it("are those of the six weightiest words, because what stands behind them says next to nothing", () => {
    const terms = [1, 2, 3, 4, 5, 6, 7, 8].map((weight) => term(`palabra${weight}`, { weight }));
    expect(weightiestTerms(terms, new Set()).map(({ weight }) => weight)).toEqual([8, 7, 6, 5, 4, 3]);
    expect(parts(terms)[0]).toBe("palabra3 palabra4 palabra5 palabra6 palabra7 palabra8");
  });

  it("are made one by one, so that a query of many words is no trouble", () => {
    const terms = Array.from({ length: 18 }, (_, place) => term(`palabra${place}`, { weight: 1 + place / 100 }));
    const many = partialQueries(terms, terms);
    expect(Array.from({ length: 40 }, () => many.next().value).filter(Boolean)).toHaveLength(40);
  });

  it("are weighed without what nothing answers, and never the whole of it", () => {
    expect(parts([heavy, middle, light], [heavy])).toEqual(["taller zona", "taller"]);
    expect(parts([heavy], [heavy])).toEqual([]);
    expect(parts([heavy])).toEqual([]);
  });
});
