import type { Term, TypedWord } from "~/features/catalogue/search-terms";

/** A word that was typed in full, and is indexed as it is written. */
export function typedWord(word: string, overrides: Partial<TypedWord> = {}): TypedWord {
  return { forms: [word], lexemes: new Set([word]), negated: false, sought: { word, as: "stem" }, ...overrides };
}

/** What one such word asks for, when nothing else says it and one document has it. */
export function term(word: string, overrides: Partial<Term> = {}): Term {
  return { typed: [typedWord(word)], near: [], far: [], weight: 1, ideas: [], documents: 1, ...overrides };
}
