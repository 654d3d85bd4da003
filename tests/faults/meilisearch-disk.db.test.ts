import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createBusinessType, createCategory } from "#tests/factories/records";
import { everythingIn, whatShouldBeIndexed } from "#tests/setup/live-meilisearch";
import { MEILISEARCH_BINARY, runMeilisearch } from "#tests/setup/meilisearch-process";
import { startSearchIndexer } from "~/features/catalogue/indexer.server";
import { meilisearchIndex } from "~/features/catalogue/meilisearch-index.server";
import { createCatalogue, retitle, sleep, waiting } from "./meilisearch-world";

const PORT = 7_798;

/** Needs the right to mount a file system of a few megabytes. */
const SMALL_DISK = path.join(os.tmpdir(), `solucionario-small-disk-${process.pid}`);
const mounts = MEILISEARCH_BINARY !== undefined && process.getuid?.() === 0;

describe.skipIf(!mounts)("a disk that is full", { timeout: 300_000 }, () => {
  it("stops Meilisearch's index, sets nothing aside, and is made good once there is room", async () => {
    fs.mkdirSync(SMALL_DISK, { recursive: true });
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=96m", "tmpfs", SMALL_DISK]);
    if (mounted.status !== 0) return expect.soft(String(mounted.stderr)).toMatch(/permitted|denied|not found/);
    const engine = await runMeilisearch(MEILISEARCH_BINARY ?? "", SMALL_DISK, PORT);
    const filler = path.join(SMALL_DISK, "filler");
    let stop = async () => {};
    try {
      process.env.MEILISEARCH_URL = engine.url;
      process.env.MEILISEARCH_ADMIN_KEY = engine.adminKey;
      await createCategory();
      await createBusinessType();
      const [first = ""] = await createCatalogue();
      stop = await startSearchIndexer(meilisearchIndex(), () => new Date());
      await expect.poll(async () => (await waiting()).filter((row) => row.engine !== "postgres"), { timeout: 300_000 }).toEqual([]);
      spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=64k"]);
      await retitle(first, "Prensa");
      await sleep(5_000);
      expect((await waiting()).filter((row) => row.engine !== "postgres")).toMatchObject([{ listing_id: first, attempts: 0, failure: null }]);
      fs.rmSync(filler);
      await expect.poll(async () => await everythingIn(engine.client).catch(() => undefined), { timeout: 300_000, interval: 500 }).toEqual(await whatShouldBeIndexed());
    } finally {
      await stop();
      await engine.kill("SIGKILL");
      spawnSync("umount", [SMALL_DISK]);
      fs.rmdirSync(SMALL_DISK);
    }
  });
});
