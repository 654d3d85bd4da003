import type { Phrase } from "./highlight";

/** Fewer full answers than this, whatever the filters, and those that answer a part of the query are offered behind them. */
export const ENOUGH_ANSWERS = 5;
/** Answers to a part of the query must carry one part in so many of its weight, and this many of them are worth offering. */
export const APPROXIMATE_SHARE = 2;
export const MOST_APPROXIMATE = 30;
/** Of a long query, the terms behind these say next to nothing. */
const WEIGHTIEST = 6;

/** A typed word: any of its forms, as they are written and as they are indexed, answers it; when negated, only behind a negation. */
export type TypedWord = {
  forms: readonly string[];
  lexemes: ReadonlySet<string>;
  negated: boolean;
  /** The one wording to ask an engine for that can't be asked for several. */
  sought: { word: string; as: "stem" | "beginning" | "spelling" };
};

/** One thing that a full answer must have, in any of its wordings. */
export type Term = {
  /** What was typed, or what it was corrected to: all of these words. */
  typed: readonly TypedWord[];
  /** Other ways to say it in the interface language. */
  near: readonly Phrase[];
  /** Ways to say it in the other languages, for solutions that nobody has translated. */
  far: readonly Phrase[];
  /** How much finding it tells: ln(1 + all documents / those that have it). */
  weight: number;
  /** What it stands for, by the numbers of the synonyms' ideas. */
  ideas: readonly number[];
  /** In how many documents all of it stands at least, counted by the rarest word as it is written. */
  documents: number;
};

/** The terms by whose parts approximate answers are found. What nothing answers says nothing about the others. */
export function weightiestTerms(terms: readonly Term[], unanswered: ReadonlySet<Term>): Term[] {
  return [...terms]
    .filter((term) => !unanswered.has(term))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, WEIGHTIEST);
}
