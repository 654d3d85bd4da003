import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createBusinessType, createCategory } from "#tests/factories/records";
import { everythingIn, whatShouldBeIndexed } from "#tests/setup/live-meilisearch";
import { MEILISEARCH_BINARY, type MeilisearchProcess, runMeilisearch } from "#tests/setup/meilisearch-process";
import { startSearchIndexer } from "~/features/catalogue/indexer.server";
import { meilisearchIndex } from "~/features/catalogue/meilisearch-index.server";
import { sqlPool } from "~/platform/database/client.server";
import { changeMuch, createCatalogue, retitle, sleep, waiting } from "./meilisearch-world";

const PORT = 7_797;

/** What a proxy can't do: the program itself is killed, started again and loses its disk. */
describe.skipIf(!MEILISEARCH_BINARY)("Meilisearch's own process", { timeout: 300_000 }, () => {
  let folder: string;
  let engine: MeilisearchProcess;
  let ids: string[];
  let stop: () => Promise<void>;

  const becomesEqual = async () => {
    await expect.poll(async () => (await waiting()).filter((row) => row.engine !== "postgres"), { timeout: 300_000 }).toEqual([]);
    await expect.poll(async () => await everythingIn(engine.client).catch(() => undefined), { timeout: 300_000, interval: 200 }).toEqual(await whatShouldBeIndexed());
  };

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "solucionario-engine-"));
    engine = await runMeilisearch(MEILISEARCH_BINARY ?? "", folder, PORT);
    // Before anything asks for the environment.
    Object.assign(process.env, { MEILISEARCH_URL: engine.url, MEILISEARCH_ADMIN_KEY: engine.adminKey, MEILISEARCH_SEARCH_KEY: engine.searchKey });
    await createCategory();
    await createBusinessType();
    ids = await createCatalogue();
    stop = await startSearchIndexer(meilisearchIndex(), () => new Date());
  });
  beforeEach(becomesEqual);
  afterAll(async () => {
    await stop();
    await engine.kill("SIGKILL");
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("is killed and started again, idle and in the middle of a rebuild", async () => {
    await engine.kill("SIGKILL");
    await changeMuch(ids);
    await engine.start();
    await becomesEqual();
    for (const pause of [100, 400, 900]) {
      await sqlPool().query("UPDATE search.engine SET rebuild_asked_at = now() WHERE name = 'meilisearch'");
      await retitle(ids[1] ?? "", `Prensa ${pause}`);
      await sleep(pause);
      await engine.kill("SIGKILL");
      await sleep(200);
      await engine.start();
      await becomesEqual();
    }
  });

  it("comes back with an empty disk", async () => {
    await engine.kill("SIGKILL");
    fs.rmSync(path.join(folder, "data.ms"), { recursive: true });
    await engine.start();
    await becomesEqual();
  });
});
