import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, livePostmaster, makeFolder } from "#tests/setup/processes";
import { endProcess, spawnServer } from "#tests/setup/site";

let site: Awaited<ReturnType<typeof spawnServer>>;
let dataDir = "";
let postmaster = 0;

beforeAll(async () => {
  dataDir = makeFolder();
  site = await spawnServer({ DATA_DIR: dataDir, SEED: "none", LOG_LEVEL: "warn" });
  postmaster = livePostmaster(dataDir) ?? 0;
});
afterAll(() => endProcess(site.child));

const get = (path: string) => fetch(new URL(path, site.origin));

describe("while the database does not answer", () => {
  it("a page that somebody has read still opens, the site says that it is not ready, and then it recovers by itself", async () => {
    expect((await get("/es")).status).toBe(200);
    // A stopped server is a hung one: connections stay open and nothing comes.
    process.kill(postmaster, "SIGSTOP");
    const backends = await children(postmaster);
    for (const pid of backends) process.kill(pid, "SIGSTOP");
    try {
      expect((await get("/healthz")).status).toBe(200);
      expect((await get("/readyz")).status).toBe(503);
      const page = await get("/es");
      expect([page.status, page.headers.get("x-cache")]).toEqual([200, "memory"]);
    } finally {
      for (const pid of [postmaster, ...backends]) process.kill(pid, "SIGCONT");
    }
    expect(await eventually(async () => (await get("/readyz")).status === 200)).toBe(true);
  });

  it("it asks again at a steady pace, and neither sockets nor memory grow", async () => {
    process.kill(postmaster, "SIGKILL");
    await sleep(12_000);
    const attempts = site
      .log()
      .split("\n")
      .filter((line) => /ECONNREFUSED|connection was lost/.test(line)).length;
    expect(attempts).toBeLessThan(60);
    expect((await get("/healthz")).status).toBe(200);
    expect((await get("/readyz")).status).toBe(503);
    expect(await openSockets(site.child.pid ?? 0)).toBeLessThan(40);
  });
});

async function children(pid: number): Promise<number[]> {
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.trim().split(" ").filter(Boolean).map(Number);
}

async function openSockets(pid: number): Promise<number> {
  const { readdir } = await import("node:fs/promises");
  return (await readdir(`/proc/${pid}/fd`)).length;
}
