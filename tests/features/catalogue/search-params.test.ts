import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FACETS, type FacetSelection, SORTS } from "~/features/catalogue/search-engine";
import {
  EMPTY_SEARCH,
  MAX_PAGE,
  MAX_QUERY_LENGTH,
  MAX_VALUES_PER_FACET,
  parseSearchParams,
  type SearchState,
  searchUrl,
  selectedValues,
  toSearchParams,
  without,
} from "~/features/catalogue/search-params";

const vocabulary = { categories: new Set(["agile-payments", "logistics", "occupational-safety"]), businessTypes: new Set(["bakery", "corner-shop"]) };
const parse = (query: string) => parseSearchParams(new URLSearchParams(query), { language: "es", vocabulary });

const VALUES: Record<(typeof FACETS)[number], string[]> = {
  category: [...vocabulary.categories],
  country: ["BZ", "DO", "MX"],
  business: [...vocabulary.businessTypes],
  sector: ["A", "U"],
  sdg: ["1", "17"],
  size: ["1-5", "21-100"],
  cost: ["free", "one-off"],
  language: ["es", "pt-BR"],
  origin: ["import", "submission"],
};

describe("reading the address of a search", () => {
  it("takes every parameter of the contract, repeated ones as alternatives", () => {
    const { request, notices } = parse(
      "q=cobrar&category=agile-payments&category=logistics&country=DO&business=bakery&sector=A&sdg=8&size=1-5&cost=per-use&language=es&origin=import&sort=recent&page=3",
    );
    expect(notices).toEqual([]);
    expect(request).toEqual({
      language: "es",
      query: "cobrar",
      filters: {
        category: ["agile-payments", "logistics"],
        country: ["DO"],
        business: ["bakery"],
        sector: ["A"],
        sdg: ["8"],
        size: ["1-5"],
        cost: ["per-use"],
        language: ["es"],
        origin: ["import"],
      },
      sort: "recent",
      page: 3,
      perPage: 20,
    });
  });

  it("takes what a form sends for fields left blank as not given", () => {
    expect(parse("q=&country=&category=&sort=&page=")).toEqual({ request: { language: "es", ...EMPTY_SEARCH, perPage: 20 }, notices: [] });
  });

  it("leaves out what nobody knows and says so, with the rest of the search intact", () => {
    const { request, notices } = parse("q=hielo&country=XX&country=do&category=ghosts&business=ghosts&sector=Z&sdg=18&size=3&cost=cheap&language=e&origin=moon&sort=best&page=-1");
    expect(request).toMatchObject({ query: "hielo", filters: { country: ["DO"] }, sort: "relevance", page: 1 });
    expect(notices.map(({ field, value, reason }) => `${field} ${value} ${reason}`).sort()).toEqual(
      [
        "business ghosts unknown",
        "category ghosts unknown",
        "cost cheap unknown",
        "country XX unknown",
        "language e unknown",
        "origin moon unknown",
        "page -1 unknown",
        "sdg 18 unknown",
        "sector Z unknown",
        "size 3 unknown",
        "sort best unknown",
      ].sort(),
    );
  });

  it.each(["0", "1.5", "1e3", "９", String(MAX_PAGE + 1), "9".repeat(400)])("takes page %s for no page", (page) => {
    expect(parse(`page=${page}`).request.page).toBe(1);
    expect(parse(`page=${page}`).notices).toHaveLength(1);
  });

  it("cuts a question that is too long, and never half a character", () => {
    const { request, notices } = parse(`q=${encodeURIComponent(`${"a".repeat(MAX_QUERY_LENGTH - 1)}😀 y más`)}`);
    expect(request.query).toBe("a".repeat(MAX_QUERY_LENGTH - 1));
    expect(notices).toEqual([{ field: "q", reason: "too-long", value: `${"a".repeat(40)}…` }]);
  });

  it.each(["\\", "' & | ! ( :* <->", "«»", "%"])("searches for nothing when %s holds no word", (typed) => {
    const { request, notices } = parse(`q=${encodeURIComponent(typed)}`);
    expect(request.query).toBe("");
    expect(notices).toEqual([{ field: "q", reason: "unknown", value: typed }]);
  });

  it("stops counting values of a facet somewhere", () => {
    const { request, notices } = parse(Array.from({ length: 200 }, (_, index) => `sdg=${(index % 17) + 1}${" ".repeat(Math.floor(index / 17))}`).join("&"));
    expect(request.filters.sdg?.length).toBeLessThanOrEqual(17);
    expect(notices).toContainEqual({ field: "sdg", reason: "too-many", value: "200" });
    expect(MAX_VALUES_PER_FACET).toBeLessThan(200);
  });

  it("never throws, and never lets through what an engine could choke on", () => {
    const anything = fc.array(
      fc.tuple(fc.oneof(fc.constantFrom("q", "sort", "page", ...FACETS), fc.string()), fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("DO", "free", "\\", "'", "\u0000"))),
    );
    fc.assert(
      fc.property(anything, (entries) => {
        const { request } = parseSearchParams(new URLSearchParams(entries), { language: "pt", vocabulary });
        expect(request.query.length).toBeLessThanOrEqual(MAX_QUERY_LENGTH);
        expect(request.query).not.toMatch(/\p{Cc}/u);
        expect(request.page).toBeGreaterThanOrEqual(1);
        expect(SORTS).toContain(request.sort);
        for (const { value } of selectedValues(request.filters)) expect(value).toMatch(/^[A-Za-z0-9-]+$/);
      }),
    );
  });
});

