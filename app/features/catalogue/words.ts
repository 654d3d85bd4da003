/** Words as every engine and every test sees them: how a text is cut, folded, and how far apart two words are. */

/** A word of a text: `start` and `end` are offsets into it (UTF-16 units), `word` is folded. */
export type Token = { word: string; start: number; end: number };

/** PostgreSQL refuses lexemes over 2 kB, and nobody types words longer than this. */
const LONGEST_WORD = 60;
/** Letters that no decomposition takes apart. */
const UNDECOMPOSED: Readonly<Record<string, string>> = { ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ħ: "h" };

/** Lower case without accents: "Logística" and "LOGISTICA" are one word. */
export function fold(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII is nearly every word, and needs one step only
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßøłđðþæœıħ]/g, (letter) => UNDECOMPOSED[letter] ?? letter);
}

const OTHER = 1;
const LETTER = 2;
const MARK = 3;
/** What each UTF-16 unit is, looked up once: cutting texts is most of the work of indexing them. */
const kinds = new Uint8Array(0x10000);

function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  const known = kinds[unit] ?? 0;
  if (known !== 0) return known;
  const isSurrogate = unit >= 0xd800 && unit <= 0xdfff;
  const character = isSurrogate ? String.fromCodePoint(text.codePointAt(at) ?? 0) : text.charAt(at);
  const kind = /[\p{L}\p{N}]/u.test(character) ? LETTER : /\p{M}/u.test(character) ? MARK : OTHER;
  // What half a pair is depends on the other half.
  if (!isSurrogate) kinds[unit] = kind;
  return kind;
}

/** The words of a text in order. Everything between them (punctuation, operators, emoji, broken characters) is left out. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (kindAt(text, at) !== LETTER) {
      at += 1;
      continue;
    }
    const start = at;
    do at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    while (at < text.length && kindAt(text, at) !== OTHER);
    const word = foldWord(text.slice(start, at));
    if (word !== "") tokens.push({ word, start, end: at });
  }
  return tokens;
}

function foldWord(word: string): string {
  const folded = fold(word);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  if (folded.length <= LONGEST_WORD && /^[\x00-\x7f]*$/.test(word)) return folded;
  // Folding can bring out signs that are no letters ("½" holds a slash).
  return folded
    .replace(/[^\p{L}\p{N}]/gu, "")
    .slice(0, LONGEST_WORD)
    .toWellFormed();
}

export const STEMMED_LANGUAGES = ["es", "pt", "en"] as const;
export type StemmedLanguage = (typeof STEMMED_LANGUAGES)[number];

/** The stemmer for a BCP 47 tag ("es-DO" → "es"); undefined for languages that are indexed word for word. */
export function stemmerFor(tag: string): StemmedLanguage | undefined {
  const primary = tag.toLowerCase().split("-")[0];
  return STEMMED_LANGUAGES.find((language) => language === primary);
}

/**
 * What is handed to the Snowball stemmer in place of a folded word. Snowball tells some plurals by their accents,
 * which folding takes away, and leaves "celulares" and "celular" apart: here both get one ending.
 */
export function stemmable(language: StemmedLanguage, word: string): string {
  if (word.length < 5) return word;
  if (language === "es") return word.replace(/([lrndj])es$/, "$1").replace(/ces$/, "z");
  if (language === "pt") {
    return word
      .replace(/(oes|aes|aos)$/, "ao")
      .replace(/([rz])es$/, "$1")
      .replace(/([aeou])is$/, "$1l")
      .replace(/ns$/, "m");
  }
  // The stemmer, like Snowball's before its release 3, would take "added" back to "ad".
  return word.replace(/^([aeo]([bdfgmnprt])\2)(?:ed|ing)(?:ly)?$/, "$1");
}

/** How many letters of a word may be wrong: none in numbers and the shortest words, where a change makes another word. */
export function allowedEdits(word: string): 0 | 1 | 2 {
  if (word.length < 4 || /\p{N}/u.test(word)) return 0;
  return word.length < 8 ? 1 : 2;
}

/**
 * Optimal string alignment: insertions, deletions, substitutions and swapped neighbours each count 1.
 * Returns `limit + 1` as soon as the distance is beyond `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let best = row;
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
      best = Math.min(best, cost);
    }
    if (best > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return Math.min(last[b.length] ?? limit + 1, limit + 1);
}

/** Whether words may be one word written apart ("micro negocio"). */
export function isJoinable(words: readonly string[]): boolean {
  return words.every((word) => word.length >= 3 && !/\p{N}/u.test(word));
}

/** A word of the vocabulary, how it is spelt, and in how many documents it stands. */
export type Candidate = { word: string; surface: string; documents: number };

/** The edit distance, where singular and plural of one word are all but the same: the documents may only have the other. */
function distanceBut(a: string, b: string, limit: number): number {
  const edits = editDistance(a, b, limit);
  const [singularA, singularB] = [a.replace(/e?s$/, ""), b.replace(/e?s$/, "")];
  if (edits <= limit || singularA.length < 4 || singularB.length < 4) return edits;
  const between = editDistance(singularA, singularB, limit);
  return between > limit ? between : Math.min(limit, between + 0.2);
}

/**
 * The words that a mistyped one most likely stands for, best first; all are equally near, so that the rest of the query
 * can decide between them. People rarely get the first letter wrong.
 */
export function nearestWords(mistake: string, candidates: readonly Candidate[], most = 4): Candidate[] {
  const limit = allowedEdits(mistake);
  const near: Array<Candidate & { distance: number }> = [];
  for (const candidate of candidates) {
    const edits = distanceBut(mistake, candidate.word, limit);
    if (edits > limit || candidate.word === mistake) continue;
    near.push({ ...candidate, distance: edits + (mistake[0] === candidate.word[0] ? 0 : 0.6) });
  }
  near.sort((a, b) => a.distance - b.distance || b.documents - a.documents || (a.word < b.word ? -1 : 1));
  const nearest = near[0]?.distance ?? 0;
  return near
    .filter(({ distance }) => distance === nearest)
    .slice(0, most)
    .map(({ word, surface, documents }) => ({ word, surface, documents }));
}
