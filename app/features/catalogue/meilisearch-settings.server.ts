import type { Settings } from "meilisearch";
import { JUDGED, SHOWN } from "./meilisearch-request";
import { ideaWord, spelledWording } from "./meilisearch-words";
import { FACETS, INTERFACE_LANGUAGES, type InterfaceLanguage } from "./search-engine";
import { synonyms } from "./search-vocabulary.server";
import { IDEAS } from "./synonyms";

/** Far above what the catalogue will hold: beyond it Meilisearch would neither count nor show. */
const MOST_HITS = 10_000_000;
/** There are 249 countries. */
const MOST_VALUES = 300;

/** How an index is to be set up. The same for the same release, so that its hash tells whether an index is. */
export function indexSettings(language: InterfaceLanguage): Settings {
  return {
    searchableAttributes: ["titleWords", "summaryWords", "keywordsWords", "otherTextsWords", "bodyWords", "titleBeginnings", "otherBeginnings"],
    displayedAttributes: [...SHOWN, "version", ...JUDGED, ...FACETS],
    filterableAttributes: [{ attributePatterns: ["id", ...FACETS], features: { facetSearch: false, filter: { equality: true, comparison: false } } }],
    sortableAttributes: ["publishedAt", "standing", "titleSort", "id"],
    rankingRules: ["sort", "words", "attributeRank", "proximity", "wordPosition", "exactness", "standing:desc", "publishedAt:desc"],
    // Pairs of words that stand near each other, by their distance, would be two thirds of the index and of the work of building it.
    proximityPrecision: "byAttribute",
    // The beginnings that it would keep are gathered anew from all documents with every change: seconds, where there are many.
    prefixSearch: "disabled",
    facetSearch: false,
    // Mistyped words are replaced before: by the same vocabulary for both engines, so that both say what they searched.
    typoTolerance: { enabled: false },
    synonyms: ideasBySpelling(language),
    pagination: { maxTotalHits: MOST_HITS },
    faceting: { maxValuesPerFacet: MOST_VALUES },
    stopWords: [],
  };
}

/** What words mean in the index's language comes before what they mean elsewhere. */
function ideasBySpelling(language: InterfaceLanguage): Record<string, string[]> {
  const book = synonyms();
  const ideas = new Map<string, string[]>();
  for (const spoken of [language, ...INTERFACE_LANGUAGES.filter((other) => other !== language)]) {
    const here = new Map<string, string[]>();
    for (const idea of IDEAS.keys()) {
      for (const wording of book.wordingsOf(idea)) {
        const spelled = wording.language === spoken ? spelledWording(wording) : undefined;
        if (spelled === undefined || ideas.has(spelled)) continue;
        here.set(spelled, [...new Set([...(here.get(spelled) ?? []), ideaWord(idea)])]);
      }
    }
    for (const [spelled, words] of here) ideas.set(spelled, words);
  }
  return Object.fromEntries([...ideas].sort(([a], [b]) => (a < b ? -1 : 1)));
}
