import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "#tests/setup/account-forms";
import { deleteOldTries, openThrottle, type Throttle } from "~/features/accounts/throttle.server";
import { databaseUrl, sqlPool } from "~/platform/database/client.server";
import { action as signIn } from "~/routes/sign-in";
import { action as askLink } from "~/routes/sign-in-link";
import { action as signUp } from "~/routes/sign-up";

const pools: pg.Pool[] = [];
let one: Throttle;
let other: Throttle;

/** A process of its own has a pool of its own, and its own memory of whom it refused. */
function openProcess(url = databaseUrl()): Throttle {
  const pool = new pg.Pool({ connectionString: url, max: 5 });
  pools.push(pool);
  return openThrottle(pool);
}

beforeAll(() => {
  one = openProcess();
  other = openProcess();
});
afterAll(() => Promise.all(pools.map((pool) => pool.end())));

const allowed = (answers: boolean[]) => answers.filter(Boolean).length;
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const rows = async () => (await sqlPool().query<{ key: string; points: number }>("SELECT key, points FROM limits.tries ORDER BY key")).rows;

describe("tries", () => {
  it("are counted once for all processes, also at the same moment", async () => {
    const answers = await Promise.all(times(40, (index) => (index % 2 === 0 ? one : other).mayTry("signInByAccount", "ana@valle.example")));
    expect(allowed(answers)).toBe(10);
    expect(await openProcess().mayTry("signInByAccount", "ana@valle.example")).toBe(false);
  });

  it("of one do not count for another, nor for another limit", async () => {
    await Promise.all(times(12, () => one.mayTry("signInByAccount", "busy@valle.example")));
    expect(await one.mayTry("signInByAccount", "quiet@valle.example")).toBe(true);
    expect(await one.mayTry("codeByAccount", "busy@valle.example")).toBe(true);
  });

  it("that are refused in a flood are not written each", async () => {
    await Promise.all(times(11, () => one.mayTry("letterByAddress", "flood@valle.example")));
    const before = await rows();
    expect(allowed(await Promise.all(times(500, () => one.mayTry("letterByAddress", "flood@valle.example"))))).toBe(0);
    expect(await rows()).toEqual(before);
  });

  it("are forgotten everywhere when one process forgets them, at the latest after what the others remember", async () => {
    await Promise.all(times(11, () => one.mayTry("signInByAccount", "reset@valle.example")));
    expect(await other.mayTry("signInByAccount", "reset@valle.example")).toBe(false);
    await one.forgetTries("signInByAccount", "reset@valle.example");
    expect(await one.mayTry("signInByAccount", "reset@valle.example")).toBe(true);
    await expect.poll(() => other.mayTry("signInByAccount", "reset@valle.example"), { timeout: 300_000, interval: 500 }).toBe(true);
  });

  it("taken back leave those before them", async () => {
    for (let round = 0; round < 5; round += 1) await one.mayTry("letterByAddress", `guessed ${round}`);
    const spoken = [];
    for (let round = 0; round < 6; round += 1) {
      spoken.push(await one.mayTry("letterByAddress", "both"));
      if (round % 2 === 1) await one.takeBackTry("letterByAddress", "both");
    }
    expect(spoken).toEqual([true, true, true, true, true, false]);
  });

  it("end by themselves, and what has ended is removed", async () => {
    await Promise.all(times(4, () => one.mayTry("letterByAddress", "later@valle.example")));
    expect(await openProcess().mayTry("letterByAddress", "later@valle.example")).toBe(false);
    await sqlPool().query("UPDATE limits.tries SET expire = $1", [Date.now() - 1]);
    expect(await openProcess().mayTry("letterByAddress", "later@valle.example")).toBe(true);
    expect(await deleteOldTries(new Date())).toBeGreaterThan(3);
    expect(await rows()).toHaveLength(1);
  });

  it("name nobody in the table", async () => {
    await one.mayTry("signInByAccount", "nombrada@valle.example");
    await one.mayTry("signInByClient", "203.0.113.77");
    expect(JSON.stringify(await rows())).not.toMatch(/nombrada|valle|203\.0/);
  });
});

describe("without a database that counts", () => {
  it("nothing is tried", async () => {
    const away = openProcess("postgres://nobody@127.0.0.1:1/none");
    await expect(away.mayTry("signInByAccount", "ana@valle.example")).rejects.toMatchObject({ code: "unavailable" });
  });

  it("signing in, asking for a link and signing up are unavailable, so that the form is given back", async () => {
    await sqlPool().query("ALTER TABLE limits.tries RENAME TO gone");
    try {
      const name = { name: "Luz Marte", password: "siete gallinas bajo el toldo", country: "DO", organisation: "" };
      for (const [action, form] of [
        [signIn, { address: "ana@valle.example", password: "siete gallinas bajo el toldo" }],
        [askLink, { address: "ana@valle.example" }],
        [signUp, { ...name, address: "ana@valle.example" }],
      ] as const) {
        await expect(send(action, form)).rejects.toMatchObject({ code: "unavailable" });
      }
    } finally {
      await sqlPool().query("ALTER TABLE limits.gone RENAME TO tries");
    }
  });
});
