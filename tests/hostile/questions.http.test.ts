import http from "node:http";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "#tests/setup/processes";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;
let database: pg.Client;
/** Titles and words of what is not public. */
let secrets: string[];

beforeAll(async () => {
  site = await startSite();
  database = new pg.Client({ connectionString: site.databaseUrl });
  await database.connect();
  const { rows } = await database.query<{ text: string }>(`
    SELECT DISTINCT t.title AS text FROM "RevisionText" t JOIN "Revision" r ON r.id = t."revisionId"
    WHERE NOT EXISTS (SELECT FROM "Listing" l WHERE l."solutionId" = r."solutionId" AND l.state IN ('published', 'needs_confirmation', 'archived'))
    UNION SELECT "displayName" FROM "Person" p JOIN "Membership" m ON m."personId" = p.id AND m.role = 'reviewer' WHERE "displayName" IS NOT NULL
    UNION SELECT address FROM "Channel"`);
  secrets = rows.map(({ text }) => text);
});
afterAll(async () => {
  await database.end();
  await site.stop();
});

const QUESTIONS = [
  "a\\",
  '" OR status="draft',
  "' OR '1'='1",
  '\'; DROP TABLE "Solution"; --',
  '%\' UNION SELECT address FROM "Channel" --',
  "') OR state = 'unpublished' --",
  "'&|!():*<->",
  "a & | b",
  "((((((((((",
  ":*",
  "'''''",
  "$$ $1 $2",
  "$" + "{7*7}{{7*7}}#{7*7}",
  "../../../etc/passwd",
  "\u202egnp.exe",
  "\u200b\u200d\ufeff",
  "\ud83d\ude00".repeat(200),
  "ñ".repeat(2_000),
  "a ".repeat(2_000),
  "*".repeat(500),
  "NULL",
  "undefined",
  "[object Object]",
  "__proto__",
  "constructor",
  "%00",
  "\u0001\u0002",
  "\t\n\r",
  "-1",
  "1e999",
  "<script>alert(1)</script>",
];
/** What no URLSearchParams would write. */
const RAW = [
  "q=%00",
  "q=%ED%A0%80",
  "q=%FF",
  "q=%",
  "q[]=a",
  "q[not]=a",
  "q=a&q=b",
  "q=a;b",
  "state=draft",
  "where[state]=draft",
  "filter=state%3Ddraft",
  "orderBy=passwordHash",
  "select=*",
  "page=-1",
  "page=1e9",
  "per_page=100000",
  "per_page=-1",
  "offset=1000000000",
  "sort=passwordHash",
  "locale=xx",
  "__proto__[x]=1",
];
const FILTERS = ["category", "country", "sector", "sdg", "size", "cost", "language", "origin", "sort", "institution"];

const ADDRESSES = ["/es/solutions?", "/en/solutions?", "/api/v1/solutions?", "/api/v1/solutions?locale=pt&"];

describe("case 19: a question that is meant as a command", () => {
  it.each(ADDRESSES)("is a question at %s: an answer or a refusal, never a failure, and nothing that is not public", async (base) => {
    const asked = [
      ...QUESTIONS.map((question) => `q=${encodeURIComponent(question.toWellFormed())}`),
      ...RAW,
      ...FILTERS.flatMap((filter) => QUESTIONS.slice(0, 12).map((value) => `${filter}=${encodeURIComponent(value)}`)),
      `q=${"a".repeat(7_000)}`,
      Array.from({ length: 500 }, (_, index) => `country=X${index}`).join("&"),
    ];
    expect(secrets.length).toBeGreaterThan(100);
    for (const query of asked) {
      const answer = await site.get(base + query);
      const text = await answer.text();
      expect([200, 302, 400], `${base}${query.slice(0, 100)}`).toContain(answer.status);
      for (const secret of secrets) if (text.includes(secret)) expect.unreachable(`${base}${query.slice(0, 100)} tells ${secret}`);
    }
  });

  it("is no title of something that is not public, asked for word by word", async () => {
    for (const secret of secrets.slice(0, 40)) {
      const { items } = (await (await site.get(`/api/v1/solutions?q=${encodeURIComponent(secret)}`)).json()) as { items: Array<{ title: string }> };
      expect(items.map(({ title }) => title)).not.toContain(secret);
    }
  });

  it.each(["/api/v1/solutions/", "/es/solutions/", "/es/institutions/", "/es/countries/", "/es/my/listings/", "/es/review/", "/es/coordinate/", "/es/sign-in/link/"])(
    "is no name either: %s",
    async (base) => {
      for (const name of [...QUESTIONS, "%00", "%ff", "..%2f..%2fetc%2fpasswd", "%252e%252e%252f", "a".repeat(3_000)]) {
        const path = base + (name.startsWith("%") ? name : encodeURIComponent(name.toWellFormed()));
        const answer = await site.get(path);
        await answer.arrayBuffer();
        expect([301, 302, 400, 404, 410], path.slice(0, 120)).toContain(answer.status);
      }
    },
  );
});

describe("whoever hangs up in the middle", () => {
  it("of a page or a download is no failure of ours: nothing is logged, and the next one is answered", async () => {
    const hangUp = (path: string, afterBytes: number) =>
      new Promise<void>((resolve, reject) => {
        const request = http.get(new URL(path, site.origin), { headers: { cookie: "sol_x=1" } }, (response) => {
          let read = 0;
          response.on("data", (chunk: Buffer) => {
            read += chunk.length;
            if (read >= afterBytes) request.destroy();
          });
          response.on("close", () => resolve());
        });
        request.on("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" ? resolve() : reject(error)));
        if (afterBytes === 0) setTimeout(() => request.destroy(), 5);
      });
    for (let turn = 0; turn < 12; turn += 1) {
      await hangUp("/data/solutions.jsonl", 1);
      await hangUp("/data/solutions.csv", 1);
      await hangUp("/es/solutions", turn % 2);
      await hangUp("/api/v1/solutions?per_page=100", 1);
    }
    expect(await eventually(async () => (await site.get("/data/solutions.csv", { method: "HEAD" })).status === 200)).toBe(true);
    expect(await (await site.get("/data/solutions.csv")).text()).toContain("\n");
    expect(site.log()).toBe("");
  });
});

describe("what is sent to the API", () => {
  it.each(["POST", "PUT", "PATCH", "DELETE"])("by %s is answered by a problem document", async (method) => {
    for (const path of ["/api/v1/solutions", "/api/v1/solutions/S-2026-00001", "/api/v1/taxonomies", "/api/v1/openapi.json", "/api/nowhere"]) {
      const answer = await site.get(path, { method, headers: { origin: site.origin } });
      expect([answer.status, answer.headers.get("content-type"), answer.headers.get("allow")], path).toEqual([405, "application/problem+json; charset=utf-8", "GET, HEAD"]);
      expect(await answer.json()).toMatchObject({ title: "method-not-allowed", status: 405 });
    }
  });
});
