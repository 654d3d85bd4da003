import { type CatalogueDocument, type Facet, INTERFACE_LANGUAGES, type InterfaceLanguage } from "./search-engine";
import { fold } from "./words";

/** A document as Meilisearch keeps it. Facets stand under their own names. */
export type StoredDocument = Record<Facet, string[]> & {
  /** The listing's id, which is the primary key of its language's index. */
  id: string;
  version: number;
  textLanguage: string;
  title: string;
  summary: string;
  body: string;
  keywords: string;
  otherTexts: string;
  /** Milliseconds since 1970, because only numbers and whole strings can be sorted. */
  publishedAt: number;
  standing: number;
  titleSort: string;
};

/** The documents by the index that they belong to, in the shape that it keeps. */
export async function toStoredDocuments(documents: readonly CatalogueDocument[]): Promise<Map<InterfaceLanguage, StoredDocument[]>> {
  return new Map(INTERFACE_LANGUAGES.map((language) => [language, documents.filter((document) => document.language === language).map(toStored)]));
}

function toStored({ language: _index, facets, publishedAt, ...document }: CatalogueDocument): StoredDocument {
  return { ...document, ...facets, publishedAt: Date.parse(publishedAt), titleSort: fold(document.title).slice(0, 200).toWellFormed() };
}
