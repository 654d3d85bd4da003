import fs from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DemonstrationAccount, demonstrationAccount } from "#tests/setup/accounts";
import { eventually } from "#tests/setup/processes";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;

beforeAll(async () => {
  site = await startSite({ env: { TRUST_PROXY: "loopback" } });
});
afterAll(() => site.stop());

function post(path: string, form: Record<string, string>, from: string, cookie = ""): Promise<Response> {
  return site.get(path, { method: "POST", headers: { origin: site.origin, "x-forwarded-for": from, ...(cookie && { cookie }) }, body: new URLSearchParams(form) });
}
const signIn = (address: string, password: string, from: string) => post("/es/sign-in", { address, password }, from);
const address = (network: number, index: number) => `10.${network}.0.${index + 1}`;

/** What many at a time answer, so many in flight. */
async function inTurn<T>(count: number, atOnce: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let index = next++; index < count; index = next++) answers[index] = await make(index);
    }),
  );
  return answers;
}

/** The way into the account that the kept letter of this kind tells. */
async function linkFor(email: string, kind: string): Promise<string> {
  let link = "";
  const folder = `${site.dataDir}/mail`;
  await eventually(() => {
    for (const name of fs.existsSync(folder) ? fs.readdirSync(folder).filter((file) => file.endsWith(".eml")) : []) {
      const letter = fs.readFileSync(`${folder}/${name}`, "utf8").replaceAll("=\r\n", "");
      if (letter.includes(`To: ${email}`)) link = new RegExp(`/es/${kind}/[\\w-]{43}`).exec(letter)?.[0] ?? link;
    }
    return link !== "";
  }, 30);
  return link;
}

describe("case 18: a thousand guesses at one account, from fifty addresses", () => {
  const owner = demonstrationAccount("owner");
  const OWN_ADDRESS = "192.0.2.10";

  it("are slowed to ten, while its owner comes in by a mailed link and everybody else as ever", { timeout: 400_000 }, async () => {
    const guesses = await inTurn(1_000, 10, async (index) => {
      const answer = await signIn(owner.email, `una frase cualquiera ${index}`, address(1, index % 50));
      await answer.arrayBuffer();
      return answer.status;
    });
    const counted = (status: number) => guesses.filter((other) => other === status).length;
    expect(counted(400)).toBeGreaterThan(0);
    expect(counted(400)).toBeLessThanOrEqual(10);
    // Where the machine has no breath left, a guess is refused before it is judged.
    expect(counted(400) + counted(429) + counted(503)).toBe(1_000);

    const waiting = await signIn(owner.email, owner.password, OWN_ADDRESS);
    expect(waiting.status).toBe(429);
    const html = await waiting.text();
    expect(html).toContain("entre con un enlace");
    expect(html).toContain('href="/es/sign-in/link"');

    expect((await post("/es/sign-in/link", { address: owner.email }, OWN_ADDRESS)).status).toBe(200);
    const entered = await post(await linkFor(owner.email, "sign-in/link"), {}, OWN_ADDRESS);
    const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect((await site.get("/es/account", { headers: { cookie } })).status).toBe(200);

    const other = demonstrationAccount("coordinator");
    expect((await signIn(other.email, other.password, "192.0.2.20")).status).toBe(302);
  });

  it("end with a new password: whoever resets it waits for nobody", async () => {
    expect((await post("/es/sign-in/reset", { address: owner.email }, OWN_ADDRESS)).status).toBe(200);
    const password = "ocho mangos en la carreta azul";
    expect((await post(await linkFor(owner.email, "sign-in/reset"), { password }, OWN_ADDRESS)).status).toBe(200);
    expect((await signIn(owner.email, password, OWN_ADDRESS)).status).toBe(302);
  });
});

describe("case 18: one address that guesses at many accounts", () => {
  it("is slowed, however often it signs in to an account of its own between two guesses", async () => {
    const own = demonstrationAccount("reviewer");
    const accounts = JSON.parse(fs.readFileSync("tests/.output/template/demo-accounts.json", "utf8")) as DemonstrationAccount[];
    const victims = accounts.filter(({ email }) => email !== own.email).slice(0, 40);
    const statuses: number[] = [];
    for (const { email } of victims) {
      statuses.push((await signIn(email, "una frase cualquiera", "10.2.0.1")).status);
      if (statuses.length < 20) expect((await signIn(own.email, own.password, "10.2.0.1")).status).toBe(302);
    }
    expect(statuses).toEqual([...Array(20).fill(400), ...Array(20).fill(429)]);
  });
});

describe("codes of a second step", () => {
  it("are no way round: guessing one without its ticket leads back to the beginning", async () => {
    const answers = await inTurn(30, 10, (index) => post("/es/sign-in/code", { code: String(100_000 + index) }, address(3, index)));
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get("location")}`))).toEqual(new Set(["302 /es/sign-in"]));
  });
});
