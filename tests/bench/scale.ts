import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { MEILISEARCH_BINARY, type MeilisearchProcess, runMeilisearch } from "#tests/setup/meilisearch-process";
import { drainAll } from "~/features/catalogue/index-drain.server";
import { compare } from "~/features/catalogue/index-reconcile.server";
import { rebuild } from "~/features/catalogue/indexer.server";
import { meilisearchIndex } from "~/features/catalogue/meilisearch-index.server";
import { meilisearchEngine } from "~/features/catalogue/meilisearch-search.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { connectDatabase, disconnectDatabase, sqlPool } from "~/platform/database/client.server";
import { openEmbeddedDatabase } from "~/platform/database/embedded.server";
import { migrate } from "~/platform/database/migrate.server";
import { writeCorpus } from "./corpus";
import { measureDirect, measureLag, measureMix } from "./engines";
import { measure, temporaryFolder } from "./processes";
import { makeQueries } from "./queries";
import type { Figure } from "./report";

const SIZES = [4_948, 100_000];
const PORT = 7_790;
/** Half of them measured, half asked before. */
const PER_CLASS = 360;
const TOLD_EVERY_MS = 30_000;

/**
 * Both engines at the size of the real records and at twenty times that: rates, memory, searching, following.
 * Meilisearch takes part when MEILISEARCH_BINARY names its program.
 *
 * @param build the folder of the benchmark's build
 * @param keepIn where imported databases and built indexes are kept for the next run; without it they are made anew and removed
 */
export async function measureScale(figures: Figure[], build: string, mapping: string, keepIn?: string, sizes: readonly number[] = SIZES): Promise<void> {
  for (const size of sizes) {
    const folder = keepIn ? path.join(keepIn, `${size}`) : temporaryFolder(`scale-${size}`);
    fs.mkdirSync(folder, { recursive: true, mode: 0o711 });
    try {
      await measureSize({
        size,
        folder,
        build,
        mapping,
        figure(name, value, unit, more = {}) {
          figures.push({ name: `${size}: ${name}`, value, unit, ...more });
          // A run of an hour says what it has found, in case that it is ended before.
          process.stderr.write(`${size}: ${name} ${value.toPrecision(3)} ${unit} ${more.note ?? ""}\n`);
        },
      });
    } finally {
      if (!keepIn) fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}

type Sized = {
  size: number;
  folder: string;
  build: string;
  mapping: string;
  figure(name: string, value: number, unit: string, more?: Pick<Figure, "aim" | "note">): void;
};

async function measureSize({ size, folder, build, mapping, figure }: Sized): Promise<void> {
  const corpus = path.join(folder, "corpus.jsonl");
  const imported = path.join(folder, "imported");
  if (!fs.existsSync(corpus)) await writeCorpus(corpus, size);
  const embedded = await openEmbeddedDatabase(folder);
  let meilisearch: MeilisearchProcess | undefined;
  try {
    if (!fs.existsSync(imported)) {
      const { seconds, peakMiB } = await measure(process.execPath, [`${build}/command-line.js`, "import", corpus, "--mapping", mapping, "--publish"], {
        DATA_DIR: folder,
        SEED: "none",
      });
      figure("import", size / seconds, "records/s", { note: `peak ${peakMiB.toFixed(0)} MiB` });
      fs.writeFileSync(imported, "");
    }
    // A kept one may be of an earlier release.
    await migrate(embedded.url);
    await connectDatabase(embedded.url);
    const began = performance.now();
    const { written } = await drainAll(postgresSearchEngine(), new Date());
    if (written > 0) figure("postgres, indexing", written / ((performance.now() - began) / 1000), "listings/s", { note: "three languages each" });
    // As the database does by itself within minutes of so much writing.
    await sqlPool().query("VACUUM ANALYZE search.document, search.document_text, search.word");
    const queries = await makeQueries(PER_CLASS, corpus);
    await measureMix(figure, postgresSearchEngine(), queries);

    if (!MEILISEARCH_BINARY) return;
    meilisearch = await runMeilisearch(MEILISEARCH_BINARY, folder, PORT);
    // Before anything asks for the environment.
    Object.assign(process.env, { MEILISEARCH_URL: meilisearch.url, MEILISEARCH_SEARCH_KEY: meilisearch.searchKey, MEILISEARCH_ADMIN_KEY: meilisearch.adminKey });
    if (!(await isKept())) {
      const rebuilding = performance.now();
      await telling(meilisearch, () => rebuild(meilisearchIndex(), () => new Date()));
      const seconds = (performance.now() - rebuilding) / 1000;
      figure("meilisearch, built anew", seconds, "s", { note: `${(size / seconds).toFixed(0)} listings/s, three languages each` });
      figure("meilisearch, built anew: peak memory", meilisearch.memoryMiB(), "MiB", { note: `${diskMiB(path.join(folder, "data.ms")).toFixed(0)} MiB on disk` });
    }
    await measureMix(figure, meilisearchEngine(), queries);
    await measureDirect(figure, queries);
    await telling(meilisearch, () => measureLag(figure, size / 50));
    figure("meilisearch, built beside the one in use: peak memory", meilisearch.memoryMiB(), "MiB", { note: `${diskMiB(path.join(folder, "data.ms")).toFixed(0)} MiB on disk` });
  } finally {
    await meilisearch?.kill("SIGTERM");
    await disconnectDatabase();
    await embedded.release();
  }
}

/** While the work goes on, how far the index has come that is being built, and how busy the machine is. */
async function telling(meilisearch: MeilisearchProcess, work: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  let before = 0;
  const timer = setInterval(async () => {
    const stats = await meilisearch.client.getStats().catch(() => undefined);
    const built = stats?.indexes.solutions_pt_next?.numberOfDocuments;
    if (built === undefined) return;
    const rate = (built - before) / (TOLD_EVERY_MS / 1000);
    before = built;
    const parts = [`${((performance.now() - began) / 1000).toFixed(0)} s`, `${built} listings`, `${rate.toFixed(0)}/s`, `${meilisearch.memoryMiB().toFixed(0)} MiB`];
    process.stderr.write(`${parts.join(", ")}, load ${(os.loadavg()[0] ?? 0).toFixed(1)}\n`);
  }, TOLD_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}

/** Whether the index of an earlier run is still what this code makes of the database. */
async function isKept(): Promise<boolean> {
  if ((await meilisearchIndex().condition(true)) !== "current") return false;
  const { searchable, missing, outdated, orphans, ahead } = await compare(meilisearchIndex());
  return searchable > 0 && missing.length + outdated.length + orphans.length + ahead.length === 0;
}

function diskMiB(folder: string): number {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + fs.statSync(path.join(parentPath, name)).blocks * 512, 0) / 2 ** 20;
}
