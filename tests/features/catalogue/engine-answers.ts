import {
  type CatalogueDocument,
  FACETS,
  type Facet,
  type FacetSelection,
  type Fragment,
  type SearchHit,
  type SearchRequest,
  type SearchResult,
} from "~/features/catalogue/search-engine";
import { nameOf } from "./search-fixtures";

/** How tests ask an engine, and what its answers should be. */

export function request(query: string, overrides: Partial<SearchRequest> = {}): SearchRequest {
  return { language: "es", query, filters: {}, sort: "relevance", page: 1, perPage: 20, ...overrides };
}

export const names = ({ hits }: { hits: SearchHit[] }) => hits.map(({ id }) => nameOf(id));
export const joined = (fragments: readonly Fragment[] = []) => fragments.map(({ text }) => text).join("");
export const marked = (fragments: readonly Fragment[] = []) => fragments.filter(({ match }) => match).map(({ text }) => text);
export const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export const countsOf = ({ facets }: SearchResult) => facets;

export function passes(one: CatalogueDocument, filters: FacetSelection, except?: Facet): boolean {
  return FACETS.every((facet) => {
    const wanted = filters[facet] ?? [];
    return facet === except || wanted.length === 0 || one.facets[facet].some((value) => wanted.includes(value));
  });
}

/** By brute force: each facet counted over what passes all other facets' filters. */
export function oracle(documents: readonly CatalogueDocument[], filters: FacetSelection): Record<Facet, Record<string, number>> {
  return Object.fromEntries(
    FACETS.map((facet) => {
      const counts: Record<string, number> = {};
      for (const one of documents) if (passes(one, filters, facet)) for (const value of one.facets[facet]) counts[value] = (counts[value] ?? 0) + 1;
      return [facet, counts];
    }),
  ) as Record<Facet, Record<string, number>>;
}
