import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countFacets } from "~/features/catalogue/facet-counts";
import { FACETS, type Facet, type FacetSelection } from "~/features/catalogue/search-engine";

const VALUES = (["category", "country", "sdg"] as const).flatMap((facet, place) => ["a", "b", "c"].map((value, index) => ({ id: 10 * place + index, facet, value })));
const values = new Map(VALUES.map(({ id, facet, value }) => [id, { facet, value }]));
const someValues = fc.subarray(VALUES);
const selection = fc.record({ category: fc.subarray(["a", "b", "never"]), sdg: fc.subarray(["a", "c"]) });

/** Told document by document, and facet by facet, with the facet's own selection left out. */
function told(documents: ReadonlyArray<typeof VALUES>, selected: FacetSelection) {
  const passes = (document: typeof VALUES, but?: Facet) =>
    FACETS.every((facet) => facet === but || !selected[facet]?.length || document.some((one) => one.facet === facet && selected[facet]?.includes(one.value)));
  const counts: Record<string, Record<string, number>> = Object.fromEntries(FACETS.map((facet) => [facet, {}]));
  for (const document of documents) {
    for (const { facet, value } of document) {
      const own = counts[facet] ?? {};
      if (passes(document, facet)) own[value] = (own[value] ?? 0) + 1;
    }
  }
  return { total: documents.filter((document) => passes(document)).length, counts };
}

describe("counting by combination of facet values", () => {
  it("comes to what counting each document by itself comes to, whatever is selected", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(someValues, fc.integer({ min: 1, max: 5 })), { maxLength: 8 }), selection, (given, selected) => {
        const sets = new Map(given.map(([set], id) => [id, set.map((value) => value.id)]));
        const documents = given.flatMap(([set, times]) => Array.from({ length: times }, () => set));
        const counted = countFacets(
          { sets, values },
          given.map((_, id) => id),
          given.map(([, times]) => times),
          selected,
        );
        expect(counted).toEqual(told(documents, selected));
      }),
    );
  });
});