const states: fc.Arbitrary<SearchState> = fc.record({
  query: fc
    .string()
    .map((text) => text.replace(/[\p{Cc}\p{Cf}\p{Z}\s]+/gu, " ").trim())
    .filter((text) => text === "" || /[\p{L}\p{N}]/u.test(text)),
  filters: fc
    .record(Object.fromEntries(FACETS.map((facet) => [facet, fc.option(fc.subarray(VALUES[facet], { minLength: 1 }), { nil: undefined })])))
    .map((filters) => Object.fromEntries(Object.entries(filters).filter(([, values]) => values !== undefined)) as FacetSelection),
  sort: fc.constantFrom(...SORTS),
  page: fc.integer({ min: 1, max: MAX_PAGE }),
});

describe("writing the address of a search", () => {
  it("is read back as the same search", () => {
    fc.assert(
      fc.property(states, (state) => {
        const { request, notices } = parseSearchParams(toSearchParams(state), { language: "es", vocabulary });
        expect(notices).toEqual([]);
        expect(request).toEqual({ language: "es", ...state, perPage: 20 });
      }),
    );
  });

  it("leaves out what goes without saying", () => {
    expect(searchUrl("es", EMPTY_SEARCH)).toBe("/es/solutions");
    expect(searchUrl("pt", { ...EMPTY_SEARCH, query: "frío & hielo" })).toBe("/pt/solutions?q=fr%C3%ADo+%26+hielo");
  });

  it("goes back to the first page whenever anything else changes, and keeps all that did not", () => {
    const state: SearchState = { query: "hielo", filters: { country: ["DO", "MX"], cost: ["free"] }, sort: "recent", page: 4 };
    expect(searchUrl("es", state, { page: 5 })).toBe("/es/solutions?q=hielo&country=DO&country=MX&cost=free&sort=recent&page=5");
    expect(searchUrl("es", state, { sort: "title" })).toBe("/es/solutions?q=hielo&country=DO&country=MX&cost=free&sort=title");
    expect(searchUrl("es", state, { filters: without(state.filters, "country", "DO") })).toBe("/es/solutions?q=hielo&country=MX&cost=free&sort=recent");
    expect(searchUrl("es", state, { filters: without(state.filters, "cost", "free") })).toBe("/es/solutions?q=hielo&country=DO&country=MX&sort=recent");
  });
});
