import { answersAny, type CutText, cutText, highlight, type LexemeOf, type Phrase, phraseBook, windowAround } from "./highlight";
import type { SearchHit } from "./search-engine";
import type { Term } from "./search-terms";
import { learnStems, lexemeIn, NEGATION_LEXEMES, type Querying } from "./search-vocabulary.server";
import { type StemmedLanguage, stemmerFor } from "./words";

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

type Cut = { language: string; title: CutText; summary: CutText };

/** Marks in each hit's texts what answers the query. A hit without texts is left out. `client` is asked for stems. */
export async function highlightHits(client: Querying, { hits, texts, readBodies }: Highlighting, terms: readonly Term[]): Promise<SearchHit[]> {
  const cut = new Map([...texts].map(([id, { language, title, summary }]): [string, Cut] => [id, { language, title: cutText(title), summary: cutText(summary) }]));
  if (terms.length > 0)
    await learnStemsOf(
      client,
      [...cut.values()].flatMap(({ language, title, summary }) => [title, summary].map((text) => ({ language, text }))),
    );
  const own = terms.map((term) => phraseBook(phrasesOf(term)));
  const whole = phraseBook(terms.flatMap(phrasesOf));

  // A stretch of the body is worth its room only for what title and summary don't show.
  const unseen = new Map<string, string[]>();
  for (const [id, text] of cut) {
    const missing = own.filter((book) => !answersAny(text.title, book, lexemeOf(text)) && !answersAny(text.summary, book, lexemeOf(text)));
    if (missing.length > 0)
      unseen.set(
        id,
        missing.flatMap((book) => [...book.keys()]),
      );
  }
  const windows = new Map<string, CutText>();
  for (const [id, body] of unseen.size > 0 ? await readBodies([...unseen.keys()]) : []) {
    const window = windowAround(body, new Set(unseen.get(id)?.map((lexeme) => lexeme.slice(lexeme.indexOf(":") + 1))));
    if (window !== undefined) windows.set(id, cutText(window));
  }
  await learnStemsOf(
    client,
    [...windows].map(([id, text]) => ({ language: cut.get(id)?.language ?? "", text })),
  );

  return hits.flatMap(({ id, approximate }) => {
    const text = cut.get(id);
    if (!text) return [];
    const highlights: SearchHit["highlights"] = { title: highlight(text.title, whole, lexemeOf(text)), summary: highlight(text.summary, whole, lexemeOf(text)) };
    const window = windows.get(id);
    const body = window ? highlight(window, whole, lexemeOf(text)) : [];
    if (body.some(({ match }) => match)) highlights.body = body;
    return [{ id, approximate, highlights }];
  });
}

function lexemeOf({ language }: Cut): LexemeOf {
  return (word) => lexemeIn(language, word);
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

async function learnStemsOf(client: Querying, texts: ReadonlyArray<{ language: string; text: CutText }>): Promise<void> {
  const words = new Map<StemmedLanguage, string[]>();
  for (const { language: tag, text } of texts) {
    const language = stemmerFor(tag);
    if (!language) continue;
    const own = words.get(language) ?? [];
    for (const { word } of text.tokens) own.push(word);
    words.set(language, own);
  }
  for (const [language, own] of words) await learnStems(language, own, client);
}
