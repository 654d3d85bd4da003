import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { searchEngine } from "~/features/catalogue/search.server";
import type { SearchRequest } from "~/features/catalogue/search-engine";
import { connectDatabase, db, disconnectDatabase, transaction } from "~/platform/database/client.server";
import { openEmbeddedDatabase } from "~/platform/database/embedded.server";
import { noteListingChange } from "~/platform/outbox.server";
import { measureDeadline } from "./deadline";
import { measureIndexing } from "./indexing";
import { firstVisit, requestsPerSecond, UNCACHED } from "./pages";
import { explainSlowest } from "./plan";
import { measure, serve, temporaryFolder } from "./processes";
import { makeQueries, RECORDS } from "./queries";
import { type Figure, report, spread, timeEach } from "./report";
import { measureScale } from "./scale";
import { measureWork } from "./work";

const BUILD = "tests/.output/bench-build/server";
const MAPPING = "prisma/mappings/undp-solutions.json";
const PER_CLASS = 120;
const PUBLISHED_TIMES = 30;

/**
 * The figures of DESIGN.md's promises, each against a baseline of the same run: an empty page of the same build, the
 * engine without a page. Reads the real records in ../shared; without them only starts and weights are measured.
 *
 * @param args `scale` measures both search engines at 4,948 and 100,000 listings instead; `scale FOLDER` keeps what it imports there, and
 * `scale FOLDER SIZE…` measures those sizes; `deadline` and `indexing` measure only that
 */
