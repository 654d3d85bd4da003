import fs from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import pg from "pg";
import type { Browser } from "playwright-core";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, visitor } from "#tests/setup/browser";
import { tagsOf } from "#tests/setup/html";
import { openSite } from "#tests/setup/open-site";
import { eventually } from "#tests/setup/processes";
import type { Site } from "#tests/setup/site";
import { demonstrationWalkers, type WalkedPage, type Walker, walkPages } from "#tests/setup/walk";
import { noteEveryListing } from "~/platform/outbox.server";

/** Breaks out of texts, attributes, scripts, comments and elements that hold text only, where anything lets it. */
const HOSTILE = `zzmarca"><script>window.hacked=1</script><x-hacked>' x-hacked=1 " onerror="window.hacked=1</title></textarea></script>--><svg/onload=window.hacked=1>\r\nBcc: v@elsewhere.example`;
/** For the few texts that hold no more. */
const SHORT = `zzmarca"><x-hacked x-hacked=1>`;
const MARK = "zzmarca";

/** Columns that hold keys, codes, addresses and hashes, and no words of people. */
const KEYS = `key id icon replacedBy categoryKey language isicSection businessTypeKey locale address addresses names passwordHash codeHash purpose tokenHash scope slug baseCountry
  website timeZone country reference womenLed email whatsapp contentHash originCountry since costCurrency costPeriod internet device sourceUrl sourceHash keyHash consentOn kind source
  actorRole reasonCode url method sha256 mediaType conflict section outcome removedReason senderMark sentKey sourceId target businessType size replyAddress messageId occasion closedAs
  workerId subdivision next`.split(/\s+/);

let site: Site;
let database: pg.Client;
let close: () => Promise<void>;
let browser: Browser;
let walkers: Walker[];
const pages: WalkedPage[] = [];

beforeAll(async () => {
  ({ site, database, close } = await openSite());
  await sendHostileForms();
  await poisonEveryText();
  await noteEveryListing(database, new Date());
  await eventually(async () => (await (await site.get(`/api/v1/solutions?q=${MARK}&n=${Math.random()}`)).text()).includes(MARK), 60);
  walkers = await demonstrationWalkers();
  const works = ["/es/coordinate", "/es/moderate", "/es/review", "/es/my/solutions", "/es/my/listings"];
  const walked = walkers.map((walker) => ({ ...walker, starts: [...walker.starts, ...(walker.who === "visitor" ? [`/es/solutions?q=${MARK}`, "/es/countries"] : works)] }));
  for await (const page of walkPages(site, walked)) pages.push(page);
  browser = await openBrowser();
}, 400_000);
afterAll(async () => {
  await browser?.close();
  await close();
});

/** Puts the hostile words into every column of words, behind the beginning of what stands there; nothing in the application was asked. */
async function poisonEveryText(): Promise<void> {
  const { rows } = await database.query<{ table: string; column: string; array: boolean }>(
    `SELECT table_name AS "table", column_name AS "column", data_type = 'ARRAY' AS "array" FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%' AND (data_type = 'text' OR (column_name IN ('aliases', 'alsoCalled') AND data_type = 'ARRAY')) AND column_name <> ALL($1)`,
    [KEYS],
  );
  expect(rows.length).toBeGreaterThan(40);
  for (const { table, column, array } of rows) {
    const name = pg.escapeIdentifier(column);
    await database.query(`UPDATE ${pg.escapeIdentifier(table)} SET ${name} = ${array ? `array_append(${name}, $1)` : `left(${name}, 30) || $1`} WHERE ${name} IS NOT NULL`, [
      column === "figureUnit" ? SHORT : HOSTILE,
    ]);
  }
  await database.query(`UPDATE "Organisation" SET website = 'https://x.example/"><x-hacked>' WHERE website IS NOT NULL`);
  await database.query(`UPDATE "Evidence" SET url = 'https://x.example/"><x-hacked>' WHERE url IS NOT NULL`);
}

const post = (target: string, form: Record<string, string>) => site.get(target, { method: "POST", headers: { origin: site.origin }, body: new URLSearchParams(form) });

/** Where the demonstration has no rows, a form makes them; and the letters about them. */
async function sendHostileForms(): Promise<void> {
  const { rows } = await database.query<{ slug: string }>(
    `SELECT l.slug FROM "Listing" l JOIN "Solution" s ON s.id = l."solutionId" JOIN "Membership" m ON m."organisationId" = s."organisationId" AND m.role = 'owner' WHERE l.state = 'published' ORDER BY l.id LIMIT 40`,
  );
  const words = HOSTILE.slice(0, 100);
  for (const { slug } of rows.slice(0, 12)) {
    const contact = { name: words, businessType: "corner-shop", place: words, message: HOSTILE, replyKind: "email", replyAddress: "luz@colmado.example", consent: "yes" };
    expect((await post(`/es/solutions/${slug}/contact`, contact)).status).toBe(303);
  }
  for (const { slug } of rows.slice(0, 5)) expect((await post(`/es/solutions/${slug}/report`, { kind: "asked-money", text: HOSTILE, replyTo: words })).status).toBe(303);
  const account = { name: words, address: "mala@colmado.example", password: "siete gallinas bajo el toldo", country: "DO", organisation: words };
  expect((await post("/es/sign-up", { ...account, name: account.name.replace(/[\r\n]/g, "") })).status).toBe(200);
}

