import type { MultiSearchQuery } from "meilisearch";
import { indexName, meilisearchClient } from "./meilisearch-client.server";
import { inventory, removeDocuments, writeDocuments } from "./meilisearch-index.server";
import { activeFacets, facetFilters, sortOf } from "./meilisearch-request";
import { parseQuery } from "./query-words";
import { FACETS, type FacetCounts, INTERFACE_LANGUAGES, type SearchEngine, type SearchRequest, type SearchResult } from "./search-engine";

/** The engine over Meilisearch: one index for each interface language, one multi-search for hits, total and counts. */
export function meilisearchEngine(): SearchEngine {
  return {
    name: "meilisearch",
    search,
    suggest,
    index: writeDocuments,
    remove: removeDocuments,
    inventory,
    async health() {
      try {
        const { results } = await meilisearchClient("search").multiSearch({
          queries: INTERFACE_LANGUAGES.map((language) => ({ indexUid: indexName(language), hitsPerPage: 0, page: 1 })),
        });
        return { ok: true, documents: results.reduce((sum, { totalHits = 0 }) => sum + totalHits, 0) };
      } catch (error) {
        return { ok: false, reason: (error as Error).message };
      }
    },
  };
}

type Stored = { id: string; title: string; summary: string };

async function search(request: SearchRequest): Promise<SearchResult> {
  const { text } = parseQuery(request.query);
  const { filters, page, perPage } = request;
  const base = { indexUid: indexName(request.language), q: text, matchingStrategy: "all" } satisfies MultiSearchQuery;
  const active = activeFacets(filters);
  const { results } = await meilisearchClient("search").multiSearch<{ queries: MultiSearchQuery[] }, Stored>({
    queries: [
      { ...base, filter: facetFilters(filters), facets: FACETS.filter((facet) => !active.includes(facet)), sort: sortOf(request), page, hitsPerPage: perPage },
      ...active.map((facet) => ({ ...base, filter: facetFilters(filters, facet), facets: [facet], page: 1, hitsPerPage: 0 })),
    ],
  });
  const facets = Object.fromEntries(FACETS.map((facet) => [facet, {}])) as FacetCounts;
  for (const { facetDistribution } of results) Object.assign(facets, facetDistribution);
  const [main] = results;
  return {
    engine: "meilisearch",
    total: (main as { totalHits?: number } | undefined)?.totalHits ?? 0,
    approximateTotal: 0,
    facets,
    hits: (main?.hits ?? []).map(({ id, title, summary }) => ({
      id,
      approximate: false,
      highlights: { title: [{ text: title, match: false }], summary: [{ text: summary, match: false }] },
    })),
  };
}

async function suggest(language: SearchRequest["language"], prefix: string, limit: number): Promise<string[]> {
  const { text, content } = parseQuery(prefix);
  if (content.length === 0 || limit < 1) return [];
  const { hits } = await meilisearchClient("search")
    .index<Stored>(indexName(language))
    .search(text, { limit, attributesToSearchOn: ["title"], attributesToRetrieve: ["title"] });
  return [...new Set(hits.map(({ title }) => title))];
}
