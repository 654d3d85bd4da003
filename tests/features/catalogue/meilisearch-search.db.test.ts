import { describe } from "vitest";
import { meilisearchClient } from "~/features/catalogue/meilisearch-client.server";
import { prepareIndexes } from "~/features/catalogue/meilisearch-index.server";
import { meilisearchEngine } from "~/features/catalogue/meilisearch-search.server";
import { describeEngineContract } from "./engine-contract";

describe.skipIf(!process.env.MEILISEARCH_URL)("live", () => {
  describeEngineContract("meilisearch", async () => {
    const client = meilisearchClient("write");
    await Promise.all((await client.getRawIndexes()).results.map(({ uid }) => client.deleteIndex(uid).waitTask()));
    await prepareIndexes();
    return meilisearchEngine();
  });
});
