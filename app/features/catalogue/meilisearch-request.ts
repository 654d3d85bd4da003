import { FACETS, type Facet, type FacetSelection, type SearchRequest } from "./search-engine";

/** What every facet value of ours looks like. Nobody has any other, and none of these can end a quoted string. */
const VALUE = /^[A-Za-z0-9_.-]{1,100}$/;

/** The facets that are filtered by, in the order of FACETS. */
export function activeFacets(filters: FacetSelection): Facet[] {
  return FACETS.filter((facet) => (filters[facet]?.length ?? 0) > 0);
}

/** One filter for each active facet but `except`; all of them must hold. */
export function facetFilters(filters: FacetSelection, except?: Facet): string[] {
  return activeFacets(filters)
    .filter((facet) => facet !== except)
    .map((facet) =>
      isOneOf(
        facet,
        (filters[facet] ?? []).filter((value) => VALUE.test(value)),
      ),
    );
}

export function isOneOf(attribute: string, values: readonly string[]): string {
  return `${attribute} IN [${values.map(quoted).join(", ")}]`;
}

/** A string of Meilisearch's filter language: a backslash left alone would swallow the closing quotation mark. */
function quoted(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Without a query, relevance means standing, then the most recent; with one, Meilisearch's own ranking. */
export function sortOf({ sort, query }: Pick<SearchRequest, "sort" | "query">): string[] {
  if (sort === "title") return ["titleSort:asc", "id:asc"];
  if (sort === "recent") return ["publishedAt:desc", "id:asc"];
  return query === "" ? ["standing:desc", "publishedAt:desc", "id:asc"] : [];
}
