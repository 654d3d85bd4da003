import { postgresSearchEngine } from "./postgres-search.server";
import type { SearchIndex } from "./search-engine";

let indexes: readonly SearchIndex[] | undefined;

/** The indexes that this installation keeps in step. PostgreSQL's always, because it answers whenever another engine does not. */
export function searchIndexes(): readonly SearchIndex[] {
  indexes ??= [postgresSearchEngine()];
  return indexes;
}
