/**
 * The port to whatever searches. Two adapters answer it: PostgreSQL (embedded default and live fallback) and
 * Meilisearch (for scale). Shapes are ours: no vendor's or ORM's type crosses this line. Documents hold public fields only.
 */

export const INTERFACE_LANGUAGES = ["es", "en", "pt"] as const;
export type InterfaceLanguage = (typeof INTERFACE_LANGUAGES)[number];

/** Facets: "or" within one, "and" between them. Counts are disjunctive: a facet's own selection does not narrow its own counts. */
export const FACETS = ["category", "country", "business", "sector", "sdg", "size", "cost", "language", "origin"] as const;
export type Facet = (typeof FACETS)[number];
export type FacetSelection = Partial<Record<Facet, readonly string[]>>;
export type FacetCounts = Record<Facet, Record<string, number>>;

export const SORTS = ["relevance", "recent", "title"] as const;
export type Sort = (typeof SORTS)[number];

/** One per published listing and interface language. */
export type CatalogueDocument = {
  /** The listing's id; with `language` it is the document's key. */
  id: string;
  /** The interface language that this document serves. */
  language: InterfaceLanguage;
  /** The language that its texts are in (BCP 47), by the fallback chain; differs from `language` when there is no translation. */
  textLanguage: string;
  title: string;
  summary: string;
  /** Problem, audience, how it works, cost, needs, results: what a description is matched on. */
  body: string;
  /** Labels in the interface language, their regional words, names of organisation, places and countries. */
  keywords: string;
  /** Titles and summaries in the other languages, so that a search finds across languages. */
  otherTexts: string;
  facets: Record<Facet, string[]>;
  /** ISO 8601, UTC. */
  publishedAt: string;
  /** 2 reviewed with a verified claim, 1 reviewed, 0 imported: reviewed comes first by default. */
  standing: number;
  /** The listing's version at the time this document was made: an older one never overwrites a newer one. */
  version: number;
};

export type SearchRequest = {
  language: InterfaceLanguage;
  /** As typed; at most 200 characters reach an engine. Empty: everything. */
  query: string;
  filters: FacetSelection;
  /** "relevance" without a query means standing, then most recent. */
  sort: Sort;
  /** From 1. A page past the end gives no hits and the true total. */
  page: number;
  /** 1 to 100. */
  perPage: number;
};

/** A stretch of a text; `match` says that it answers the query. Joined, the pieces are the text. */
export type Fragment = { text: string; match: boolean };

export type SearchHit = {
  id: string;
  highlights: { title: Fragment[]; summary: Fragment[]; body?: Fragment[] };
  /** True for a hit that answers only part of the query: it comes after all full answers and is labelled so. */
  approximate: boolean;
};

export type SearchResult = {
  engine: string;
  total: number;
  /** How many of `total` answer only part of the query. */
  approximateTotal: number;
  hits: SearchHit[];
  facets: FacetCounts;
  /** The query with its mistyped words replaced, when that is what was searched. */
  corrected?: string;
};

export type EngineHealth = { ok: true; documents: number } | { ok: false; reason: string };

/** In how many languages a listing is indexed, and the lowest version among them. */
export type IndexedListing = { id: string; languages: number; oldestVersion: number };

/** How documents are written, by an engine that puts them in a queue. */
export type Writing = {
  /** Ends the waiting, not the writing. */
  signal?: AbortSignal | undefined;
  /** Awaited each time that something is about to be queued: nothing else of these documents is then, so that what others queue is done at once. */
  between?: (() => Promise<void>) | undefined;
};

export interface SearchEngine {
  readonly name: "postgres" | "meilisearch";
  search(request: SearchRequest): Promise<SearchResult>;
  /** Words and titles that continue what was typed; at most `limit`. */
  suggest(language: InterfaceLanguage, prefix: string, limit: number): Promise<string[]>;
  /** Writes documents; one with a lower `version` than the stored one is left out. */
  index(documents: readonly CatalogueDocument[], writing?: Writing): Promise<void>;
  /** Removes a listing's documents in all languages. */
  remove(ids: readonly string[], signal?: AbortSignal): Promise<void>;
  health(): Promise<EngineHealth>;
  /** Every listing that is indexed, once, in no particular order: for comparing with what should be. */
  inventory(): AsyncIterable<IndexedListing>;
}

/** What pages ask: whoever answers, and whether it can be written, is not theirs to know. */
export type SearchReader = Pick<SearchEngine, "search" | "suggest">;

/** An index as it is kept in step with the database. */
export type SearchIndex = Pick<SearchEngine, "index" | "remove" | "health" | "inventory"> & {
  readonly name: string;
  /** A mark of what this release makes of a document, of an index that is written anew in place when that changes. */
  shape?(): string;
};

/** "missing" also when it is there but was never set up: nobody can search it. "outdated": set up by another release. */
export type IndexCondition = "current" | "outdated" | "missing";

/** An index that can't be altered in place: another one grows beside it, then takes its place. */
export interface ReplaceableIndex extends SearchIndex {
  /** `thorough` compares every setting; otherwise what this release left in the index is believed. */
  condition(thorough?: boolean): Promise<IndexCondition>;
  readonly next: NextIndex;
}

export interface NextIndex extends SearchIndex {
  condition(): Promise<IndexCondition>;
  /** Drops what was left of an earlier one and sets up an empty one. */
  prepare(signal?: AbortSignal): Promise<void>;
  /** From one moment to the next searches read this one; the one before is dropped. */
  takePlace(signal?: AbortSignal): Promise<void>;
}

/**
 * The index as a whole can't be written now: its server is away, refuses the key or has no room. Nothing is wrong with
 * the documents, so none of them is set aside for it.
 */
export class IndexTrouble extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "IndexTrouble";
  }
}
