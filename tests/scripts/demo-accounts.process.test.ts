import fs from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { makeFolder, type Run, start } from "#tests/setup/processes";

const runs: Run[] = [];
const dataDir = makeFolder();

afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.child.kill("SIGTERM");
    await run.ended;
  }
});

async function startSite(): Promise<Run> {
  const run = start(process.execPath, ["build/server/server.js"], { env: { DATA_DIR: dataDir, PORT: "0", SEED: "demo" } });
  runs.push(run);
  await run.line(/^ready /m, 90);
  return run;
}

it("a first start tells the demonstration's passwords before it is ready, and no later one does", async () => {
  const first = await startSite();
  const file = path.join(dataDir, "demo-accounts.json");
  const accounts = JSON.parse(fs.readFileSync(file, "utf8")) as Array<{ role: string; email: string; password: string; institution: string }>;
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  const told = first.stdout().split(/^ready /m)[0] ?? "";
  for (const { email, password } of accounts) expect(told).toMatch(new RegExp(`${email} +${password}`));
  expect(first.stderr()).not.toContain(accounts[0]?.password);
  first.child.kill("SIGTERM");
  await first.ended;
  const second = await startSite();
  expect(second.stdout()).toMatch(/^ready [^\n]+\n$/);
  expect(JSON.parse(fs.readFileSync(file, "utf8"))).toEqual(accounts);
});
