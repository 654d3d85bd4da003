import { ideasSaid } from "./document-ideas.server";
import { type CutDocument, cutDocument, type TextField } from "./document-words";
import { beginningsOf, beginningWord, ideaWord, negatedWord } from "./meilisearch-words";
import { type CatalogueDocument, type Facet, INTERFACE_LANGUAGES, type InterfaceLanguage } from "./search-engine";
import { SNIPPET_FROM } from "./search-highlights.server";
import { stemOf } from "./stems.server";
import { isNegation } from "./stop-words";
import { fold, stemmerFor, type Token } from "./words";

/** A document as Meilisearch keeps it. Facets stand under their own names. */
export type StoredDocument = Record<Facet, string[]> &
  Record<`${TextField}Words`, string> & {
    /** The listing's id, which is the primary key of its language's index. */
    id: string;
    version: number;
    textLanguage: string;
    title: string;
    summary: string;
    opening: string;
    titleBeginnings: string;
    otherBeginnings: string;
    /** Milliseconds since 1970, because only numbers and whole strings can be sorted. */
    publishedAt: number;
    standing: number;
    titleSort: string;
  };

/** What of it is needed to judge how well it answers. */
export type JudgedDocument = Pick<StoredDocument, "id" | "textLanguage" | "title" | "standing" | "titleWords" | "summaryWords" | "keywordsWords" | "otherTextsWords">;

/** A document in the shape that its language's index keeps. */
export function toStored(catalogued: CatalogueDocument): StoredDocument {
  const { document, texts, tokens }: CutDocument = cutDocument(catalogued);
  const { id, version, textLanguage, language, standing, publishedAt, facets } = document;
  const own = stemmerFor(textLanguage);
  // A foreign text is also asked for in the interface's language: many words are the same in both.
  const ownLanguages = own && own !== language ? [own, language] : [language];
  const spokenIn = own ? [own] : [];
  return {
    id,
    version,
    textLanguage,
    title: texts.title,
    summary: texts.summary,
    opening: texts.body.slice(0, SNIPPET_FROM).toWellFormed(),
    titleWords: searchedWords(tokens.title, ownLanguages, spokenIn),
    summaryWords: searchedWords(tokens.summary, ownLanguages, spokenIn),
    keywordsWords: searchedWords(tokens.keywords, [language], [language]),
    otherTextsWords: searchedWords(tokens.otherTexts, INTERFACE_LANGUAGES, INTERFACE_LANGUAGES),
    bodyWords: searchedWords(tokens.body, ownLanguages, spokenIn),
    titleBeginnings: beginnings(tokens.title),
    otherBeginnings: beginnings([...tokens.summary, ...tokens.keywords]),
    publishedAt: Date.parse(publishedAt),
    standing,
    titleSort: fold(texts.title).slice(0, 200).toWellFormed(),
    ...facets,
  };
}

/** Each word as it is written, its stems, and behind it the ideas that begin with it. */
function searchedWords(tokens: readonly Token[], stemmed: readonly InterfaceLanguage[], spoken: readonly InterfaceLanguage[]): string {
  const said = spoken.map((language) => ideasSaid(tokens, language));
  const words: string[] = [];
  for (const [index, { word }] of tokens.entries()) {
    const stems = new Set(stemmed.map((language) => stemOf(language, word)));
    const here = new Set([word, ...stems]);
    if (isBehindNegation(tokens, index)) for (const stem of stems) here.add(negatedWord(stem));
    for (const ideas of said) for (const idea of ideas.get(index) ?? []) here.add(ideaWord(idea));
    words.push(...here);
  }
  return words.join(" ");
}

/** Of every word once: bodies are left out, because their beginnings would outnumber everything else. */
function beginnings(tokens: readonly Token[]): string {
  return [...new Set(tokens.flatMap(({ word }) => beginningsOf(word).map(beginningWord)))].join(" ");
}

/** "sin efectivo", "no me pagan". */
function isBehindNegation(tokens: readonly Token[], index: number): boolean {
  return isNegation(tokens[index - 1]?.word ?? "") || isNegation(tokens[index - 2]?.word ?? "");
}
