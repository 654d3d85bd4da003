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
  kill(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
};

/** An engine of one's own, at one address as long as it lives, on whatever is in the folder. */
export async function runMeilisearch(binary: string, folder: string, port: number, options: readonly string[] = ["--max-indexing-memory", "256MiB"]): Promise<MeilisearchProcess> {
  const url = `http://127.0.0.1:${port}`;
  const client = new Meilisearch({ host: url, apiKey: MASTER_KEY });
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const args = ["--http-addr", `127.0.0.1:${port}`, "--no-analytics", "--master-key", MASTER_KEY, "--db-path", `${folder}/data.ms`, "--log-level", "ERROR", ...options];
    child = spawn(binary, args, { cwd: folder, stdio: "ignore" });
    for (let tries = 0; tries < 300 && !(await client.isHealthy()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    // Keys are lost with the disk.
    for (const key of Object.values(KEYS)) await client.createKey({ ...key, indexes: ["solutions_*"], expiresAt: null }).catch(() => {});
  }
  await start();
  return {
    url,
    client,
    searchKey: (await client.getKey(KEYS.search.uid)).key,
    adminKey: (await client.getKey(KEYS.admin.uid)).key,
    memoryMiB: () => Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child?.pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
    async kill(signal) {
      if (!child || child.exitCode !== null) return;
      const ended = new Promise((resolve) => child?.once("exit", resolve));
      child.kill(signal);
      await ended;
    },
    start,
  };
}
