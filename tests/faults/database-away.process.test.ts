import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, livePostmaster, makeFolder, postmasterOf } from "#tests/setup/processes";
import { endProcess, spawnServer } from "#tests/setup/site";

let site: Awaited<ReturnType<typeof spawnServer>>;
let dataDir = "";
let postmaster = 0;

beforeAll(async () => {
  dataDir = makeFolder();
  site = await spawnServer({ DATA_DIR: dataDir, SEED: "none", LOG_LEVEL: "warn" });
  postmaster = postmasterOf(dataDir);
});
afterAll(() => endProcess(site.child));

const get = (path: string) => fetch(new URL(path, site.origin));

describe("while the database does not answer", () => {
  it("a page that somebody has read still opens, nobody is let in and is told so, the site says that it is not ready, and then it recovers by itself", async () => {
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
      const signIn = await fetch(new URL("/es/sign-in", site.origin), {
        method: "POST",
        headers: { origin: site.origin },
        body: new URLSearchParams({ address: "ana@valle.example", password: "siete gallinas bajo el toldo" }),
      });
      expect(signIn.status).toBe(503);
      expect(await signIn.text()).toMatch(/No podemos comprobarlo en este momento.*value="ana@valle.example"/s);
    } finally {
      for (const pid of [postmaster, ...backends]) process.kill(pid, "SIGCONT");
    }
    expect(await eventually(async () => (await get("/readyz")).status === 200)).toBe(true);
  });
});

describe("when the embedded database is killed", () => {
  it("is started again on its port, with what was acknowledged, and nothing grows meanwhile", async () => {
    for (let time = 0; time < 3; time += 1) {
      const killed = postmasterOf(dataDir);
      process.kill(killed, "SIGKILL");
      expect((await get("/healthz")).status).toBe(200);
      // Its orphaned backends may answer for a moment longer, so the new server is waited for first.
      expect(await eventually(() => ![undefined, killed].includes(livePostmaster(dataDir)))).toBe(true);
      expect(await eventually(async () => (await get("/readyz")).status === 200)).toBe(true);
    }
    expect((await get("/es?again=1")).status).toBe(200);
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
