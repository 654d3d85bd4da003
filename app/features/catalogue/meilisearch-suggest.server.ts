import { indexName, meilisearchClient } from "./meilisearch-client.server";
import { reading } from "./postgres-search-reading.server";
import { parseQuery, replaceWords } from "./query-words";
import type { InterfaceLanguage } from "./search-engine";
import { continuations, learnStems, stemOf } from "./search-vocabulary.server";

/** Common words that go on as the last one begins, then titles that hold all of it; no two alike. At most `limit`. */
export async function suggestContinuations(language: InterfaceLanguage, prefix: string, limit: number): Promise<string[]> {
  const query = parseQuery(prefix);
  const last = query.tokens.at(-1);
  if (!last || !query.open || last.word.length < 2 || limit < 1) return [];

  const most = Math.ceil(limit / 2);
  const words = query.tokens.slice(0, -1).flatMap(({ word }, index) => (query.content.includes(index) ? [word] : []));
  const candidates = await reading(async (client) => {
    await learnStems(language, words, client);
    return (await continuations(client, language, last.word, most * 4)).filter(({ word }) => word !== last.word);
  });
  const before = words.map((word) => `${stemOf(language, word)} `).join("");
  const indexUid = indexName(language);
  const searched = { indexUid, matchingStrategy: "all" as const, attributesToSearchOn: ["titleWords"] };
  const { results } = await meilisearchClient("search").multiSearch<{ queries: Array<typeof searched & { q: string; limit: number }> }, { title: string }>({
    queries: [
      { ...searched, q: `${before}${last.word}`, limit },
      ...(before === ""
        ? []
        : candidates.map(({ word }) => ({ ...searched, attributesToSearchOn: ["titleWords", "summaryWords", "keywordsWords"], q: `${before}${word} `, limit: 1 }))),
    ],
  });
  const [titles, ...together] = results;
  const completions = candidates.filter((_, index) => before === "" || (together[index]?.hits.length ?? 0) > 0).slice(0, most);
  const suggestions = completions.map(({ surface }) => replaceWords(query, new Map([[query.tokens.length - 1, surface]])));
  return [...new Set([...suggestions, ...(titles?.hits ?? []).map(({ title }) => title)])].slice(0, limit);
}
