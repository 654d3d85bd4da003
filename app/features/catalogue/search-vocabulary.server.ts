import type { PoolClient } from "pg";
import { sqlPool } from "~/platform/database/client.server";
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from "./search-engine";
import { NEGATIONS } from "./stop-words";
import { IDEAS, type SynonymBook, synonymBook, wordings } from "./synonyms";
import { allowedEdits, type Candidate, nearestWords, STEMMED_LANGUAGES, type StemmedLanguage, stemmable, stemmerFor } from "./words";

/**
 * A word's stem never changes, so it is asked for once. When this many are known, they become the older half and a new
 * half begins; what is in neither is forgotten. So a word that was just learnt is never forgotten before its use.
 */
const HALF_REMEMBERED = 80_000;
type Memory = { recent: Map<string, string>; older: Map<string, string> };
const memory: Record<StemmedLanguage, Memory> = {
  es: { recent: new Map(), older: new Map() },
  pt: { recent: new Map(), older: new Map() },
  en: { recent: new Map(), older: new Map() },
};

export type Querying = Pick<PoolClient, "query">;

/** Makes the stems of folded words known to `stemOf`. */
export async function learnStems(words: Partial<Record<StemmedLanguage, Iterable<string>>>, client: Querying): Promise<void> {
  const unknown = STEMMED_LANGUAGES.map((language) => ({ language, words: unknownWords(language, words[language] ?? []) })).filter((one) => one.words.length > 0);
  if (unknown.length > 0) {
    const asked = unknown.map((_, index) => `SELECT ${index} AS place, search.stems($${2 * index + 1}, $${2 * index + 2}) AS stems`);
    const values = unknown.flatMap(({ language, words: own }) => [language, own.map((word) => stemmable(language, word))]);
    const { rows } = await client.query<{ place: number; stems: string[] }>(asked.join(" UNION ALL "), values);
    for (const { place, stems } of rows) {
      const one = unknown[place];
      for (const [index, word] of one?.words.entries() ?? []) if (one) memory[one.language].recent.set(word, stems[index] ?? word);
    }
  }
  for (const language of STEMMED_LANGUAGES) {
    const { recent } = memory[language];
    if (recent.size > HALF_REMEMBERED) memory[language] = { recent: new Map(), older: recent };
  }
}

/** Those that are in neither half; what is in the older one moves to the recent one. */
function unknownWords(language: StemmedLanguage, words: Iterable<string>): string[] {
  const { recent, older } = memory[language];
  const unknown: string[] = [];
  for (const word of new Set(words)) {
    if (recent.has(word)) continue;
    const stem = older.get(word);
    if (stem === undefined) unknown.push(word);
    else recent.set(word, stem);
  }
  return unknown;
}

/** The stem of a folded word that was learnt; the word itself when it was not. */
export function stemOf(language: StemmedLanguage, word: string): string {
  return memory[language].recent.get(word) ?? memory[language].older.get(word) ?? word;
}

/**
 * The lexeme that a word of a text in `tag` is indexed under. Learn the stems first. A stem carries its language, because
 * the Portuguese for "loss" has the stem of the Spanish for "lose".
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

/** Snowball leaves these short words as they are. */
export const NEGATION_LEXEMES: ReadonlySet<string> = new Set(STEMMED_LANGUAGES.flatMap((language) => NEGATIONS[language].map((word) => stemLexeme(language, word))));

/** Whatever language a text is in, one of these finds the word. */
export function lexemesInAnyLanguage(word: string): string[] {
  return [word, ...STEMMED_LANGUAGES.map((language) => lexemeIn(language, word))];
}

export async function learnStemsInAllLanguages(words: readonly string[], client: Querying): Promise<void> {
  await learnStems({ es: words, pt: words, en: words }, client);
}

let book: Promise<SynonymBook> | undefined;

/** The synonyms with their stems, prepared at the first search of the process. */
export function synonyms(): Promise<SynonymBook> {
  book ??= prepareSynonyms().catch((error: unknown) => {
    book = undefined;
    throw error;
  });
  return book;
}

