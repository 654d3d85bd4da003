import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createDatabase } from "#tests/setup/databases";
import { livePostmaster, makeFolder, type Run, start } from "#tests/setup/processes";
import { SESSION_SECRET } from "#tests/setup/site";

let folder: string;
const runs: Run[] = [];
const dataDirs: string[] = [];

beforeEach(() => {
  folder = makeFolder();
});

afterEach(async () => {
  for (const run of runs.splice(0)) {
    if (run.child.exitCode === null && run.child.signalCode === null) run.child.kill("SIGTERM");
    await run.ended;
  }
  for (const dataDir of dataDirs.splice(0)) {
    const pid = livePostmaster(dataDir);
    if (pid) process.kill(pid, "SIGKILL");
  }
  fs.rmSync(path.dirname(folder), { recursive: true, force: true });
});

function embedded(name: string): Record<string, string> {
  const dataDir = path.join(folder, name);
  dataDirs.push(dataDir);
  return { DATA_DIR: dataDir, SEED: "none" };
}

function run(entry: string, args: string[], env: Record<string, string>): Run {
  const started = start(process.execPath, [`build/server/${entry}.js`, ...args], { env });
  runs.push(started);
  return started;
}

async function command(env: Record<string, string>, ...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const ended = run("command-line", args, env);
  return { code: await ended.ended, stdout: ended.stdout(), stderr: ended.stderr() };
}

async function serveOnce(env: Record<string, string>): Promise<void> {
  const server = run("server", [], { PORT: "0", ...env });
  const [, origin] = await server.line(/^ready (\S+)/m, 120);
  expect((await fetch(`${origin}/es`)).status).toBe(200);
  server.child.kill("SIGTERM");
  expect(await server.ended).toBe(0);
}

it("restores a backup that was taken after real use, while no job waited, into an embedded database and into another's", async () => {
  const source = embedded("source");
  await serveOnce(source);
  expect(await command(source, "institution", "apply", "docs/examples/institutions.json")).toMatchObject({ code: 0 });
  const file = path.join(folder, "taken.backup");
  const taken = await command(source, "backup", file);
  expect(taken).toMatchObject({ code: 0, stdout: expect.stringMatching(/ rows=[1-9]\d* jobs=0 /) });
  const counts = (line: string) => / tables=.* missing_files=\d+/.exec(line)?.[0];

  const external = await createDatabase({ template: "nothing" });
  try {
    for (const target of [embedded("target"), { ...embedded("beside"), DATABASE_URL: external.url, SESSION_SECRET }]) {
      const restored = await command(target, "restore", file);
      expect(restored, restored.stderr).toMatchObject({ code: 0 });
      expect(counts(restored.stdout)).toBe(counts(taken.stdout));
      await serveOnce(target);
      expect(await command(target, "restore", file)).toMatchObject({ code: 1, stderr: expect.stringMatching(/not empty, its table \w+ has rows/) });
    }
  } finally {
    await external.drop();
  }
});

it("lets the doctor fail when the last backup is damaged, with what to do, and not once there is a good one", async () => {
  const site = embedded("site");
  await serveOnce(site);
  expect(await command(site, "doctor")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok {3}backup .*the first is made at night$/m) });
  const backups = path.join(folder, "site", "backups");
  fs.mkdirSync(backups);
  fs.writeFileSync(path.join(backups, "cut.backup"), "SOLUCIONARIO-BACKUP 1\n");
  expect(await command(site, "doctor")).toMatchObject({ code: 1, stdout: expect.stringMatching(/^FAIL backup .*cut\.backup is damaged or cut short.*make one now/m) });
  expect(await command(site, "backup", path.join(backups, "now.backup"))).toMatchObject({ code: 0 });
  expect(await command(site, "doctor")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok {3}backup .*now\.backup, 0 h old/m) });
});
