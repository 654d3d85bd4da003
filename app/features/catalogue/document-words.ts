import type { CatalogueDocument } from "./search-engine";
import { type Token, tokenise } from "./words";

/** Longer bodies are shown whole by their page, but searched up to here: an index has an end. */
const SEARCHED_CHARACTERS = 60_000;

export const TEXT_FIELDS = ["title", "summary", "keywords", "otherTexts", "body"] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** A document with its texts cleaned of what no engine takes, and cut into words. */
export type CutDocument = { document: CatalogueDocument; texts: Record<TextField, string>; tokens: Record<TextField, Token[]> };

export function cutDocument(document: CatalogueDocument): CutDocument {
  const clean = (text: string) => text.replaceAll("\u0000", "").toWellFormed();
  const texts = {
    title: clean(document.title),
    summary: clean(document.summary),
    body: clean(document.body).slice(0, SEARCHED_CHARACTERS).toWellFormed(),
    keywords: clean(document.keywords),
    otherTexts: clean(document.otherTexts),
  };
  return {
    document,
    texts,
    tokens: {
      title: tokenise(texts.title),
      summary: tokenise(texts.summary),
      body: tokenise(texts.body),
      keywords: tokenise(texts.keywords),
      otherTexts: tokenise(texts.otherTexts),
    },
  };
}