async function prepareSynonyms(): Promise<SynonymBook> {
  const ideas = wordings(IDEAS);
  const words = ideas.flat().flatMap((wording) => wording.words.map(({ word }) => word));
  await learnStemsInAllLanguages(words, sqlPool());
  // Copied, because the stems of a running process may be forgotten.
  const stems = Object.fromEntries(INTERFACE_LANGUAGES.map((language) => [language, new Map(words.map((word) => [word, stemOf(language, word)]))]));
  return synonymBook(ideas, (language, word) => stems[language]?.get(word) ?? word);
}

export type Vocabulary = {
  /** In how many documents each word stands, for those that stand in any; with the spelling to show. */
  known: ReadonlyMap<string, Candidate>;
  /** How many documents there are in this language. */
  documents: number;
};

/** Looks words up in the vocabulary and learns their stems. */
export async function lookUp(client: Querying, language: InterfaceLanguage, words: readonly string[]): Promise<Vocabulary> {
  const { rows } = await client.query<Candidate>(
    `SELECT word, surface, documents FROM search.word_${language} WHERE word = ANY ($1)
     UNION ALL SELECT '', '', documents FROM search.facet_count WHERE language = $2 AND value_id = 0`,
    [words, language],
  );
  await learnStemsInAllLanguages(words, client);
  return { known: new Map(rows.map((row) => [row.word, row])), documents: rows.find(({ word }) => word === "")?.documents ?? 0 };
}

/** Those of these words that documents have in another form, inflected but not mistyped, with the language of the stem that both have. */
export async function findInflected(client: Querying, language: InterfaceLanguage, words: readonly string[]): Promise<Map<string, StemmedLanguage>> {
  if (words.length === 0) return new Map();
  const languages = [language, ...STEMMED_LANGUAGES.filter((other) => other !== language)];
  const asked = words.flatMap((word) => languages.map((stemmed) => ({ word, stemmed })));
  const { rows } = await client.query<{ word: string; stemmed: StemmedLanguage }>(
    `SELECT DISTINCT ON (word) word, stemmed FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS given(word, stemmed, lexeme, place)
     WHERE EXISTS (SELECT FROM search.document_${language} WHERE everything @@ lexeme::tsquery) ORDER BY word, place`,
    [asked.map(({ word }) => word), asked.map(({ stemmed }) => stemmed), asked.map(({ word, stemmed }) => `'${lexemeIn(stemmed, word)}'`)],
  );
  return new Map(rows.map(({ word, stemmed }) => [word, stemmed]));
}

/** For each mistyped word, the equally near words of the vocabulary, best first. A word without any is left out. */
export async function corrections(client: Querying, language: InterfaceLanguage, mistyped: readonly string[]): Promise<Map<string, Candidate[]>> {
  const correctable = mistyped.filter((word) => allowedEdits(word) > 0);
  const found = new Map<string, Candidate[]>();
  if (correctable.length === 0) return found;
  const { rows } = await client.query<Candidate & { mistake: string }>("SELECT mistake, word, surface, documents FROM search.similar_words($1, $2, $3)", [
    language,
    correctable,
    // Two more, because a mistyped singular may stand there as a plural only.
    correctable.map((word) => allowedEdits(word) + 2),
  ]);
  for (const mistake of correctable) {
    const nearest = nearestWords(
      mistake,
      rows.filter((row) => row.mistake === mistake),
    );
    if (nearest.length > 0) found.set(mistake, nearest);
  }
  return found;
}

/** Words of the vocabulary that begin so, the most common first. */
export async function continuations(client: Querying, language: InterfaceLanguage, beginning: string, most: number): Promise<Candidate[]> {
  // Nothing sorts after U+10FFFF, so the range holds exactly the words that begin so.
  const { rows } = await client.query<Candidate>(
    `SELECT word, surface, documents FROM search.word_${language} WHERE word >= $1 AND word < $2 ORDER BY documents DESC, word LIMIT $3`,
    [beginning, `${beginning}\u{10FFFF}`, most],
  );
  return rows;
}