/** What a browser would do because of this page that nobody of ours wrote. */
function faultsOf(html: string): string[] {
  return tagsOf(html).flatMap(({ name, attributes, closing, text }) => {
    const faults: string[] = [];
    if (name === "x-hacked" || "x-hacked" in attributes) faults.push(`<${name}> came from a text`);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (attribute.startsWith("on")) faults.push(`<${name} ${attribute}>`);
      const isAddress = ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcdoc"].includes(attribute);
      if (isAddress && /^[\s\p{Cc}]*[a-z][a-z0-9+.-]*:/iu.test(value) && !/^(https?|mailto|otpauth):/.test(value)) faults.push(`<${name} ${attribute}="${value.slice(0, 40)}">`);
    }
    if (name === "script" && !closing) {
      if (attributes.type !== "application/ld+json") faults.push("a script of the page's own");
      else JSON.parse(text);
    }
    return faults;
  });
}

describe("case 21: markup in every text that people write", () => {
  it("is inert on every page, whoever reads it", () => {
    for (const { page, who, status, html } of pages) {
      expect(status, `${who} at ${page}`).toBeLessThan(500);
      expect(faultsOf(html), `${who} at ${page}`).toEqual([]);
    }
  });

  it("would have been seen: it stands on the pages of everybody", () => {
    const shown = new Set(pages.filter(({ html }) => html.includes(MARK)).map(({ who, pattern }) => `${who} ${pattern}`));
    for (const place of [
      "visitor /:locale/solutions",
      "visitor /:locale/solutions/:slug",
      "visitor /:locale/solutions/:slug/contact",
      "visitor /:locale/solutions/:slug/report",
      "visitor /:locale/countries/:code",
      "visitor /:locale/institutions/:slug",
      "visitor /:locale/submit",
      "coordinator /:locale/coordinate",
      "coordinator /:locale/coordinate/:id",
      "coordinator /:locale/account",
      "moderator /:locale/moderate",
      "moderator /:locale/my/listings/:id",
      "owner /:locale/my/solutions",
      "owner /:locale/my/solutions/:id",
      "owner /:locale/my/listings",
      "owner /:locale/my/listings/:id",
      "reviewer /:locale/review",
      "reviewer /:locale/review/:id",
    ]) {
      expect([...shown], place).toContain(place);
    }
  });

  it("is a text in what machines read: facts for search engines, previews, the API and the downloads", async () => {
    const listing = pages.find(({ pattern, html }) => pattern === "/:locale/solutions/:slug" && html.includes(MARK));
    const tags = tagsOf(listing?.html ?? "");
    const facts = tags.find(({ name, attributes }) => name === "script" && attributes.type === "application/ld+json");
    expect(JSON.parse(facts?.text ?? "")).toMatchObject({ "@type": "Service" });
    expect(JSON.parse(facts?.text ?? "").name).toContain(HOSTILE);
    expect(tags.find(({ attributes }) => attributes.property === "og:title")?.attributes.content).toContain("<script>window.hacked=1</script>");

    const api = await site.get(`/api/v1/solutions?q=${MARK}`);
    expect([api.headers.get("content-type"), api.headers.get("x-content-type-options")]).toEqual(["application/json; charset=utf-8", "nosniff"]);
    const { items } = (await api.json()) as { items: Array<{ title: string; highlights: unknown }> };
    expect(items[0]?.title).toContain(HOSTILE);
    const rows: Array<Record<string, string>> = parse(await (await site.get("/data/solutions.csv")).text(), { columns: true, bom: true });
    expect(rows.some(({ title }) => title?.includes("x-hacked"))).toBe(true);
    const lines = (await (await site.get("/data/solutions.jsonl")).text()).trimEnd().split("\n");
    for (const line of lines) JSON.parse(line);
    expect(lines.some((line) => line.includes(MARK))).toBe(true);
  });

  it("is a text in letters, and begins no header of theirs", async () => {
    const folder = path.join(site.dataDir, "mail");
    const names = () => (fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith(".eml")) : []);
    const hostile = () => names().filter((name) => fs.readFileSync(path.join(folder, name), "utf8").replaceAll("=\r\n", "").includes(MARK));
    expect(await eventually(() => hostile().length > 3)).toBe(true);
    for (const name of hostile()) {
      const mail = await PostalMime.parse(fs.readFileSync(path.join(folder, name)));
      expect(mail.headers.map(({ key }) => key)).not.toContain("bcc");
      expect(mail.html).toBeUndefined();
      expect(mail.attachments).toEqual([]);
      expect(mail.to).toHaveLength(1);
    }
  });

  it("runs nothing in a browser, and the browser has nothing to report", async () => {
    const seen = new Set<string>();
    const sample = pages.filter(({ pattern, html }) => html.includes(MARK) && !seen.has(pattern) && seen.add(pattern));
    expect(sample.length).toBeGreaterThan(15);
    const reports: string[] = [];
    for (const { page: target, cookie } of sample) {
      const context = await visitor(browser, { javaScript: true, width: 1280 });
      if (cookie) await context.addCookies([{ name: cookie.split("=")[0] ?? "", value: cookie.slice(cookie.indexOf("=") + 1), url: site.origin }]);
      const page = await context.newPage();
      page.on("dialog", (dialog) => void dialog.dismiss().then(() => reports.push(`${target}: a dialog`)));
      page.on("console", (message) => {
        if (/Content Security Policy/i.test(message.text())) reports.push(`${target}: ${message.text()}`);
      });
      await page.goto(site.origin + target);
      if ((await page.evaluate("window.hacked")) !== undefined) reports.push(`${target}: it ran`);
      if ((await page.locator("x-hacked, [x-hacked]").count()) > 0) reports.push(`${target}: it stands there`);
      await context.close();
    }
    expect(reports).toEqual([]);
  });
});
