import { postgresSearchEngine } from "./postgres-search.server";
import type { SearchEngine } from "./search-engine";

let engine: SearchEngine | undefined;

/** The engine that this process searches and indexes with. Here, and nowhere else, the environment chooses it. */
export function searchEngine(): SearchEngine {
  engine ??= postgresSearchEngine();
  return engine;
}
