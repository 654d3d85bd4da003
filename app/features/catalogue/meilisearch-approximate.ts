import { spelledQuery } from "./meilisearch-words";
import { APPROXIMATE_SHARE, type Term } from "./search-terms";

/** A query without some of its terms: what is put to Meilisearch for it, and how much of the whole it still asks. */
export type PartialQuery = { text: string; share: number };

/**
 * The parts of a query whose answers are worth offering, the weightiest first: without the terms that nothing answers,
 * and then without each one of the others, without each two, and without more and more of the lightest. What nothing
 * answers has no weight here.
 */
export function partialQueries(terms: readonly Term[], unanswered: ReadonlySet<Term>): PartialQuery[] {
  const answered = terms.filter((term) => !unanswered.has(term));
  const heaviest = [...answered].sort((a, b) => b.weight - a.weight);
  const parts = [
    answered,
    ...answered.map((left) => without(answered, [left])),
    ...answered.flatMap((left, index) => answered.slice(index + 1).map((other) => without(answered, [left, other]))),
    ...answered.map((_, most) => without(answered, heaviest.slice(most + 1))),
  ];
  const whole = weightOf(answered);
  const shares = new Map<string, number>();
  for (const part of parts) {
    const share = weightOf(part) / whole;
    if (part.length > 0 && part.length < terms.length && APPROXIMATE_SHARE * share >= 1) shares.set(spelledQuery(part), share);
  }
  return [...shares]
    .map(([text, share]) => ({ text, share }))
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_PARTS);
}

/** Each part is a search: more of them would cost more than their answers tell. */
const MOST_PARTS = 20;

function without(terms: readonly Term[], left: readonly Term[]): readonly Term[] {
  return terms.filter((term) => !left.includes(term));
}

function weightOf(terms: readonly Term[]): number {
  return terms.reduce((sum, { weight }) => sum + weight, 0);
}
