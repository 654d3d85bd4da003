import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { eventually, freePort, livePostmaster, makeFolder, postmasterOf, type Run, start } from "#tests/setup/processes";

const runs: Run[] = [];
const folders: string[] = [];

function folder(): string {
  const made = makeFolder();
  folders.push(made);
  return made;
}

function startSite(env: Record<string, string>, command: "npm" | "node" = "node"): Run {
  const run = command === "npm" ? start("npm", ["start"], { env }) : start(process.execPath, ["build/server/server.js"], { env });
  runs.push(run);
  return run;
}

/** Signals a whole process group, as Ctrl+C in a terminal does. */
function signalGroup(run: Run, signal: NodeJS.Signals): void {
  const ended = run.child.exitCode !== null || run.child.signalCode !== null;
  if (run.child.pid && !ended) process.kill(-run.child.pid, signal);
}

afterEach(async () => {
  for (const run of runs.splice(0)) {
    signalGroup(run, "SIGTERM");
    await run.ended;
  }
  for (const made of folders.splice(0)) {
    const pid = livePostmaster(made);
    if (pid) process.kill(pid, "SIGKILL");
    fs.rmSync(path.dirname(made), { recursive: true, force: true });
  }
});

describe("npm start", () => {
  it("ends its start with the ready line, in a path with spaces, and answers there", async () => {
    const port = await freePort();
    const run = startSite({ DATA_DIR: folder(), PORT: String(port), SEED: "none" }, "npm");
    const ready = await run.line(/^ready (.*)$/m);
    expect(ready[1]).toBe(`http://localhost:${port} database=embedded search=postgres`);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  });

  it.each(["SIGTERM", "SIGINT"] as const)("stops everything on one %s to the group, the database last", async (signal) => {
    const dataDir = folder();
    const run = startSite({ DATA_DIR: dataDir, PORT: "0", SEED: "none" }, "npm");
    await run.line(/^ready /m);
    expect(livePostmaster(dataDir)).toBeDefined();
    signalGroup(run, signal);
    await run.ended;
    expect(await eventually(() => livePostmaster(dataDir) === undefined)).toBe(true);
    expect(run.stderr()).not.toMatch(/"level":"(error|fatal)"/);
  });

  it("neither installs nor builds again when nothing changed", async () => {
    const dataDir = folder();
    const first = startSite({ DATA_DIR: dataDir, PORT: "0", SEED: "none" }, "npm");
    await first.line(/^ready /m);
    signalGroup(first, "SIGTERM");
    await first.ended;
    await eventually(() => livePostmaster(dataDir) === undefined);
    const second = startSite({ DATA_DIR: dataDir, PORT: "0", SEED: "none" }, "npm");
    await second.line(/^ready /m);
    expect(second.stderr()).not.toMatch(/^(Installing|Generating|Building)/m);
  });
});

describe("the server process", () => {
  it("finishes the request in flight before it stops", async () => {
    const run = startSite({ DATA_DIR: folder(), PORT: "0", SEED: "none" });
    const [, origin] = await run.line(/^ready (\S+)/m);
    const { port } = new URL(origin ?? "");
    // A request whose head is not complete yet is in flight for as long as we like.
    const socket = net.connect(Number(port), "127.0.0.1");
    socket.write("GET /es HTTP/1.1\r\nHost: localhost\r\n");
    await sleep(200);
    run.child.kill("SIGTERM");
    await sleep(500);
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.write("Connection: close\r\n\r\n");
    await new Promise((resolve) => socket.once("close", resolve));
    expect(answer).toMatch(/^HTTP\/1.1 200/);
    expect(await run.ended).toBe(0);
  });

  it("adopts the database that a killed process left behind, with its data", async () => {
    const dataDir = folder();
    const killed = startSite({ DATA_DIR: dataDir, PORT: "0", SEED: "none" });
    await killed.line(/^ready /m);
    const postmaster = livePostmaster(dataDir);
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(livePostmaster(dataDir)).toBe(postmaster);
    const next = startSite({ DATA_DIR: dataDir, PORT: "0", SEED: "none" });
    await next.line(/^ready /m);
    expect(livePostmaster(dataDir)).toBe(postmaster);
    next.child.kill("SIGTERM");
    expect(await next.ended).toBe(0);
    expect(await eventually(() => livePostmaster(dataDir) === undefined)).toBe(true);
  });

  it("starts a new database when the old one was killed too", async () => {
    const dataDir = folder();
    const killed = startSite({ DATA_DIR: dataDir, PORT: "0", SEED: "none" });
    await killed.line(/^ready /m);
    killed.child.kill("SIGKILL");
    process.kill(postmasterOf(dataDir), "SIGKILL");
    await killed.ended;
    const next = startSite({ DATA_DIR: dataDir, PORT: "0", SEED: "none" });
    await next.line(/^ready /m);
    expect(livePostmaster(dataDir)).toBeDefined();
  });

  it("shares one new database with a process that begins at the same moment", async () => {
    const dataDir = folder();
    const both = [1, 2].map(() => startSite({ DATA_DIR: dataDir, PORT: "0", SEED: "none" }));
    const origins = await Promise.all(both.map(async (run) => (await run.line(/^ready (\S+)/m))[1]));
    for (const origin of origins) expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    expect(fs.readdirSync(dataDir).filter((name) => name.includes(".new-"))).toEqual([]);
  });

  it("leaves the database running while another process uses it", async () => {
    const dataDir = folder();
    const one = startSite({ DATA_DIR: dataDir, PORT: "0", SEED: "none" });
    await one.line(/^ready /m);
    const two = startSite({ DATA_DIR: dataDir, PORT: "0", SEED: "none" });
    const [, origin] = await two.line(/^ready (\S+)/m);
    one.child.kill("SIGTERM");
    await one.ended;
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
  });
});

