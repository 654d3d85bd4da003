import type { Settings } from "meilisearch";
import { FACETS, type InterfaceLanguage } from "./search-engine";

/** Far above what the catalogue will hold: beyond it Meilisearch would neither count nor show. */
const MOST_HITS = 10_000_000;
/** There are 249 countries. */
const MOST_VALUES = 300;

/** How an index is to be set up. The same for the same release, so that its hash tells whether an index is. */
export async function indexSettings(_language: InterfaceLanguage): Promise<Settings> {
  return {
    searchableAttributes: ["title", "summary", "keywords", "otherTexts", "body"],
    displayedAttributes: ["id", "version", "textLanguage", "title", "summary", "body"],
    filterableAttributes: [{ attributePatterns: ["id", ...FACETS], features: { facetSearch: false, filter: { equality: true, comparison: false } } }],
    sortableAttributes: ["publishedAt", "standing", "titleSort", "id"],
    rankingRules: ["sort", "words", "typo", "proximity", "attribute", "exactness", "standing:desc", "publishedAt:desc"],
    pagination: { maxTotalHits: MOST_HITS },
    faceting: { maxValuesPerFacet: MOST_VALUES },
    stopWords: [],
  };
}
