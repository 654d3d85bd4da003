import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountLines, makeDemoAccounts } from "#scripts/demo/accounts";
import { loadDemonstration } from "#scripts/demo/load";
import { checkPassword } from "~/features/accounts/sign-in.server";
import { loadTaxonomy } from "~/features/editions/service.server";
import { db } from "~/platform/database/client.server";
import { parseEnvironment } from "~/platform/env.server";

const NOW = new Date("2026-11-21T15:00:00Z");
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "sol-accounts-"));
const env = parseEnvironment({ NODE_ENV: "test", DATA_DIR: dataDir });
const file = path.join(dataDir, "demo-accounts.json");
let accounts: Awaited<ReturnType<typeof makeDemoAccounts>>;

beforeAll(async () => {
  expect(await makeDemoAccounts(env, NOW)).toEqual([]);
  await loadTaxonomy({ now: NOW });
  await loadDemonstration({ now: NOW });
  const both = await Promise.all([makeDemoAccounts(env, NOW), makeDemoAccounts(env, NOW)]);
  accounts = both.flat();
});
afterAll(() => fs.rmSync(dataDir, { recursive: true }));

describe("the demonstration's accounts", () => {
  it("are one for each role at each institution, two of them reviewers, and two owners, made once though two processes start", async () => {
    const count = (role: string) => accounts.filter((account) => account.role === role).length;
    const partners = await db().organisation.count({ where: { partner: true } });
    expect([count("coordinator"), count("reviewer"), count("owner")]).toEqual([partners, partners * 2, 2]);
    expect([count("adviser"), count("programme-manager"), count("administrator")]).toEqual([2, 1, 1]);
    expect(await db().credential.count()).toBe(accounts.length);
  });

  it("open with the passwords that were told, which stand in one file for its owner only", async () => {
    expect(JSON.parse(fs.readFileSync(file, "utf8"))).toEqual(accounts);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    for (const { email, password } of accounts.slice(-2)) expect(await checkPassword({ address: email, password, client: "here" })).toMatchObject({ outcome: "right" });
    expect(accountLines(accounts).split("\n")).toHaveLength(accounts.length + 2);
    expect(JSON.stringify(await db().credential.findMany())).not.toContain(accounts[0]?.password);
  });

  it("are not made again at the next start, and the file stays", async () => {
    expect(await makeDemoAccounts(env, NOW)).toEqual([]);
    expect(JSON.parse(fs.readFileSync(file, "utf8"))).toEqual(accounts);
  });
});
