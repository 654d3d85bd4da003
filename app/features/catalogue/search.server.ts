import { environment } from "~/platform/env.server";
import { meilisearchEngine } from "./meilisearch-search.server";
import { postgresSearchEngine } from "./postgres-search.server";
import type { SearchEngine } from "./search-engine";

let engine: SearchEngine | undefined;

/** The engine that this process searches and indexes with. Here, and nowhere else, the environment chooses it. */
export function searchEngine(): SearchEngine {
  engine ??= environment().MEILISEARCH_URL ? meilisearchEngine() : postgresSearchEngine();
  return engine;
}
