import { isStopWord } from "./stop-words";
import { type Token, tokenise } from "./words";

/** What reaches an engine of what was typed. */
export const LONGEST_QUERY = 200;
/** A title of a real record has up to 40 words; past a dozen and a half, more of them find nothing that these don't. */
const MOST_WORDS = 18;

export type ParsedQuery = {
  /** What was typed, without edges and broken characters, cut to LONGEST_QUERY. */
  text: string;
  /** All words, stop words too, in order. */
  tokens: Token[];
  /** Indexes into `tokens` of the words that must be found. Empty: nothing was asked, so everything is shown. */
  content: number[];
  /** True when the last word may still be being typed. */
  open: boolean;
};

/**
 * Never throws, whatever it is given: operators, quotation marks and signs of every kind only part words.
 * A query of stop words alone asks for nothing.
 */
export function parseQuery(query: string): ParsedQuery {
  const text = Array.from(
    query
      .toWellFormed()
      .replaceAll("\u0000", " ")
      .slice(0, LONGEST_QUERY * 2),
  )
    .slice(0, LONGEST_QUERY)
    .join("")
    .trim();
  const tokens = tokenise(text);
  const content: number[] = [];
  const seen = new Set<string>();
  for (const [index, { word }] of tokens.entries()) {
    if (isStopWord(word) || seen.has(word) || content.length === MOST_WORDS) continue;
    seen.add(word);
    content.push(index);
  }
  const last = tokens.at(-1);
  return { text, tokens, content, open: last !== undefined && last.end === text.length };
}

/** The query with some of its words replaced (by index into `tokens`), everything else as it was typed. */
export function replaceWords(query: ParsedQuery, replacements: ReadonlyMap<number, string>): string {
  let text = "";
  let from = 0;
  for (const [index, token] of query.tokens.entries()) {
    text += query.text.slice(from, token.start) + (replacements.get(index) ?? query.text.slice(token.start, token.end));
    from = token.end;
  }
  return text + query.text.slice(from);
}
