import fs from "node:fs";
import { inject } from "vitest";
import { type Balancer, startBalancer } from "./balancer";
import { createDatabase } from "./databases";
import { MEILISEARCH_BINARY, type MeilisearchProcess, runMeilisearch } from "./meilisearch-process";
import { eventually, freePort, makeFolder, type Run, start } from "./processes";

const READY_SECONDS = 60;

export type Process = Run & { origin: string };

export type Cluster = {
  /** Where people go: the balancer. */
  origin: string;
  databaseUrl: string;
  dataDir: string;
  webs: Process[];
  workers: Run[];
  balancer: Balancer;
  meilisearch: MeilisearchProcess | undefined;
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Starts one more and lets the balancer find it. */
  addWeb(): Promise<Process>;
  addWorker(): Promise<Run>;
  stop(): Promise<void>;
};

/**
 * Web processes that serve pages only, worker processes that do the rest, one database, one balancer: as
 * docs/operations.md says. Where MEILISEARCH_BINARY names a Meilisearch, one of their own is beside them.
 */
export async function startCluster(options: { webs?: number; workers?: number; content?: "demonstration" | "empty"; env?: Record<string, string> } = {}): Promise<Cluster> {
  const database = await createDatabase(options.content === "empty" ? {} : { template: inject("demonstrationTemplate") });
  const dataDir = makeFolder("data");
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const meilisearch = MEILISEARCH_BINARY ? await runMeilisearch(MEILISEARCH_BINARY, dataDir, await freePort()) : undefined;
  const env: Record<string, string> = {
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PUBLIC_URL: origin,
    JOBS: "elsewhere",
    SESSION_SECRET: "a secret that only tests know, long enough",
    TRUST_PROXY: "loopback",
    READS_PER_MINUTE: "100000",
    SHUTDOWN_GRACE_SECONDS: "1",
    ...(meilisearch && { MEILISEARCH_URL: meilisearch.url, MEILISEARCH_SEARCH_KEY: meilisearch.searchKey, MEILISEARCH_ADMIN_KEY: meilisearch.adminKey }),
    ...options.env,
  };
  const webs: Process[] = [];
  const workers: Run[] = [];
  const balancer = await startBalancer([], { port });

  async function addWeb(): Promise<Process> {
    const own = await freePort();
    const run = start(process.execPath, ["build/server/server.js"], { env: { ...env, PORT: String(own), HOST: "127.0.0.1" } });
    const web = { ...run, origin: `http://127.0.0.1:${own}` };
    webs.push(web);
    balancer.replace(webs.map((each) => each.origin));
    await run.line(/^ready /m, READY_SECONDS);
    return web;
  }
  async function addWorker(): Promise<Run> {
    const run = start(process.execPath, ["build/server/worker.js"], { env });
    workers.push(run);
    await run.line(/^ready worker /m, READY_SECONDS);
    return run;
  }
  await Promise.all([...Array.from({ length: options.webs ?? 2 }, addWeb), ...Array.from({ length: options.workers ?? 1 }, addWorker)]);

  const answers = async ({ origin }: Process) => ((await (await fetch(`${origin}/api/v1/solutions`, { headers: { cookie: "sol_x=1" } })).json()) as { engine: string }).engine;
  if (meilisearch) await eventually(async () => (await Promise.all(webs.map(answers))).every((engine) => engine === "meilisearch"), 120);

  return {
    origin,
    databaseUrl: database.url,
    dataDir,
    webs,
    workers,
    balancer,
    meilisearch,
    get: (path, init) => fetch(new URL(path, origin), { redirect: "manual", ...init }),
    addWeb,
    addWorker,
    async stop() {
      const all = [...webs, ...workers];
      for (const { child } of all) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await Promise.all(all.map(({ ended }) => ended));
      await balancer.stop();
      await meilisearch?.kill("SIGKILL");
      await database.drop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
