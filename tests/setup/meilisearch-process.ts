import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import { Meilisearch } from "meilisearch";

/** The program itself; named only where engines are stopped, filled up and measured. */
export const MEILISEARCH_BINARY = process.env.MEILISEARCH_BINARY;

const MASTER_KEY = "a master key that only tests know";
/** A key's value follows from its uid and the master key: made again with the same uid, it is the same key. */
const KEYS = {
  search: { uid: "00000000-0000-4000-8000-000000000001", actions: ["search"] },
  admin: { uid: "00000000-0000-4000-8000-000000000002", actions: ["documents.*", "indexes.*", "settings.*", "stats.get", "tasks.get"] },
};

export type MeilisearchProcess = {
  url: string;
  client: Meilisearch;
  searchKey: string;
  adminKey: string;
  /** The most memory that it has had, MiB. */
  memoryMiB(): number;
  /** Makes a key for this use and returns its value; the one that it is made with, unless another is wanted. */
  makeKey(use: keyof typeof KEYS, which?: "own" | "another"): Promise<string>;
  deleteKey(use: keyof typeof KEYS): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
};

/** An engine of one's own, at one address as long as it lives, on whatever is in the folder. */
export async function runMeilisearch(binary: string, folder: string, port: number, options: readonly string[] = ["--max-indexing-memory", "256MiB"]): Promise<MeilisearchProcess> {
  const url = `http://127.0.0.1:${port}`;
  const client = new Meilisearch({ host: url, apiKey: MASTER_KEY });
  let child: ChildProcess | undefined;

  async function makeKey(use: keyof typeof KEYS, which: "own" | "another" = "own"): Promise<string> {
    const { uid, actions } = KEYS[use];
    return (await client.createKey({ actions, ...(which === "own" && { uid }), indexes: ["solutions_*"], expiresAt: null })).key;
  }

  async function start(): Promise<void> {
    const args = ["--http-addr", `127.0.0.1:${port}`, "--no-analytics", "--master-key", MASTER_KEY, "--db-path", `${folder}/data.ms`, "--log-level", "ERROR", ...options];
    child = spawn(binary, args, { cwd: folder, stdio: "ignore" });
    for (let tries = 0; tries < 300 && !(await client.isHealthy()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    // Keys are lost with the disk.
    for (const use of ["search", "admin"] as const) await makeKey(use).catch(() => {});
  }
  await start();
  return {
    url,
    client,
    searchKey: (await client.getKey(KEYS.search.uid)).key,
    adminKey: (await client.getKey(KEYS.admin.uid)).key,
    memoryMiB: () => Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child?.pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
    makeKey,
    deleteKey: (use) => client.deleteKey(KEYS[use].uid),
    async kill(signal) {
      if (!child || child.exitCode !== null) return;
      const ended = new Promise((resolve) => child?.once("exit", resolve));
      child.kill(signal);
      await ended;
    },
    start,
  };
}
