import { read } from "./postgres-search-reading.server";
import type { InterfaceLanguage } from "./search-engine";
import { lexemeIn, stemOf } from "./stems.server";
import { IDEAS, type SynonymBook, synonymBook, wordings } from "./synonyms";
import { allowedEdits, type Candidate, nearestWords, STEMMED_LANGUAGES, type StemmedLanguage } from "./words";

let book: SynonymBook | undefined;

/** The synonyms with their stems, prepared at their first use in the process. */
export function synonyms(): SynonymBook {
  book ??= synonymBook(wordings(IDEAS), stemOf);
  return book;
}

export type Vocabulary = {
  /** In how many documents each word stands, for those that stand in any; with the spelling to show. */
  known: ReadonlyMap<string, Candidate>;
  /** How many documents there are in this language. */
  documents: number;
};

/** Looks words up in the vocabulary. */
export async function lookUp(language: InterfaceLanguage, words: readonly string[]): Promise<Vocabulary> {
  const rows = await read<Candidate>({
    text: `SELECT word, surface, documents FROM search.word_${language} WHERE word = ANY ($1)
     UNION ALL SELECT '', '', documents FROM search.facet_count WHERE language = $2 AND value_id = 0`,
    values: [words, language],
  });
  return { known: new Map(rows.map((row) => [row.word, row])), documents: rows.find(({ word }) => word === "")?.documents ?? 0 };
}

/** Those of these words that documents have in another form, inflected but not mistyped, with the language of the stem that both have. */
export async function findInflected(language: InterfaceLanguage, words: readonly string[]): Promise<Map<string, StemmedLanguage>> {
  if (words.length === 0) return new Map();
  const languages = [language, ...STEMMED_LANGUAGES.filter((other) => other !== language)];
  const asked = words.flatMap((word) => languages.map((stemmed) => ({ word, stemmed })));
  const rows = await read<{ word: string; stemmed: StemmedLanguage }>({
    text: `SELECT DISTINCT ON (word) word, stemmed FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS given(word, stemmed, lexeme, place)
     WHERE EXISTS (SELECT FROM search.document_${language} WHERE everything @@ lexeme::tsquery) ORDER BY word, place`,
    values: [asked.map(({ word }) => word), asked.map(({ stemmed }) => stemmed), asked.map(({ word, stemmed }) => `'${lexemeIn(stemmed, word)}'`)],
  });
  return new Map(rows.map(({ word, stemmed }) => [word, stemmed]));
}

/** For each mistyped word, the equally near words of the vocabulary, best first. A word without any is left out. */
export async function corrections(language: InterfaceLanguage, mistyped: readonly string[]): Promise<Map<string, Candidate[]>> {
  const correctable = mistyped.filter((word) => allowedEdits(word) > 0);
  const found = new Map<string, Candidate[]>();
  if (correctable.length === 0) return found;
  const rows = await read<Candidate & { mistake: string }>({
    text: "SELECT mistake, word, surface, documents FROM search.similar_words($1, $2, $3)",
    // Two more, because a mistyped singular may stand there as a plural only.
    values: [language, correctable, correctable.map((word) => allowedEdits(word) + 2)],
  });
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
export async function continuations(language: InterfaceLanguage, beginning: string, most: number): Promise<Candidate[]> {
  // Nothing sorts after U+10FFFF, so the range holds exactly the words that begin so.
  const rows = await read<Candidate>({
    text: `SELECT word, surface, documents FROM search.word_${language} WHERE word >= $1 AND word < $2 ORDER BY documents DESC, word LIMIT $3`,
    values: [beginning, `${beginning}\u{10FFFF}`, most],
  });
  return rows;
}
