import { stemmer as stemPortuguese } from "@orama/stemmers/portuguese";
import { stemmer as stemSpanish } from "@orama/stemmers/spanish";
import { stem as stemEnglish } from "porter2";
import { NEGATIONS } from "./stop-words";
import { STEMMED_LANGUAGES, type StemmedLanguage, stemmable, stemmerFor } from "./words";

/** Snowball's own algorithms: stems stand in both engines' indexes, so another stemmer asks for both to be built anew. */
const STEMMERS: Record<StemmedLanguage, (word: string) => string> = { es: stemSpanish, pt: stemPortuguese, en: stemEnglish };

/** Indexing meets the same words again and again, and looking one up takes an eighth of the time of stemming it. */
const MOST_REMEMBERED = 100_000;
const remembered: Record<StemmedLanguage, Map<string, string>> = { es: new Map(), pt: new Map(), en: new Map() };

/** The stem of a folded word. */
export function stemOf(language: StemmedLanguage, word: string): string {
  const known = remembered[language].get(word);
  if (known !== undefined) return known;
  const stem = STEMMERS[language](stemmable(language, word));
  if (remembered[language].size >= MOST_REMEMBERED) remembered[language].clear();
  remembered[language].set(word, stem);
  return stem;
}

/**
 * The lexeme that a word of a text in `tag` is indexed under. A stem carries its language, because the Portuguese for
 * "loss" has the stem of the Spanish for "lose".
 */
export function lexemeIn(tag: string, word: string): string {
  return lexemesOf(tag)(word);
}

/** `lexemeIn` for many words of one text. */
export function lexemesOf(tag: string): (word: string) => string {
  const language = stemmerFor(tag);
  return language ? (word) => stemLexeme(language, stemOf(language, word)) : (word) => word;
}

export function stemLexeme(language: StemmedLanguage, stem: string): string {
  return `${language}:${stem}`;
}

export const NEGATION_LEXEMES: ReadonlySet<string> = new Set(STEMMED_LANGUAGES.flatMap((language) => NEGATIONS[language].map((word) => lexemeIn(language, word))));

/** Whatever language a text is in, one of these finds the word. */
export function lexemesInAnyLanguage(word: string): string[] {
  return [word, ...STEMMED_LANGUAGES.map((language) => lexemeIn(language, word))];
}