describe("a start that can't be", () => {
  async function failure(env: Record<string, string>): Promise<string> {
    const run = startSite({ SEED: "none", ...env });
    expect(await run.ended).toBe(1);
    expect(run.stdout()).not.toContain("ready");
    const said = run.stderr().trim();
    expect(said.split("\n"), said).toHaveLength(1);
    expect(said).not.toMatch(/^\s+at /m);
    return said;
  }

  it("says that a port is taken, and leaves no database running", async () => {
    const dataDir = folder();
    const taken = net.createServer();
    await new Promise<void>((resolve) => taken.listen(0, "0.0.0.0", resolve));
    const { port } = taken.address() as net.AddressInfo;
    expect(await failure({ DATA_DIR: dataDir, PORT: String(port) })).toBe(`Port ${port} is taken by another program: stop it, or set PORT to another number.`);
    expect(livePostmaster(dataDir)).toBeUndefined();
    await new Promise((resolve) => taken.close(resolve));
  });

  it("says that the database can't be reached, without its password", async () => {
    const said = await failure({ DATABASE_URL: "postgresql://user:hidden-word@127.0.0.1:1/none", SESSION_SECRET: "x".repeat(32), DATA_DIR: folder() });
    expect(said).toMatch(/^The database at 127\.0\.0\.1:1 can't be reached: /);
    expect(said).not.toContain("hidden-word");
  });

  it.each([
    [{ PORT: "many" }, "PORT"],
    [{ PUBLIC_URL: "example.org" }, "PUBLIC_URL"],
    [{ SEED: "everything" }, "SEED"],
    [{ DATABASE_URL: "mysql://localhost/x", SESSION_SECRET: "x".repeat(32) }, "DATABASE_URL"],
    [{ DATABASE_URL: "postgresql://localhost/x" }, "SESSION_SECRET"],
  ])("names the variable at fault: %j", async (env, name) => {
    expect(await failure({ DATA_DIR: folder(), ...env })).toContain(name);
  });

  it.runIf(process.getuid?.() === 0)("names the folder that PostgreSQL's user can't enter", async () => {
    const dataDir = folder();
    fs.chmodSync(path.dirname(dataDir), 0o700);
    expect(await failure({ DATA_DIR: dataDir })).toContain(`can't enter the folder ${path.dirname(dataDir)}:`);
  });

  it("says that DATA_DIR is a file", async () => {
    const file = path.join(folder(), "file");
    fs.writeFileSync(file, "");
    expect(await failure({ DATA_DIR: file })).toContain(file);
  });
});

describe.runIf(process.getuid?.() === 0)("an ordinary user", () => {
  it("starts and stops it too", async () => {
    const dataDir = folder();
    const nobody = 65_534;
    fs.chownSync(dataDir, nobody, nobody);
    const run = start(process.execPath, ["build/server/server.js"], { env: { DATA_DIR: dataDir, PORT: "0", SEED: "none" }, uid: nobody, gid: nobody });
    runs.push(run);
    await run.line(/^ready /m);
    expect(fs.statSync(path.join(dataDir, "postgres")).uid).toBe(nobody);
    run.child.kill("SIGTERM");
    expect(await run.ended).toBe(0);
    expect(livePostmaster(dataDir)).toBeUndefined();
  });
});
