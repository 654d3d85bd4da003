import http from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "#tests/setup/processes";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

/** `fetch` hides encodings and forbids some headers; this shows the bytes as they came. */
function raw(path: string, options: http.RequestOptions & { body?: string | Buffer } = {}): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(site.origin), { path, ...rest }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

describe("every answer", () => {
  it.each(["/es", "/es/solutions", "/api/v1/solutions", "/es/none", "/healthz", "/favicon.svg"])("carries the security headers: %s", async (path) => {
    const { headers } = await raw(path);
    const csp = headers["content-security-policy"] ?? "";
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain("script-src 'self'");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toContain("unsafe-inline");
    expect(csp).not.toContain("upgrade-insecure-requests");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("strict-origin-when-cross-origin");
    expect(headers["x-powered-by"]).toBeUndefined();
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("is kept from robots while demonstration content is loaded", async () => {
    expect((await raw("/es")).headers["x-robots-tag"]).toBe("noindex, nofollow");
    expect((await raw("/robots.txt")).body.toString()).toContain("Disallow: /\n");
  });
});

describe("a request that would change something", () => {
  const form = { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "a=1" };

  it.each(["/es/solutions", "/es/solutions?_data=routes%2Fsolutions", "/api/v1/solutions", "/robots.txt", "/es/nothing", "/"])(
    "is refused without an Origin: POST %s",
    async (path) => {
      expect((await raw(path, form)).status).toBe(403);
      expect((await raw(path, { ...form, headers: { ...form.headers, origin: "null" } })).status).toBe(403);
      expect((await raw(path, { ...form, headers: { ...form.headers, origin: "https://elsewhere.example" } })).status).toBe(403);
    },
  );

  it("is not refused for its origin when it comes from our own page", async () => {
    const { status } = await raw("/es/solutions", { ...form, headers: { ...form.headers, origin: site.origin } });
    expect(status).toBe(405);
  });

  it("is refused when its body is too large, announced or not", async () => {
    const big = Buffer.alloc(1_200_000, "a");
    const headers = { ...form.headers, origin: site.origin };
    expect((await raw("/es/solutions", { ...form, headers: { ...headers, "content-length": String(big.length) }, body: big })).status).toBe(413);
  });
});

describe("an address that can't be read", () => {
  it.each(["/es?q=%00", "/es/%E0%A4%A", "/es/solutions?q=%ff", `/es/solutions?q=${"a".repeat(10_000)}`])("answers 400, not 500", async (path) => {
    expect((await raw(path)).status).toBe(400);
  });
});

describe("anonymous pages", () => {
  it("come from memory the second time, with the same ETag, and 304 when nothing changed", async () => {
    const first = await raw("/es?warm=1");
    const second = await raw("/es?warm=1");
    expect([first.headers["x-cache"], second.headers["x-cache"]]).toEqual(["origin", "memory"]);
    expect(second.headers.etag).toBe(first.headers.etag);
    const third = await raw("/es?warm=1", { headers: { "if-none-match": String(first.headers.etag) } });
    expect([third.status, third.body.length]).toEqual([304, 0]);
  });

  it("come compressed as asked", async () => {
    const plain = (await raw("/es")).body.toString();
    expect(brotliDecompressSync((await raw("/es", { headers: { "accept-encoding": "br" } })).body).toString()).toBe(plain);
    expect(gunzipSync((await raw("/es", { headers: { "accept-encoding": "gzip" } })).body).toString()).toBe(plain);
  });

  it("answer HEAD with the same headers and no body", async () => {
    const [get, head] = [await raw("/es"), await raw("/es", { method: "HEAD" })];
    expect(head.body.length).toBe(0);
    expect([head.status, head.headers.etag, head.headers["content-length"]]).toEqual([get.status, get.headers.etag, get.headers["content-length"]]);
  });

  it("are neither taken from memory nor kept for a visitor with a cookie of ours", async () => {
    await raw("/es");
    const { headers } = await raw("/es", { headers: { cookie: "other=1; sol_locale=en" } });
    expect(headers["x-cache"]).toBeUndefined();
    expect(headers["cache-control"]).toBe("private, no-store");
  });

  it("are fresh within a second after the catalogue changed", async () => {
    await raw("/es");
    expect((await raw("/es")).headers["x-cache"]).toBe("memory");
    const client = new pg.Client({ connectionString: site.databaseUrl });
    await client.connect();
    await client.query("SELECT pg_notify('catalogue_changed', '')");
    await client.end();
    expect(await eventually(async () => (await raw("/es")).headers["x-cache"] === "origin")).toBe(true);
  });

  it("carry no script of a framework", async () => {
    const body = (await raw("/es")).body.toString();
    expect(body).not.toMatch(/<script(?![^>]*application\/ld\+json)/);
    expect(body).not.toContain("modulepreload");
  });
});

describe("the language", () => {
  it.each([
    ["pt-BR,pt;q=0.9,en;q=0.8", undefined, "/pt"],
    ["fr-FR,en;q=0.4", undefined, "/en"],
    ["fr", undefined, "/es"],
    ["en", "sol_locale=pt", "/pt"],
    ["en", "sol_locale=xx", "/en"],
  ])("of a visitor with %s and the cookie %s is at %s", async (accept, cookie, location) => {
    const { status, headers } = await raw("/", { headers: { "accept-language": accept, ...(cookie && { cookie }) } });
    expect([status, headers.location, headers["cache-control"]]).toEqual([302, location, "no-store"]);
  });

  it("that we don't have is no page", async () => {
    expect((await raw("/fr")).status).toBe(404);
    expect((await raw("/fr/solutions")).status).toBe(404);
  });
});

describe("the probes", () => {
  it("say alive and ready", async () => {
    expect((await raw("/healthz")).status).toBe(200);
    expect((await raw("/readyz")).status).toBe(200);
  });
});

describe("an address that reads too much", () => {
  it("is told to wait, while what is in memory still answers and others go on", async () => {
    const small = await startSite({ content: "empty", env: { READS_PER_MINUTE: "5", TRUST_PROXY: "loopback" } });
    try {
      const read = async (path: string, from: string) => (await small.get(path, { headers: { "x-forwarded-for": from } })).status;
      await read("/es", "10.0.0.1");
      const statuses: number[] = [];
      for (let index = 0; index < 6; index += 1) statuses.push(await read(`/es?n=${index}`, "10.0.0.1"));
      expect(statuses.filter((status) => status === 429).length).toBe(2);
      expect(await read("/es", "10.0.0.1")).toBe(200);
      expect(await read("/es?n=x", "10.0.0.2")).toBe(200);
    } finally {
      await small.stop();
    }
  });

  it("can't hide behind a header that it writes itself, when no proxy is trusted", async () => {
    const small = await startSite({ content: "empty", env: { READS_PER_MINUTE: "5" } });
    try {
      const statuses: number[] = [];
      for (let index = 0; index < 8; index += 1) statuses.push((await small.get(`/es?n=${index}`, { headers: { "x-forwarded-for": `10.0.0.${index}` } })).status);
      expect(statuses.filter((status) => status === 429).length).toBe(3);
    } finally {
      await small.stop();
    }
  });
});
