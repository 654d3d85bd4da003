import { answersAny, type CutText, cutText, highlight, type Phrase, phraseBook, type ReadText, readText, windowAround } from "./highlight";
import type { SearchHit } from "./search-engine";
import type { Term } from "./search-terms";
import { lexemesOf, NEGATION_LEXEMES } from "./stems.server";

/** A snippet comes from the beginning of a body: reading whole bodies costs more than it shows. */
export const SNIPPET_FROM = 4_000;

/** What an engine keeps of a document to show it. */
export type ShownTexts = { language: string; title: string; summary: string };

export type Highlighting = {
  hits: ReadonlyArray<Pick<SearchHit, "id" | "approximate">>;
  texts: ReadonlyMap<string, ShownTexts>;
  /** The beginnings of these documents' bodies. */
  readBodies(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
};

type Cut = { language: string; cut: CutText };

/** Marks in each hit's texts what answers the query. A hit without texts is left out. */
export async function highlightHits({ hits, texts, readBodies }: Highlighting, terms: readonly Term[]): Promise<SearchHit[]> {
  const cut = [...texts].map(([id, { language, title, summary }]) => ({ id, language, title: cutText(title), summary: cutText(summary) }));
  const read = new Map(cut.map(({ id, language, title, summary }) => [id, { language, title: readIn(language, title), summary: readIn(language, summary) }]));
  const own = terms.map((term) => phraseBook(phrasesOf(term)));
  const whole = phraseBook(terms.flatMap(phrasesOf));

  // A stretch of the body is worth its room only for what title and summary don't show; of an answer to a part of the
  // query, which lacks some of it anyway, only when they show nothing.
  const unseen = new Map<string, string[]>();
  for (const { id, approximate } of hits) {
    const text = read.get(id);
    if (!text) continue;
    const missing = own.filter((book) => !answersAny(text.title, book) && !answersAny(text.summary, book));
    if (missing.length > 0 && (!approximate || missing.length === own.length))
      unseen.set(
        id,
        missing.flatMap((book) => [...book.keys()]),
      );
  }
  const windows = new Map<string, Cut>();
  for (const [id, body] of unseen.size > 0 ? await readBodies([...unseen.keys()]) : []) {
    const window = windowAround(body, new Set(unseen.get(id)?.map((lexeme) => lexeme.slice(lexeme.indexOf(":") + 1))));
    if (window !== undefined) windows.set(id, { language: read.get(id)?.language ?? "", cut: cutText(window) });
  }

  return hits.flatMap(({ id, approximate }) => {
    const text = read.get(id);
    if (!text) return [];
    const highlights: SearchHit["highlights"] = { title: highlight(text.title, whole), summary: highlight(text.summary, whole) };
    const window = windows.get(id);
    const body = window ? highlight(readIn(window.language, window.cut), whole) : [];
    if (body.some(({ match }) => match)) highlights.body = body;
    return [{ id, approximate, highlights }];
  });
}

function readIn(tag: string, cut: CutText): ReadText {
  return readText(cut, lexemesOf(tag));
}

function phrasesOf({ typed, near, far }: Term): Phrase[] {
  const words = typed.flatMap(({ lexemes, negated }) =>
    negated
      ? [1, 2].map((gap) => [
          { gap: 0, lexemes: NEGATION_LEXEMES },
          { gap, lexemes },
        ])
      : [[{ gap: 0, lexemes }]],
  );
  return [...words, ...near, ...far];
}
