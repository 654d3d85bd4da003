import { environment } from "~/platform/env.server";
import { meilisearchIndex } from "./meilisearch-index.server";
import { postgresSearchEngine } from "./postgres-search.server";
import type { SearchIndex } from "./search-engine";

let indexes: readonly SearchIndex[] | undefined;

/** The indexes that this installation keeps in step. PostgreSQL's always, because it answers whenever another engine does not. */
export function searchIndexes(): readonly SearchIndex[] {
  indexes ??= [postgresSearchEngine(), ...(environment().MEILISEARCH_URL ? [meilisearchIndex()] : [])];
  return indexes;
}
