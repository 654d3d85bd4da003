import { indexName, meilisearchClient } from "./meilisearch-client.server";
import { beginningWord, LONGEST_BEGINNING } from "./meilisearch-words";
import { parseQuery, replaceWords } from "./query-words";
import type { InterfaceLanguage } from "./search-engine";
import { continuations } from "./search-vocabulary.server";
import { stemOf } from "./stems.server";
import { tokenise } from "./words";

/** Common words that go on as the last one begins, then titles that hold all of it; no two alike. At most `limit`. */
export async function suggestContinuations(language: InterfaceLanguage, prefix: string, limit: number): Promise<string[]> {
  const query = parseQuery(prefix);
  const last = query.tokens.at(-1);
  if (!last || !query.open || last.word.length < 2 || limit < 1) return [];

  const most = Math.ceil(limit / 2);
  const words = query.tokens.slice(0, -1).flatMap(({ word }, index) => (query.content.includes(index) ? [word] : []));
  const candidates = (await continuations(language, last.word, most * 4)).filter(({ word }) => word !== last.word);
  const before = words.map((word) => `${stemOf(language, word)} `).join("");
  const indexUid = indexName(language);
  const searched = { indexUid, matchingStrategy: "all" as const, attributesToRetrieve: ["title"] };
  const beginning = beginningWord(Array.from(last.word).slice(0, LONGEST_BEGINNING).join(""));
  const { results } = await meilisearchClient("search").multiSearch<
    { queries: Array<typeof searched & { attributesToSearchOn: string[]; q: string; limit: number }> },
    { title: string }
  >({
    queries: [
      { ...searched, attributesToSearchOn: ["titleWords", "titleBeginnings"], q: `${before}${beginning}`, limit: MOST_TITLES },
      ...(before === ""
        ? []
        : candidates.map(({ word }) => ({ ...searched, attributesToSearchOn: ["titleWords", "summaryWords", "keywordsWords"], q: `${before}${word}`, limit: 1 }))),
    ],
  });
  const [titles, ...together] = results;
  const completions = candidates.filter((_, index) => before === "" || (together[index]?.hits.length ?? 0) > 0).slice(0, most);
  const suggestions = completions.map(({ surface }) => replaceWords(query, new Map([[query.tokens.length - 1, surface]])));
  const goingOn = (titles?.hits ?? []).map(({ title }) => title).filter((title) => tokenise(title).some(({ word }) => word.startsWith(last.word)));
  return [...new Set([...suggestions, ...goingOn])].slice(0, limit);
}

/** A long beginning is asked for by its first letters only, so more titles are looked at than are shown. */
const MOST_TITLES = 50;
