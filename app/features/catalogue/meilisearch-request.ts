import type { SearchParams } from "meilisearch";
import { FACETS, type Facet, type FacetSelection, type SearchRequest } from "./search-engine";

/** What every facet value and every id of ours looks like. Nobody has any other, and none of these can end a quoted string. */
const VALUE = /^[A-Za-z0-9_.-]{1,100}$/;

/** What is needed of a document to show it. */
export const SHOWN = ["id", "textLanguage", "title", "summary", "opening"];
/** What is needed, with its facets, to filter, sort and rank it here. */
export const JUDGED = ["publishedAt", "titleSort", "standing", "titleWords", "summaryWords", "keywordsWords", "otherTextsWords"];

/**
 * The bodies of one multi-search: first the page itself with the counts of the facets that nothing is chosen of, then
 * one query for each other facet, and last, where something is filtered, one that only counts the answers without filters.
 * `text` is what is put to Meilisearch in place of the typed query; finite pagination makes totals and counts exact.
 */
export function pageQueries(request: SearchRequest, text: string): SearchParams[] {
  const { filters, page, perPage } = request;
  const active = activeFacets(filters);
  const asked: SearchParams = { q: text, matchingStrategy: "all" };
  const counting = { ...asked, page: 1, hitsPerPage: 0 };
  return [
    {
      ...asked,
      filter: facetFilters(filters),
      facets: FACETS.filter((facet) => !active.includes(facet)),
      sort: sortOf(request, text),
      attributesToRetrieve: SHOWN,
      page,
      hitsPerPage: perPage,
    },
    ...active.map((facet) => ({ ...counting, filter: facetFilters(filters, facet), facets: [facet] })),
    ...(active.length > 0 && text !== "" ? [counting] : []),
  ];
}

/** The best answers to a text, or the first in another order, whatever the filters, by their ids alone. */
export function bestQuery(text: string, most: number, sort: string[] = []): SearchParams {
  return { q: text, matchingStrategy: "all", attributesToRetrieve: ["id"], limit: most, ...(sort.length > 0 && { sort }) };
}

/** Where a reader sees why something is offered: everywhere but in the body. */
export const HEADING = ["titleWords", "summaryWords", "keywordsWords", "otherTextsWords", "titleBeginnings", "otherBeginnings"];
export const EVERYWHERE = ["*"];

/** These documents, with all that is needed to filter, rank and count them here. */
export function documentsQuery(ids: readonly string[]): SearchParams {
  return { q: "", filter: isOneOf("id", ids), attributesToRetrieve: [...SHOWN, ...JUDGED, ...FACETS], limit: ids.length };
}

/** The facets that are filtered by, in the order of FACETS. */
function activeFacets(filters: FacetSelection): Facet[] {
  return FACETS.filter((facet) => (filters[facet]?.length ?? 0) > 0);
}

/** One filter for each active facet but `except`; all of them must hold. */
function facetFilters(filters: FacetSelection, except?: Facet): string[] {
  return activeFacets(filters)
    .filter((facet) => facet !== except)
    .map((facet) => isOneOf(facet, filters[facet] ?? []));
}

function isOneOf(attribute: string, values: readonly string[]): string {
  return `${attribute} IN [${values
    .filter((value) => VALUE.test(value))
    .map(quoted)
    .join(", ")}]`;
}

/** A string of Meilisearch's filter language: a backslash left alone would swallow the closing quotation mark. */
function quoted(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Without a query, relevance means standing, then the most recent; with one, Meilisearch's own ranking. */
function sortOf({ sort }: SearchRequest, text: string): string[] {
  if (sort === "title") return ["titleSort:asc", "id:asc"];
  if (sort === "recent") return ["publishedAt:desc", "id:asc"];
  return text === "" ? ["standing:desc", "publishedAt:desc", "id:asc"] : [];
}
