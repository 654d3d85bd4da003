import { afterAll, beforeAll } from "vitest";
import { haveLiveEngine, LIVE } from "#tests/setup/live-meilisearch";
import { type MeilisearchForTests, startMeilisearchForTests } from "#tests/setup/recorded-meilisearch";
import { prepareIndexes } from "~/features/catalogue/meilisearch-index.server";
import { meilisearchEngine } from "~/features/catalogue/meilisearch-search.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import type { SearchEngine } from "~/features/catalogue/search-engine";
import { sqlPool } from "~/platform/database/client.server";
import { describeEngineContract } from "./engine-contract";

let giveBack = async () => {};
let server: MeilisearchForTests;

beforeAll(async () => {
  if (LIVE) giveBack = await haveLiveEngine();
  server = await startMeilisearchForTests("contract");
  // Before anything asks for the environment.
  process.env.MEILISEARCH_URL = server.url;
  // Other files may have the engine for minutes.
}, 900_000);

afterAll(async () => {
  await server.stop();
  await giveBack();
});

// What was recorded was asked with these very words.
describeEngineContract("meilisearch", bothWritten, { seed: 20_261_122 });

/** Searched with Meilisearch; written like an installation's, whose PostgreSQL holds the vocabulary that queries are read by. */
async function bothWritten(): Promise<SearchEngine> {
  await sqlPool().query("DELETE FROM search.document_text; DELETE FROM search.document");
  await server.empty();
  await prepareIndexes();
  const [meilisearch, postgres] = [meilisearchEngine(), postgresSearchEngine()];
  return {
    ...meilisearch,
    async index(documents) {
      await postgres.index(documents);
      await meilisearch.index(documents);
    },
    async remove(ids) {
      await postgres.remove(ids);
      await meilisearch.remove(ids);
    },
  };
}
