import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pgCtl } from "#tests/setup/own-postgres";
import { eventually, livePostmaster, makeFolder, postmasterOf } from "#tests/setup/processes";
import { endProcess, spawnServer } from "#tests/setup/site";

const TOKEN = "a token that only Prometheus has";
let site: Awaited<ReturnType<typeof spawnServer>>;
let dataDir = "";

beforeAll(async () => {
  dataDir = makeFolder();
  site = await spawnServer({ DATA_DIR: dataDir, SEED: "none", LOG_LEVEL: "warn", METRICS_TOKEN: TOKEN });
});
afterAll(() => endProcess(site.child));

const get = (path: string) => fetch(new URL(path, site.origin), { headers: { authorization: `Bearer ${TOKEN}` } });

/** As an operator does it who takes it for any PostgreSQL. */
function stopFast(): void {
  const data = path.join(dataDir, "postgres");
  const { uid, gid } = fs.statSync(data);
  spawnSync(pgCtl(), ["stop", "-m", "fast", "-w", "-s", "-D", data], { ...(process.getuid?.() === 0 && { uid, gid }), cwd: "/", stdio: "ignore" });
}

describe("when the embedded database goes", () => {
  it.each([
    ["killed", () => process.kill(postmasterOf(dataDir), "SIGKILL")],
    ["stopped", stopFast],
    ["killed again", () => process.kill(postmasterOf(dataDir), "SIGKILL")],
    ["stopped again", stopFast],
  ])("%s, it is started again on its port, with what was acknowledged, whatever is asked meanwhile", async (_how, end) => {
    const before = postmasterOf(dataDir);
    end();
    for (const address of ["/healthz", "/metrics", "/es/solutions?q=x", "/es/submit", "/api/v1/solutions"]) {
      const { status } = await get(address);
      expect([200, 503], `${address}: ${status}`).toContain(status);
    }
    // Its orphaned backends may answer for a moment longer, so the new server is waited for first.
    expect(await eventually(() => ![undefined, before].includes(livePostmaster(dataDir)), 60)).toBe(true);
    expect(await eventually(async () => (await get("/readyz")).status === 200, 60)).toBe(true);
    expect((await get(`/es?again=${Math.random()}`)).status).toBe(200);
    expect((await (await get("/metrics")).text()).includes("solucionario_database_up 1")).toBe(true);
  });

  it("nothing grows meanwhile, and nothing was left unanswered for", async () => {
    expect(fs.readdirSync(`/proc/${site.child.pid}/fd`).length).toBeLessThan(45);
    expect(site.log()).not.toMatch(/nobody answered for|"level":"fatal"/);
  });
});

describe("a log that can't be written", () => {
  it("ends nothing: the site serves on, as it does under a full disk", async () => {
    const full = fs.openSync("/dev/full", "w");
    const mute = await spawnServer({ DATA_DIR: makeFolder(), SEED: "none", LOG_LEVEL: "debug" }, { stderr: full });
    try {
      for (let time = 0; time < 5; time += 1) expect((await fetch(`${mute.origin}/es?time=${time}`)).status).toBe(200);
    } finally {
      await endProcess(mute.child);
      fs.closeSync(full);
    }
  });
});
