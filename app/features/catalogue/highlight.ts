import type { Fragment } from "./search-engine";
import { fold, type Token, tokenise } from "./words";

/** A word, or words in a row: each place lists the lexemes that may stand there; `gap` is its distance from the place before. */
export type Phrase = ReadonlyArray<{ gap: number; lexemes: ReadonlySet<string> }>;

/** A text cut into words. */
export type CutText = { text: string; tokens: readonly Token[] };

export function cutText(text: string): CutText {
  return { text, tokens: tokenise(text) };
}

/** A text with the lexeme of each of its words, found once, because several questions are asked about it. */
export type ReadText = CutText & { lexemes: readonly string[] };

/** `lexemeOf` knows the lexeme of a folded word in the language of the text. */
export function readText({ text, tokens }: CutText, lexemeOf: (word: string) => string): ReadText {
  return { text, tokens, lexemes: tokens.map(({ word }) => lexemeOf(word)) };
}

/** Phrases by the lexemes that they may begin with. */
export type PhraseBook = ReadonlyMap<string, readonly Phrase[]>;

export function phraseBook(phrases: readonly Phrase[]): PhraseBook {
  const book = new Map<string, Phrase[]>();
  for (const phrase of phrases) {
    for (const lexeme of phrase[0]?.lexemes ?? []) {
      const known = book.get(lexeme);
      if (known) known.push(phrase);
      else book.set(lexeme, [phrase]);
    }
  }
  return book;
}

/** Cuts a text into what answers the query and what does not. Joined, the pieces are the text. */
export function highlight({ text, tokens, lexemes }: ReadText, book: PhraseBook): Fragment[] {
  const pieces: Fragment[] = [];
  const push = (piece: string, match: boolean) => {
    if (piece !== "") pieces.push({ text: piece, match });
  };
  let from = 0;
  for (const index of [...matchedWords(lexemes, book)].sort((a, b) => a - b)) {
    const token = tokens[index];
    if (!token) continue;
    push(text.slice(from, token.start), false);
    push(text.slice(token.start, token.end), true);
    from = token.end;
  }
  push(text.slice(from), false);
  return pieces;
}

export function answersAny({ lexemes }: ReadText, book: PhraseBook): boolean {
  return lexemes.some((lexeme, index) => (book.get(lexeme) ?? []).some((phrase) => follow(phrase, index, lexemes).length > 0));
}

function matchedWords(lexemes: readonly string[], book: PhraseBook): Set<number> {
  const matched = new Set<number>();
  for (const [index, lexeme] of lexemes.entries()) {
    for (const phrase of book.get(lexeme) ?? []) for (const place of follow(phrase, index, lexemes)) matched.add(place);
  }
  return matched;
}

function follow(phrase: Phrase, start: number, lexemes: readonly string[]): number[] {
  const places = [start];
  let place = start;
  for (const { gap, lexemes: wanted } of phrase.slice(1)) {
    place += gap;
    if (!wanted.has(lexemes[place] ?? "")) return [];
    places.push(place);
  }
  return places;
}

const WINDOW = 240;
const BEFORE = 60;

/**
 * The stretch of a long text where most of these beginnings of words come together, from word to word; undefined when none is there.
 * Cutting whole bodies into words would take longer than looking for some letters.
 */
export function windowAround(text: string, beginnings: Iterable<string>): string | undefined {
  const folded = fold(text);
  const places: Array<{ at: number; beginning: string }> = [];
  for (const beginning of beginnings) {
    for (let at = folded.indexOf(beginning), found = 0; at >= 0 && found < 8; at = folded.indexOf(beginning, at + 1)) {
      if (at > 0 && /[\p{L}\p{N}]/u.test(folded[at - 1] ?? "")) continue;
      places.push({ at, beginning });
      found += 1;
    }
  }
  places.sort((a, b) => a.at - b.at);
  let best: { at: number; different: number } | undefined;
  for (const [index, { at }] of places.entries()) {
    const different = new Set<string>();
    for (let other = index; other < places.length && (places[other]?.at ?? 0) < at + WINDOW - BEFORE; other += 1) different.add(places[other]?.beginning ?? "");
    if (different.size > (best?.different ?? 0)) best = { at, different: different.size };
  }
  if (!best) return undefined;
  // Folding rarely changes a text's length; where it does, the place is near enough once scaled.
  return stretch(text, Math.round((best.at * text.length) / Math.max(folded.length, 1)));
}

function stretch(text: string, at: number): string {
  const start = at <= BEFORE ? 0 : text.indexOf(" ", at - BEFORE) + 1;
  const end = start + WINDOW >= text.length ? text.length : text.lastIndexOf(" ", start + WINDOW);
  return text.slice(Math.min(start, at), Math.max(end, Math.min(at + BEFORE, text.length))).toWellFormed();
}
