import fs from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DemonstrationAccount, demonstrationAccount, signInCookie } from "#tests/setup/accounts";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;
let database: pg.Client;
const coordinators = (JSON.parse(fs.readFileSync("tests/.output/template/demo-accounts.json", "utf8")) as DemonstrationAccount[]).filter(({ role }) => role === "coordinator");

beforeAll(async () => {
  site = await startSite();
  database = new pg.Client({ connectionString: site.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await site.stop();
});

const WORK = ["/es/account", "/es/coordinate", "/es/my/solutions", "/es/coordinate?_data=routes%2Fcoordinate"];
const wayIn = async (cookie: string, path: string) => {
  const answer = await site.get(path, { headers: { cookie } });
  await answer.arrayBuffer();
  return answer.headers.get("location")?.startsWith("/es/sign-in") || answer.headers.get("x-remix-redirect")?.startsWith("/es/sign-in") ? "sign-in" : answer.status;
};
const waysIn = (cookie: string) => Promise.all(WORK.map((path) => wayIn(cookie, path)));
const OUT = WORK.map(() => "sign-in");
/** A coordinator whom no other test of this file touches, signed in. */
async function somebody(): Promise<{ account: DemonstrationAccount; cookie: string; personId: string }> {
  const account = coordinators.pop() ?? demonstrationAccount("coordinator");
  const { rows } = await database.query<{ personId: string }>(`SELECT "personId" FROM "Channel" WHERE address = $1`, [account.email]);
  return { account, cookie: await signInCookie(site, account), personId: rows[0]?.personId ?? "" };
}

describe("case 16: a session", () => {
  it("opens the work areas of its person while it lasts", async () => {
    const { cookie } = await somebody();
    expect(await waysIn(cookie)).toEqual([200, 200, 200, 200]);
  });

  it("is never the one that somebody planted beforehand", async () => {
    const { account } = await somebody();
    const planted = `sol_session=${"a".repeat(40)}`;
    const answer = await site.get("/es/sign-in", {
      method: "POST",
      headers: { origin: site.origin, cookie: planted },
      body: new URLSearchParams({ address: account.email, password: account.password }),
    });
    expect(answer.headers.get("set-cookie")).not.toContain("a".repeat(40));
    expect(await waysIn(planted)).toEqual(OUT);
  });

  it("is over for whoever kept its cookie, after signing out", async () => {
    const { cookie } = await somebody();
    const answer = await site.get("/es/sign-out", { method: "POST", headers: { origin: site.origin, cookie } });
    expect(answer.headers.get("set-cookie")).toMatch(/^sol_session=;.*Max-Age=0/);
    expect(await waysIn(cookie)).toEqual(OUT);
  });

  it("is opened by nothing that stands in the database, whichever table leaked", async () => {
    const { cookie, account } = await somebody();
    await site.get("/es/sign-in/link", { method: "POST", headers: { origin: site.origin }, body: new URLSearchParams({ address: account.email }) });
    const { rows: sessions } = await database.query<{ id: string }>(`SELECT id FROM "Session"`);
    const { rows: tokens } = await database.query<{ id: string; tokenHash: string }>(`SELECT id, "tokenHash" FROM "Token"`);
    const { rows: people } = await database.query<{ id: string; passwordHash: string }>(`SELECT "personId" AS id, "passwordHash" FROM "Credential"`);
    const leaked = [...sessions.map(({ id }) => id), ...tokens.flatMap(({ id, tokenHash }) => [id, tokenHash]), ...people.flatMap(({ id, passwordHash }) => [id, passwordHash])];
    expect(leaked.length).toBeGreaterThan(100);
    expect(leaked.some((value) => cookie.includes(value))).toBe(false);
    for (const value of [...sessions.map(({ id }) => id), ...leaked.slice(0, 60)])
      expect(await wayIn(`sol_session=${encodeURIComponent(value)}`, "/es/account"), value).toBe("sign-in");
    for (const value of tokens.flatMap(({ id, tokenHash }) => [id, tokenHash])) {
      expect((await site.get(`/es/sign-in/link/${value}`, { method: "POST", headers: { origin: site.origin } })).status).toBe(410);
    }
  });

  it("ends when its time is over, however busy it was", async () => {
    const { cookie, personId } = await somebody();
    await database.query(`UPDATE "Session" SET "absoluteAt" = now() - interval '1 second', "expiresAt" = now() + interval '1 hour' WHERE "personId" = $1`, [personId]);
    expect(await waysIn(cookie)).toEqual(OUT);
  });

  it("ends in the moment its person is disabled, and no other begins", async () => {
    const { cookie, personId, account } = await somebody();
    await database.query(`UPDATE "Person" SET "disabledAt" = now() WHERE id = $1`, [personId]);
    expect(await waysIn(cookie)).toEqual(OUT);
    await expect(signInCookie(site, account)).rejects.toThrow("400");
  });

  it("loses a part in the moment the part ends", async () => {
    const { cookie, personId } = await somebody();
    await database.query(`UPDATE "Membership" SET "endsAt" = now() WHERE "personId" = $1`, [personId]);
    expect(await waysIn(cookie)).toEqual([200, 404, 200, 404]);
  });

  it("is not begun by a mailed link that a scanner opens, however often, nor by asking for its head", async () => {
    const { account } = await somebody();
    await site.get("/es/sign-in/link", { method: "POST", headers: { origin: site.origin }, body: new URLSearchParams({ address: account.email }) });
    const link = await mailedLink(account.email, "sign-in/link");
    for (const method of ["GET", "HEAD", "GET", "HEAD"]) {
      const scanned = await site.get(link, { method });
      expect([scanned.status, scanned.headers.get("set-cookie")], method).toEqual([200, null]);
    }
    const opened = await site.get(link, { method: "POST", headers: { origin: site.origin } });
    expect([opened.status, opened.headers.get("set-cookie")?.slice(0, 12)]).toEqual([302, "sol_session="]);
    for (const method of ["GET", "POST"]) {
      const again = await site.get(link, { method, headers: { origin: site.origin } });
      expect([again.status, again.headers.get("set-cookie")]).toEqual([410, null]);
    }
  });
});

/** The way that the last letter to an address leads, as its kept file has it. */
async function mailedLink(email: string, kind: string): Promise<string> {
  for (const until = Date.now() + 30_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const folder = `${site.dataDir}/mail`;
    const letters = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith(".eml")) : [];
    for (const name of letters.reverse()) {
      const letter = fs.readFileSync(`${folder}/${name}`, "utf8").replaceAll("=\r\n", "");
      const found = letter.includes(`To: ${email}`) && new RegExp(`/es/${kind}/[\\w-]{43}`).exec(letter);
      if (found) return found[0];
    }
  }
  throw new Error(`No letter came to ${email}.`);
}
