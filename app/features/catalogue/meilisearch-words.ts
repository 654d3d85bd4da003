import type { Term } from "./search-terms";
import { NEGATION, type StemmedWording } from "./synonyms";

/**
 * The words that stand in Meilisearch beside those of the texts. It neither stems nor knows phrases in the middle of a
 * query, and its own search by beginnings is dear to keep: so each text also holds the stems of its words, one word for
 * each idea of the synonyms that it speaks of, and short texts the beginnings of their words. They are letters only, so
 * that it never cuts them; and no language begins words so.
 */

export function ideaWord(idea: number): string {
  return `zqx${[...idea.toString()].map((digit) => "abcdefghij"[Number(digit)]).join("")}x`;
}

/** A word behind "without", by its stem. */
export function negatedWord(stem: string): string {
  return `zqn${stem}`;
}

/** A longer beginning has so few continuations that the most common one stands for them. */
export const LONGEST_BEGINNING = 6;
const SHORTEST_BEGINNING = 2;

export function beginningWord(beginning: string): string {
  return `zqb${beginning}`;
}

/** All beginnings of a word that documents are found by. */
export function beginningsOf(word: string): string[] {
  const letters = Array.from(word);
  const longest = Math.min(letters.length, LONGEST_BEGINNING);
  return Array.from({ length: Math.max(0, longest - SHORTEST_BEGINNING + 1) }, (_, more) => letters.slice(0, SHORTEST_BEGINNING + more).join(""));
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
  return terms
    .filter((term) => kept.has(term))
    .flatMap(spelledTerm)
    .join(" ");
}

function spelledTerm({ typed, ideas }: Term): string[] {
  const [idea] = ideas;
  if (idea !== undefined && typed.length > LONGEST_JOINED) return [ideaWord(idea)];
  return typed.map(({ sought: { word, as }, forms, negated }) => {
    if (negated) return negatedWord(word);
    if (as !== "beginning") return word;
    return Array.from(word).length > LONGEST_BEGINNING ? (forms[0] ?? word) : beginningWord(word);
  });
}
