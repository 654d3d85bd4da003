import { FACETS, type Facet, type FacetCounts, type FacetSelection, type Sort } from "./search-engine";

/** What must be known of a document to filter, sort and count it here. */
export type Answer = Record<Facet, readonly string[]> & { id: string; publishedAt: number; titleSort: string };

export function noCounts(): FacetCounts {
  return Object.fromEntries(FACETS.map((facet) => [facet, {}])) as FacetCounts;
}

/** Whether it passes all filters but that of one facet. */
function passes(answer: Answer, filters: FacetSelection, except?: Facet): boolean {
  return FACETS.every((facet) => {
    const values = filters[facet];
    return facet === except || !values || values.length === 0 || answer[facet].some((value) => values.includes(value));
  });
}

/** Those that pass the filters, in the order asked for; by relevance in the order given. */
export function filterAndSort<T extends Answer>(answers: readonly T[], filters: FacetSelection, sort: Sort): T[] {
  const kept = answers.filter((answer) => passes(answer, filters));
  if (sort === "recent") kept.sort((a, b) => b.publishedAt - a.publishedAt || byText(a.id, b.id));
  if (sort === "title") kept.sort((a, b) => byText(a.titleSort, b.titleSort) || byText(a.id, b.id));
  return kept;
}

/** A facet's own filter does not narrow its own counts. */
export function countFacets(answers: readonly Answer[], filters: FacetSelection): FacetCounts {
  const counts = noCounts();
  for (const facet of FACETS) {
    for (const answer of answers) {
      if (!passes(answer, filters, facet)) continue;
      for (const value of answer[facet]) counts[facet][value] = (counts[facet][value] ?? 0) + 1;
    }
  }
  return counts;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
