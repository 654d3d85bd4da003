import { describe } from "vitest";
import { meilisearchClient } from "~/features/catalogue/meilisearch-client.server";
import { prepareIndexes } from "~/features/catalogue/meilisearch-index.server";
import { meilisearchEngine } from "~/features/catalogue/meilisearch-search.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { sqlPool } from "~/platform/database/client.server";
import { describeEngineContract } from "./engine-contract";

describe.skipIf(!process.env.MEILISEARCH_URL)("live", () => {
  describeEngineContract("meilisearch", async () => {
    await sqlPool().query("DELETE FROM search.document_text");
    await sqlPool().query("DELETE FROM search.document");
    const client = meilisearchClient("write");
    await Promise.all((await client.getRawIndexes()).results.map(({ uid }) => client.deleteIndex(uid).waitTask()));
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
  });
});
