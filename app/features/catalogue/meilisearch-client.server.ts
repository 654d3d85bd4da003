import { Meilisearch } from "meilisearch";
import { environment } from "~/platform/env.server";
import type { InterfaceLanguage } from "./search-engine";

/** Long after anybody waits for it (failover-engine.server.ts): only so that a connection is not held for ever. */
const SEARCH_TIMEOUT_MS = 5_000;
/** A write is only put in a queue there: what takes longer than this hangs. */
const WRITE_TIMEOUT_MS = 10_000;

export type MeilisearchUse = "search" | "write";

const clients: Partial<Record<MeilisearchUse, Meilisearch>> = {};

/** The client for one use, with the key that this use needs. Throws when MEILISEARCH_URL is not set. */
export function meilisearchClient(use: MeilisearchUse): Meilisearch {
  clients[use] ??= makeClient(use);
  return clients[use];
}

function makeClient(use: MeilisearchUse): Meilisearch {
  const { MEILISEARCH_URL, MEILISEARCH_SEARCH_KEY, MEILISEARCH_ADMIN_KEY } = environment();
  if (!MEILISEARCH_URL) throw new Error("MEILISEARCH_URL is not set.");
  return new Meilisearch({
    host: MEILISEARCH_URL,
    apiKey: use === "search" ? MEILISEARCH_SEARCH_KEY : MEILISEARCH_ADMIN_KEY,
    timeout: use === "search" ? SEARCH_TIMEOUT_MS : WRITE_TIMEOUT_MS,
    // Left alone, fetch asks for compressed answers, and making those takes Meilisearch four times as long as searching.
    requestInit: { headers: { "Accept-Encoding": "identity" } },
  });
}

/** One index for each interface language, in which every searchable listing stands once: so counts need no "distinct". */
export function indexName(language: InterfaceLanguage): string {
  return `solutions_${language}`;
}
