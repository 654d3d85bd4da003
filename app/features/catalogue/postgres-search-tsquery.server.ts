import { APPROXIMATE_SHARE, type Term } from "./search-terms";
import { NEGATION_LEXEMES } from "./stems.server";
import { NEGATIONS } from "./stop-words";

/** Terms as the text of a tsquery. Lexemes are letters, digits, ":" and "=", so that quoting them is enough. */

export type Weights = "" | "A" | "BC" | "BCD" | "ABCD";

/** Weights as whole numbers, because PostgreSQL adds those many times faster than decimal fractions. */
export const units = (weight: number) => Math.round(weight * 1000);

export function anyOf(lexemes: Iterable<string>, weights: Weights): string {
  return `(${[...new Set(lexemes)].map((lexeme) => `'${lexeme}'${weights && `:${weights}`}`).join("|")})`;
}

/**
 * What stands in a document wherever it says an idea, however it is worded there: one lexeme in place of dozens of
 * synonyms in every query. `near` when it is said in the language that the document serves.
 */
export function ideaLexeme(idea: number, near: boolean): string {
  return `${near ? "near" : "far"}:${idea}`;
}

/** Other ways to say a term in the interface language: its ideas, or the one word that its words make. */
export function nearLexemes({ ideas, near }: Term): string[] {
  return ideas.length > 0 ? ideas.map((idea) => ideaLexeme(idea, true)) : near.flat().flatMap(({ lexemes }) => [...lexemes]);
}

/** Ways to say it in the other languages. */
export function farLexemes({ ideas }: Term): string[] {
  return ideas.map((idea) => ideaLexeme(idea, false));
}

/** The typed words as they are written. */
export function exactQuery({ typed }: Term, weights: Weights): string {
  const exact = (forms: readonly string[]) =>
    anyOf(
      forms.map((form) => `=${form}`),
      weights,
    );
  return typed.map(({ forms, negated }) => (negated ? behindNegation(exact(Object.values(NEGATIONS).flat()), exact(forms)) : exact(forms))).join("&");
}

/** The typed words by their stems. */
export function typedQuery({ typed }: Term, weights: Weights): string {
  return typed.map(({ lexemes, negated }) => (negated ? behindNegation(anyOf(NEGATION_LEXEMES, weights), anyOf(lexemes, weights)) : anyOf(lexemes, weights))).join("&");
}

/** "sin efectivo", "no me pagan". */
function behindNegation(negation: string, word: string): string {
  return `(${negation}<1>${word}|${negation}<2>${word})`;
}

/** A term in any of its wordings. */
export function termQuery(term: Term): string {
  const [only, ...more] = term.typed;
  const others = [...nearLexemes(term), ...farLexemes(term)];
  if (only && more.length === 0 && !only.negated) return anyOf([...only.lexemes, ...others], "");
  return `((${typedQuery(term, "")})${others.length > 0 ? `|${anyOf(others, "")}` : ""})`;
}

export function allTermsQuery(terms: readonly Term[]): string {
  return terms.map(termQuery).join("&");
}

/**
 * Documents that have so much of the terms' weight as an approximate answer needs: every smallest sufficient choice of
 * terms, sharing their beginnings. An index answers it without reading documents, but takes its time over each.
 */
export function weightyPartQuery(terms: readonly Term[]): string {
  const heaviest = [...terms].sort((a, b) => b.weight - a.weight);
  const weights = heaviest.map(({ weight }) => units(weight));
  const queries = heaviest.map(termQuery);
  const left = weights.map((_, index) => sum(weights.slice(index)));
  const reach = (index: number, needed: number): string | undefined => {
    if (needed <= 0) return "";
    if ((left[index] ?? 0) < needed) return undefined;
    const behind = reach(index + 1, needed - (weights[index] ?? 0));
    const without = reach(index + 1, needed);
    const having = behind === undefined ? undefined : behind === "" ? queries[index] : `${queries[index]}&${behind}`;
    if (having === undefined || without === undefined) return having ?? without;
    return `(${having}|${without})`;
  };
  return reach(0, sum(weights) / APPROXIMATE_SHARE) ?? "";
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
