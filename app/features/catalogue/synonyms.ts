import { z } from "zod";
import file from "../../../prisma/taxonomy/synonyms.json";
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from "./search-engine";
import { isNegation, isStopWord } from "./stop-words";
import { type Candidate, tokenise } from "./words";

/**
 * One idea and the words for it, by language: regional words, brands that became words, and what neighbours say.
 * Both engines read the same file, prisma/taxonomy/synonyms.json.
 */
const IdeaSchema = z.strictObject({ es: z.array(z.string().min(2)), en: z.array(z.string().min(2)), pt: z.array(z.string().min(2)) });
export const SynonymsSchema = z.array(IdeaSchema);
export type Idea = z.infer<typeof IdeaSchema>;

export const IDEAS: readonly Idea[] = SynonymsSchema.parse(file);

/** Stands for every word that says "without", in all languages. No word of a text is written so. */
export const NEGATION = "¬";

/** A way to say an idea: its words in order, each with its distance from the word before (stop words leave a gap). */
export type Wording = { language: InterfaceLanguage; words: ReadonlyArray<{ gap: number; word: string }> };

export function wordings(ideas: readonly Idea[]): Wording[][] {
  return ideas.map((idea) => INTERFACE_LANGUAGES.flatMap((language) => idea[language].map((phrase) => ({ language, words: wordsOf(phrase) }))));
}

/** By language: the words that say an idea by themselves, as they are spelt. No document need have them so. */
export const TELLING_WORDS: Readonly<Record<InterfaceLanguage, readonly Candidate[]>> = {
  es: tellingWords("es"),
  en: tellingWords("en"),
  pt: tellingWords("pt"),
};

function tellingWords(language: InterfaceLanguage): Candidate[] {
  const words = new Map<string, Candidate>();
  for (const phrase of IDEAS.flatMap((idea) => idea[language])) {
    const [only, ...more] = tokenise(phrase);
    if (only && more.length === 0) words.set(only.word, { word: only.word, surface: phrase.toLowerCase(), documents: 0 });
  }
  return [...words.values()];
}

function wordsOf(phrase: string): Wording["words"] {
  const words: Array<{ gap: number; word: string }> = [];
  let last = 0;
  for (const [index, { word }] of tokenise(phrase).entries()) {
    if (isStopWord(word) && !isNegation(word)) continue;
    words.push({ gap: words.length === 0 ? 0 : index - last, word: isNegation(word) ? NEGATION : word });
    last = index;
  }
  return words;
}

export type SynonymBook = {
  /** The ideas that `stems` (of one or more content words in a row) stand for, in that language. */
  ideasFor(language: InterfaceLanguage, stems: readonly string[]): readonly number[];
  /** All wordings of an idea, with the stem of each word. */
  wordingsOf(idea: number): readonly StemmedWording[];
  /** The most content words that a wording has. */
  readonly longest: number;
};
export type StemmedWording = { language: InterfaceLanguage; words: ReadonlyArray<{ gap: number; word: string; stem: string }> };

/** Prepares the ideas for look-ups by stem. */
export function synonymBook(ideas: readonly Wording[][], stemOf: (language: InterfaceLanguage, word: string) => string): SynonymBook {
  const stemmed = ideas.map((idea) =>
    idea
      .filter(({ words }) => words.length > 0)
      .map(({ language, words }) => ({ language, words: words.map(({ gap, word }) => ({ gap, word, stem: word === NEGATION ? NEGATION : stemOf(language, word) })) })),
  );
  const index = new Map<string, number[]>();
  let longest = 1;
  for (const [number, idea] of stemmed.entries()) {
    for (const { language, words } of idea) {
      longest = Math.max(longest, words.length);
      const key = keyOf(
        language,
        words.map(({ stem }) => stem),
      );
      const known = index.get(key) ?? [];
      if (!known.includes(number)) index.set(key, [...known, number]);
    }
  }
  return {
    ideasFor: (language, stems) => index.get(keyOf(language, stems)) ?? [],
    wordingsOf: (idea) => stemmed[idea] ?? [],
    longest,
  };
}

function keyOf(language: InterfaceLanguage, stems: readonly string[]): string {
  return `${language} ${stems.join(" ")}`;
}