export async function main([what, keepIn, ...sizes]: readonly string[]): Promise<void> {
  const figures: Figure[] = [];
  const built = spawnSync(process.execPath, ["node_modules/@remix-run/dev/dist/cli.js", "vite:build", "--logLevel", "warn"], {
    env: { ...process.env, NODE_ENV: "production", SOLUCIONARIO_BENCH: "1" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (built.status !== 0) throw new Error("The benchmark's build failed.");

  if (what === "scale") {
    await measureScale(figures, BUILD, MAPPING, keepIn, sizes.length > 0 ? sizes.map(Number) : undefined);
    report(figures);
    return;
  }
  const alone: Readonly<Record<string, () => Promise<void>>> = {
    deadline: () => measureDeadline(figures, BUILD),
    indexing: () => measureIndexing(figures, BUILD, MAPPING),
  };
  const chosen = what === undefined ? undefined : alone[what];
  if (chosen) {
    await chosen();
    report(figures);
    return;
  }
  await measureStarts(figures);
  await measureWork(figures, BUILD);
  await measureDeadline(figures, BUILD);
  if (fs.existsSync(RECORDS)) {
    await measureRecords(figures);
    await measureIndexing(figures, BUILD, MAPPING);
  } else process.stderr.write(`${RECORDS} is not here: import, search and pages are not measured.\n`);
  report(figures);
}

/** The demonstration edition, from an empty folder and again; a start from a fresh clone adds installing and building. */
async function measureStarts(figures: Figure[]): Promise<void> {
  const dataDir = temporaryFolder("start");
  const env = { DATA_DIR: dataDir, PORT: "0" };
  try {
    const cold = await serve(process.execPath, [`${BUILD}/server.js`], env);
    const visit = await firstVisit(`${cold.origin}/es/solutions?q=cobrar`);
    figures.push({ name: "cold start: built, empty DATA_DIR, demonstration loaded", value: cold.seconds, unit: "s" });
    figures.push({ name: "first visit to results (demonstration): weight", value: visit.kB, unit: "kB", aim: "≤ 40" });
    figures.push({ name: "first visit to results (demonstration): requests", value: visit.requests, unit: "", aim: "≤ 6" });
    await cold.stop();
    const warm = await serve("npm", ["start"], env);
    figures.push({ name: "warm start: npm start", value: warm.seconds, unit: "s", aim: "< 8" });
    await warm.stop();
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measureRecords(figures: Figure[]): Promise<void> {
  const dataDir = temporaryFolder("records");
  const env = { DATA_DIR: dataDir, PORT: "0", SEED: "none" };
  const embedded = await openEmbeddedDatabase(dataDir);
  const stops: Array<() => Promise<void>> = [];
  try {
    const imported = await measure(process.execPath, [`${BUILD}/command-line.js`, "import", RECORDS, "--mapping", MAPPING, "--publish"], env);
    figures.push({
      name: "import of the real records: rate",
      value: 4_948 / imported.seconds,
      unit: "records/s",
      note: `${imported.seconds.toFixed(1)} s with the process's start`,
    });
    figures.push({ name: "import of the real records: peak memory", value: imported.peakMiB, unit: "MiB", aim: "< 300" });

    const began = performance.now();
    const site = await serve(process.execPath, [`${BUILD}/server.js`], env);
    await connectDatabase(embedded.url);
    stops.push(() => site.stop());
    while (((await searchEngine().search(request("", "en"))).total ?? 0) < 4_948) await new Promise((resolve) => setTimeout(resolve, 100));
    figures.push({ name: "indexing what was imported", value: 4_948 / ((performance.now() - began) / 1000), unit: "listings/s", note: "three languages each" });

    await measureSearch(figures, site.origin, embedded.url);
    await measurePublishing(figures, site.origin);
    await measurePages(figures, site.origin);
    figures.push({ name: "server: peak memory", value: site.memoryMiB(), unit: "MiB" });
  } finally {
    for (const stop of stops) await stop();
    await disconnectDatabase();
    await embedded.release();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

function request(query: string, language: SearchRequest["language"]): SearchRequest {
  return { language, query, filters: {}, sort: "relevance", page: 1, perPage: 20 };
}

/** Each class twice: the engine alone, and the page around it, past the cache, one connection. */
async function measureSearch(figures: Figure[], origin: string, databaseUrl: string): Promise<void> {
  const classes = await makeQueries(PER_CLASS);
  let slowest = { ms: 0, query: "", name: "" };
  for (const [name, queries] of Object.entries(classes)) {
    await timeEach(queries.slice(0, 20), (query) => searchEngine().search(request(query, "en")));
    const engineSamples = await timeEach(queries, (query) => searchEngine().search(request(query, "en")));
    const pageSamples = await timeEach(queries, async (query) => {
      const answer = await fetch(`${origin}/en/solutions?${new URLSearchParams({ q: query })}`, { headers: UNCACHED });
      if (answer.status !== 200) throw new Error(`${answer.status} for ${query}`);
      await answer.arrayBuffer();
    });
    const [engine, page] = [spread(engineSamples), spread(pageSamples)];
    figures.push({ name: `engine, ${name}: p50`, value: engine.p50, unit: "ms", note: `p95 ${engine.p95.toFixed(1)} ms, of ${queries.length}` });
    figures.push({
      name: `page over engine, ${name}: p50`,
      value: page.p50 - engine.p50,
      unit: "ms",
      aim: "≤ 15",
      note: `page p50 ${page.p50.toFixed(1)}, p95 ${page.p95.toFixed(1)} ms`,
    });
    const at = engineSamples.indexOf(engine.max);
    if (engine.max > slowest.ms) slowest = { ms: engine.max, query: queries[at] ?? "", name };
  }
  const plan = await explainSlowest(databaseUrl, request(slowest.query, "en"));
  figures.push({ name: "slowest query of the engine", value: slowest.ms, unit: "ms", note: `«${slowest.query}» (${slowest.name})` });
  figures.push({ name: "its longest statement, run again", value: plan.ms, unit: "ms", note: `plan in ${plan.file}` });
}

/** From the commit that publishes a listing to the first search that finds it. */
async function measurePublishing(figures: Figure[], origin: string): Promise<void> {
  const listings = await db().listing.findMany({ take: PUBLISHED_TIMES, orderBy: { slug: "asc" }, select: { id: true, slug: true } });
  const samples: number[] = [];
  const foundWith = async (id: string) =>
    ((await (await fetch(`${origin}/api/v1/solutions?per_page=100&sort=recent`, { headers: UNCACHED })).json()) as { items: Array<{ id: string }> }).items.some(
      (item) => item.id === id,
    );
  for (const { id } of listings) {
    await setState(id, "hidden");
    while (await foundWith(id)) await new Promise((resolve) => setTimeout(resolve, 5));
    await setState(id, "published");
    const began = performance.now();
    while (!(await foundWith(id))) await new Promise((resolve) => setTimeout(resolve, 2));
    samples.push(performance.now() - began);
  }
  const { p50, p95 } = spread(samples);
  figures.push({ name: "published to searchable: p50", value: p50, unit: "ms", aim: "≤ 2,000", note: `p95 ${p95.toFixed(0)} ms, of ${samples.length}, over HTTP past the cache` });
}

/** Not the catalogue's own way to publish: only what the index sees of it. */
async function setState(id: string, state: "hidden" | "published"): Promise<void> {
  const now = new Date();
  await transaction(async (tx) => {
    await tx.listing.update({ where: { id }, data: { state, version: { increment: 1 }, updatedAt: now, publishedAt: now } });
    await noteListingChange(tx, [id], now);
  });
}

async function measurePages(figures: Figure[], origin: string): Promise<void> {
  const url = `${origin}/en/solutions?q=water`;
  const empty = await requestsPerSecond(`${origin}/bench/empty`, UNCACHED);
  const uncached = await requestsPerSecond(url, UNCACHED);
  const cached = await requestsPerSecond(url, { "accept-encoding": "br" });
  figures.push({ name: "empty Remix page", value: empty, unit: "requests/s", note: "20 connections" });
  figures.push({ name: "results past the cache", value: uncached, unit: "requests/s" });
  figures.push({ name: "results from the cache", value: cached, unit: "requests/s" });
  figures.push({ name: "results from the cache : empty page", value: cached / empty, unit: "×", aim: "≥ 5" });
  const visit = await firstVisit(url);
  figures.push({ name: "first visit to results (real records): weight", value: visit.kB, unit: "kB", aim: "≤ 40" });
  figures.push({ name: "first visit to results (real records): requests", value: visit.requests, unit: "", aim: "≤ 6" });
}
