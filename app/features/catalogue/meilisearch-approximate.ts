import { spelledQuery } from "./meilisearch-words";
import { APPROXIMATE_SHARE, type Term } from "./search-terms";

/** A query without some of its terms: what is put to Meilisearch for it, and how much of the whole it still asks. */
export type PartialQuery = { text: string; share: number };

/**
 * The parts of a query whose answers are worth offering, the weightiest first: without the terms that nothing answers,
 * and then without each one of the others, and without each two. What nothing answers has no weight here.
 */
export function partialQueries(terms: readonly Term[], unanswered: ReadonlySet<Term>): PartialQuery[] {
  const answered = terms.filter((term) => !unanswered.has(term));
  const whole = weightOf(answered);
  const parts = [
    ...(unanswered.size > 0 ? [answered] : []),
    ...answered.map((left) => answered.filter((term) => term !== left)),
    ...answered.flatMap((left, index) => answered.slice(index + 1).map((other) => answered.filter((term) => term !== left && term !== other))),
  ];
  return parts
    .filter((part) => part.length > 0)
    .map((part) => ({ text: spelledQuery(part), share: weightOf(part) / whole }))
    .filter(({ share }) => APPROXIMATE_SHARE * share >= 1)
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_PARTS);
}

/** Each part is a search: more of them would cost more than their answers tell. */
const MOST_PARTS = 12;

function weightOf(terms: readonly Term[]): number {
  return terms.reduce((sum, { weight }) => sum + weight, 0);
}
