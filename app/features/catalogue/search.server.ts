import { environment } from "~/platform/env.server";
import { failoverEngine } from "./failover-engine.server";
import { meilisearchEngine } from "./meilisearch-search.server";
import { postgresSearchEngine } from "./postgres-search.server";
import type { SearchReader } from "./search-engine";

let engine: SearchReader | undefined;

/** What this process searches with. Here, and nowhere else, the environment chooses it. */
export function searchEngine(): SearchReader {
  engine ??= environment().MEILISEARCH_URL ? failoverEngine(meilisearchEngine(), postgresSearchEngine()) : postgresSearchEngine();
  return engine;
}
