import type { Term } from "./search-terms";
import { NEGATION, type StemmedWording } from "./synonyms";

/**
 * The words that stand in Meilisearch beside those of the texts. It neither stems nor knows phrases in the middle of a
 * query, so each text also holds the stems of its words, and one word for each idea of the synonyms that it speaks of.
 * They are letters only, so that it never cuts them; and no language begins words so.
 */

export function ideaWord(idea: number): string {
  return `zqx${[...idea.toString()].map((digit) => "abcdefghij"[Number(digit)]).join("")}x`;
}

/** A word behind "without", by its stem. */
export function negatedWord(stem: string): string {
  return `zqn${stem}`;
}

/** It joins at most three words to look for what they mean together. */
const LONGEST_JOINED = 3;

/** The words that say an idea, as a query spells them; undefined for a wording that no query can be told by. */
export function spelledWording({ words }: Pick<StemmedWording, "words">): string | undefined {
  const spelled: string[] = [];
  let negated = false;
  for (const { stem } of words) {
    if (stem !== NEGATION) spelled.push(negated ? negatedWord(stem) : stem);
    negated = stem === NEGATION;
  }
  return negated || spelled.length === 0 || spelled.length > LONGEST_JOINED ? undefined : spelled.join(" ");
}

/** Meilisearch reads ten words of a query. */
const MOST_WORDS = 10;

/** What is put to Meilisearch for these terms: of a long query, what tells most. Letters, digits and spaces only, so no operator of its. */
export function spelledQuery(terms: readonly Term[]): string {
  const kept = new Set<Term>();
  let words = 0;
  for (const term of [...terms].sort((a, b) => b.weight - a.weight)) {
    const length = spelledTerm(term).length;
    if (words + length > MOST_WORDS && kept.size > 0) continue;
    kept.add(term);
    words += length;
  }
  const spelled = terms.filter((term) => kept.has(term)).flatMap(spelledTerm);
  const last = terms.at(-1);
  // It takes a last word for a beginning unless a space follows.
  const open = last !== undefined && kept.has(last) && last.typed.at(-1)?.sought.as === "beginning";
  return `${spelled.join(" ")}${open ? "" : " "}`;
}

function spelledTerm({ typed, ideas }: Term): string[] {
  const [idea] = ideas;
  if (idea !== undefined && typed.length > LONGEST_JOINED) return [ideaWord(idea)];
  return typed.map(({ sought, negated }) => (negated ? negatedWord(sought.word) : sought.word));
}
