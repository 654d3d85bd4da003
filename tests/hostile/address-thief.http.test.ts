import fs from "node:fs";
import path from "node:path";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linkIn } from "#tests/setup/mailbox";
import { eventually } from "#tests/setup/processes";
import { type Site, startSite } from "#tests/setup/site";

const VICTIM = "victima@colmado.example";
const THIEF = "ladron@malo.example";
const MINE = "siete gallinas bajo el toldo";
const THEIRS = "la clave larga del ladrón astuto";
let site: Site;

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

/** Sends a form as a browser does. */
async function post(at: string, form: Record<string, string>, cookie = "") {
  const answer = await site.get(at, { method: "POST", headers: { origin: site.origin, ...(cookie && { cookie }) }, body: new URLSearchParams(form) });
  return { status: answer.status, location: answer.headers.get("location"), cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "", html: await answer.text() };
}

/** The links in what came to an address, the oldest first, once there are so many. */
async function linksTo(address: string, atLeast: number): Promise<string[]> {
  let links: string[] = [];
  const came = await eventually(async () => {
    const folder = path.join(site.dataDir, "mail");
    const mails = await Promise.all((fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []).map((file) => PostalMime.parse(fs.readFileSync(path.join(folder, file)))));
    links = mails.filter(({ to }) => to?.some((one) => one.address === address)).map(({ text }) => linkIn(text ?? ""));
    return links.length >= atLeast;
  }, 60);
  expect(came, `${links.length} links came to ${address}`).toBe(true);
  return links;
}

const signUp = (address: string, password: string) => post("/es/sign-up", { name: "Luz Marte", address, password, country: "DO", organisation: "" });
const signIn = (address: string, password: string) => post("/es/sign-in", { address, password });
const whoseAccount = async (cookie: string) => (await (await site.get("/es/account", { headers: { cookie } })).text()).match(/[a-z]+@[a-z]+\.example/g) ?? [];

describe("over the wire, a thief who signs up with somebody's e-mail", () => {
  it("has nothing of the account once its owner confirms it, by either letter, and no link that leads there", async () => {
    expect((await signUp(VICTIM, THEIRS)).status).toBe(200);
    const planted = await signIn(VICTIM, THEIRS);
    expect(planted.status).toBe(302);
    expect((await signUp(VICTIM, MINE)).status).toBe(200);
    const [first = "", second = ""] = await linksTo(VICTIM, 2);
    // The owner opens the thief's letter: it takes their own password, or none.
    const page = await (await site.get(first)).text();
    expect(page).toContain(VICTIM);
    expect((await post(first, {})).status).toBe(400);
    expect((await post(first, { password: "una clave que nadie eligió" })).status).toBe(400);
    const entered = await post(first, { password: MINE });
    expect([entered.status, await whoseAccount(entered.cookie)]).toEqual([200, [VICTIM]]);
    expect((await signIn(VICTIM, THEIRS)).status).toBe(400);
    expect((await signIn(VICTIM, MINE)).status).toBe(302);
    expect(await whoseAccount(planted.cookie)).toEqual([]);
    const late = await site.get(second);
    expect([late.status, await late.text()]).toEqual([410, expect.stringContaining("ya está confirmado")]);

    // Nor by the way of their own account, or in another spelling.
    await signUp(THIEF, THEIRS);
    const own = await post((await linksTo(THIEF, 1))[0] ?? "", { password: THEIRS });
    expect((await post("/es/account/address", { address: VICTIM.toUpperCase(), current: THEIRS }, own.cookie)).status).toBe(200);
    for (const spelling of [VICTIM.toUpperCase(), ` ${VICTIM} `]) expect((await post("/es/sign-in/reset", { address: spelling })).status).toBe(200);
    expect(await whoseAccount(own.cookie)).toEqual([THIEF]);
    const links = await linksTo(VICTIM, 4);
    expect(
      links.slice(2).every((link) => link.startsWith("/es/sign-in/reset/")),
      String(links),
    ).toBe(true);
    expect(await linksTo(THIEF, 1)).toHaveLength(1);
    // Of the links that the thief asked for, the newest opens, for whoever reads the mail.
    expect((await post(links.at(-1) ?? "", { password: "ocho mangos en la carreta azul" })).status).toBe(200);
    expect((await signIn(VICTIM, "ocho mangos en la carreta azul")).status).toBe(302);
  });

  it("keeps nobody out who never signed up: their link begins an account that holds nothing", async () => {
    const address = "otra@colmado.example";
    await signUp(address, THEIRS);
    expect((await post("/es/sign-in/link", { address })).status).toBe(200);
    const [, link = ""] = await linksTo(address, 2);
    const opened = await post(link, {});
    expect([opened.status, opened.cookie]).toEqual([302, ""]);
    const choose = new URL(opened.location ?? "", site.origin).pathname;
    expect(await (await site.get(choose)).text()).toContain("Nadie ha confirmado");
    expect((await post(choose, { password: MINE })).status).toBe(200);
    const entered = await signIn(address, MINE);
    expect(await whoseAccount(entered.cookie)).toEqual([address]);
    expect((await signIn(address, THEIRS)).status).toBe(400);
  });

  it("meets no fault when ten sign up at once with one e-mail and ten passwords", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => signUp("diez-a-la-vez@colmado.example", `${MINE} ${index}`)));
    expect(Math.max(...answers.map(({ status }) => status))).toBeLessThan(500);
  });
});
