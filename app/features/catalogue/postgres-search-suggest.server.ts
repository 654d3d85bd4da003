import { read } from "./postgres-search-reading.server";
import { parseQuery, replaceWords } from "./query-words";
import type { InterfaceLanguage } from "./search-engine";
import { continuations } from "./search-vocabulary.server";
import { lexemesInAnyLanguage } from "./stems.server";

/** Common words that go on as the last one begins, then titles that hold all of it; no two alike. At most `limit`. */
export async function suggestContinuations(language: InterfaceLanguage, prefix: string, limit: number): Promise<string[]> {
  const query = parseQuery(prefix);
  const last = query.tokens.at(-1);
  if (!last || !query.open || last.word.length < 2 || limit < 1) return [];

  const before = query.tokens.slice(0, -1).filter((_, index) => query.content.includes(index));
  const required = before.map(
    ({ word }) =>
      `(${lexemesInAnyLanguage(word)
        .map((lexeme) => `'${lexeme}':AB`)
        .join("|")})`,
  );
  const titles = await read<{ title: string }>({
    text: `SELECT title FROM search.document_${language} JOIN search.document_text_${language} USING (language, listing_id)
   WHERE heading @@ $1::tsquery ORDER BY standing DESC, published_at DESC, listing_id LIMIT $2`,
    values: [[...required, `'=${last.word}':*A`].join("&"), limit],
  });

  const words = await completions(language, last.word, required, Math.ceil(limit / 2));
  const suggestions = words.map((surface) => replaceWords(query, new Map([[query.tokens.length - 1, surface]])));
  return [...new Set([...suggestions, ...titles.map(({ title }) => title)])].slice(0, limit);
}

/** Completions that stand together with the words before them in some document. */
async function completions(language: InterfaceLanguage, beginning: string, required: readonly string[], most: number): Promise<string[]> {
  const candidates = (await continuations(language, beginning, most * 4)).filter(({ word }) => word !== beginning);
  if (required.length === 0) return candidates.slice(0, most).map(({ surface }) => surface);
  const rows = await read<{ word: string }>({
    text: `SELECT word FROM unnest($1::text[]) AS word
     WHERE EXISTS (SELECT FROM search.document_${language} WHERE heading @@ ($2 || ' & ''=' || word || ''':ABC')::tsquery)`,
    values: [candidates.map(({ word }) => word), required.join("&")],
  });
  const together = new Set(rows.map(({ word }) => word));
  return candidates
    .filter(({ word }) => together.has(word))
    .slice(0, most)
    .map(({ surface }) => surface);
}
