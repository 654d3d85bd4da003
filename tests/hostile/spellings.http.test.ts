import http from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTE_LIST } from "#tests/routes/route-list";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string };

/** Sends the target as it is written: `fetch` would tidy it first. */
function ask(target: string, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(site.origin), { path: target, method, ...(method === "POST" && { headers: { origin: site.origin } }) }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on("error", reject);
    request.end();
  });
}

/** Other ways to write a path that a router may take for the same. */
function spellingsOf(path: string): string[] {
  const at = Math.max(path.lastIndexOf("/"), 0);
  const [head, last] = [path.slice(0, at), path.slice(at + 1)];
  const encoded = [...last].map((char) => `%${char.charCodeAt(0).toString(16)}`).join("");
  const upper = last.toUpperCase() === last ? last.toLowerCase() : last.toUpperCase();
  return [
    `${head}/${upper}`,
    `${path.toUpperCase()}`,
    `${head}/${encoded}`,
    `${head}/${encoded.toUpperCase()}`,
    `${head}/${last.slice(0, -1)}%${last.slice(-1).charCodeAt(0).toString(16)}`,
    `${head}/./${last}`,
    `${head}/%2e/${last}`,
    `${head}/x/../${last}`,
    `${head}/x/%2E%2e/${last}`,
    `${head}//${last}`,
    `/${path}`,
    `${path}/`,
    `${path}//`,
    `${path}/.`,
    `//x.example${path}`,
    `/\\x.example${path}`,
    `http://x.example${path}`,
    `${path.replaceAll("/", "\\").replace("\\", "/")}`,
    `${path};x=1`,
    `${path}%20`,
    `${path}%2F`,
  ].filter((spelling) => spelling !== path && !/%(NaN|)$/.test(spelling));
}

/** Values in a page that look made for one visitor: long, and of no words. */
function secretsIn({ body, headers }: Answer): string[] {
  const hidden = [...body.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => /value="([^"]*)"/.exec(tag)?.[1] ?? "");
  const cookies = (headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]?.split("=")[1] ?? "");
  return [...hidden, ...cookies].filter((value) => /^[\w-]{16,}$/.test(value) && /\d/.test(value));
}

const routes = Object.entries(ROUTE_LIST).filter(([pattern]) => pattern !== "/");

describe("two strangers", () => {
  it.each(routes)("share no key at %s, however its path is written", async (_pattern, { example }) => {
    const [path = "", query] = example.split("?");
    const withQuery = (target: string) => (query ? `${target}?${query}` : target);
    for (const target of [path, ...spellingsOf(path)].map(withQuery)) {
      const [one, other] = [await ask(target), await ask(target)];
      expect(
        secretsIn(one).filter((secret) => secretsIn(other).includes(secret)),
        target,
      ).toEqual([]);
    }
  });

  it("get a key on the submission form, so that the comparison has something to find", async () => {
    expect(secretsIn(await ask("/es/submit")).length).toBeGreaterThan(0);
  });

  it("asking for a form at the same moment get a key each", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask("/es/submit")));
    const secrets = answers.flatMap(secretsIn);
    expect(secrets.length).toBeGreaterThanOrEqual(answers.length);
    expect(new Set(secrets).size).toBe(secrets.length);
  });
});

describe("another spelling of a path", () => {
  it.each(routes)("of %s leads to the one or is not found, and says nothing itself", async (_pattern, { example, get }) => {
    const [path = ""] = example.split("?");
    for (const target of spellingsOf(path)) {
      const { status, headers } = await ask(target);
      if (status === 404 || status === 410 || (get !== 200 && status === get)) continue;
      expect([301, 400], target).toContain(status);
      if (status === 301) expect(headers.location, target).toMatch(/^\/(?![/\\])/);
    }
  });

  it.each(["/es/Submit", "/es/sub%6Dit", "/es/./submit", "/es//submit", "/es/submit/", "/ES/submit", "http://x.example/es/Submit"])("leads to the form: %s", async (target) => {
    const { status, headers } = await ask(`${target}?draft=1`);
    expect([status, headers.location, headers["cache-control"]]).toEqual([301, "/es/submit?draft=1", "no-store"]);
  });

  it("leads a form that was sent there on with what it holds", async () => {
    const { status, headers } = await ask("/es/Sign-In/", "POST");
    expect([status, headers.location]).toEqual([308, "/es/sign-in"]);
  });

  it("with another host in its path leads to no other host", async () => {
    const { status, headers } = await ask("//x.example/es/submit");
    expect([status, headers.location]).toEqual([301, "/x.example/es/submit"]);
    expect((await ask("/x.example/es/submit")).status).toBe(404);
  });
});

describe("a page for one visitor", () => {
  const PUBLIC = new Set([
    ...["/:locale", "/:locale/solutions", "/:locale/solutions/:slug", "/:locale/countries", "/:locale/countries/:code", "/:locale/institutions"],
    ...["/:locale/institutions/:slug", "/:locale/data", "/:locale/*", "/*", "/robots.txt", "/sitemap.xml", "/api/*"],
    ...["/api/v1/solutions", "/api/v1/solutions/:id", "/api/v1/taxonomies", "/api/v1/openapi.json"],
  ]);

  it.each(routes)("is never kept, and others are: %s", async (pattern, { example }) => {
    await ask(example);
    const { headers } = await ask(example);
    if (PUBLIC.has(pattern)) expect(headers["x-cache"]).toBe("memory");
    else expect(headers["x-cache"]).toBeUndefined();
    // Open data may be kept by others; everything else that is not public here is nobody else's.
    if (!PUBLIC.has(pattern) && !pattern.startsWith("/data/")) expect(headers["cache-control"]).toContain("no-store");
  });
});
