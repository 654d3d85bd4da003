import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPage, textOf } from "#tests/setup/pages";
import { type Site, startSite } from "#tests/setup/site";
import { SolutionSchema } from "~/api/v1/solution";
import { SolutionsSchema } from "~/api/v1/solutions";

const SLUG = "hielo-de-turno-cava-compartida-para-pescadores";
let site: Site;

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

/** Runs on the site's own database, then tells its processes that listings changed, as a service would. */
async function change(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: site.databaseUrl });
  await client.connect();
  await client.query(sql);
  await client.query("NOTIFY catalogue_changed");
  await client.end();
}

describe("the page of a solution", () => {
  it("has its address in three languages, facts for search engines and no script", async () => {
    const { html } = await readPage(site, `/es/solutions/${SLUG}`);
    expect(textOf(html, "h1")).toContain("Hielo de turno");
    expect(html).toContain(`rel="canonical" href="${site.origin}/es/solutions/${SLUG}"`);
    for (const locale of ["es", "en", "pt"]) expect(html).toContain(`hrefLang="${locale}" href="${site.origin}/${locale}/solutions/${SLUG}"`);
    const [, facts = ""] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html) ?? [];
    expect(JSON.parse(facts)).toMatchObject({ "@type": "Service", url: `${site.origin}/es/solutions/${SLUG}` });
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  it("shares itself by WhatsApp, with its title and its own address", async () => {
    const { html } = await readPage(site, `/es/solutions/${SLUG}`);
    const [, href = ""] = /href="(https:\/\/wa\.me\/[^"]+)"/.exec(html) ?? [];
    const text = new URL(href.replaceAll("&amp;", "&")).searchParams.get("text");
    expect(text).toMatch(/^Hielo de turno.*: http/);
    expect(text?.endsWith(`${site.origin}/es/solutions/${SLUG}`)).toBe(true);
  });

  it("holds nobody's number, mail or name, not even in a loader's bare data", async () => {
    const client = new pg.Client({ connectionString: site.databaseUrl });
    await client.connect();
    const { rows } = await client.query(
      `SELECT contact.* FROM "SolutionContact" contact JOIN "Listing" listing ON listing."solutionId" = contact."solutionId" WHERE listing.slug = $1`,
      [SLUG],
    );
    await client.end();
    const secrets = [rows[0].personName, rows[0].email, rows[0].whatsapp].filter(Boolean);
    expect(secrets.length).toBeGreaterThan(1);
    for (const path of [`/es/solutions/${SLUG}`, `/es/solutions/${SLUG}?_data=routes%2Fsolution`, `/api/v1/solutions/${SLUG}`, "/data/solutions.jsonl", "/data/solutions.csv"]) {
      const body = await (await site.get(path)).text();
      expect(
        secrets.filter((secret) => body.includes(secret)),
        path,
      ).toEqual([]);
    }
  });

  it("leads to how its owner is reached from its top too, while somebody can be", async () => {
    const path = "/es/solutions/compra-junta-de-los-martes";
    const toContact = /<a [^>]*href="#contact"[^>]*>Cómo contactar</;
    expect((await readPage(site, path)).html).toMatch(toContact);
    await change(`UPDATE "Listing" SET state = 'archived' WHERE slug = 'compra-junta-de-los-martes'`);
    await expect.poll(async () => (await readPage(site, path)).html).not.toMatch(toContact);
    expect((await readPage(site, path)).html).toContain('id="contact"');
  });

  it("becomes a tombstone that names a reason and no person", async () => {
    await change(`UPDATE "Listing" SET state = 'removed', "removedReason" = 'duplicate', "stateSince" = '2026-05-12T15:00:00Z' WHERE slug LIKE 'retorno-lleno%'`);
    await expect.poll(async () => (await site.get("/es/solutions/retorno-lleno")).status).toBe(410);
    const { html } = await readPage(site, "/es/solutions/retorno-lleno");
    expect(html).toContain("Esta ficha se retiró del registro el 12 de mayo de 2026. Motivo: estaba repetida.");
    expect(textOf(html, "title")).toContain("Esta ficha se retiró");
    expect((await (await site.get("/api/v1/solutions/retorno-lleno")).json()).title).toBe("duplicate");
    expect(await (await site.get("/data/solutions.jsonl")).text()).not.toContain('"slug":"retorno-lleno"');
  });
});

describe("the API on the wire", () => {
  it("answers any page's script, and says when nothing changed", async () => {
    const first = await site.get("/api/v1/solutions?q=colmado", { headers: { origin: "https://elsewhere.example" } });
    expect(first.headers.get("access-control-allow-origin")).toBe("*");
    expect(first.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const found = SolutionsSchema.parse(await first.json());
    expect(found.total).toBeGreaterThan(0);
    const again = await site.get("/api/v1/solutions?q=colmado", { headers: { "if-none-match": first.headers.get("etag") ?? "" } });
    expect(again.status).toBe(304);
  });

  it("answers whole records for everything that the search gives", async () => {
    const { items } = SolutionsSchema.parse(await (await site.get("/api/v1/solutions?per_page=100")).json());
    expect(items.length).toBeGreaterThan(80);
    for (const { id, slug, reference } of items.slice(0, 8)) {
      expect(SolutionSchema.parse(await (await site.get(`/api/v1/solutions/${id}`)).json())).toMatchObject({ slug, reference });
    }
  });

  it("refuses in problem documents, at every level", async () => {
    for (const [path, status] of [
      ["/api/v1/solutions?page=-1", 400],
      [`/api/v1/solutions?q=${"a".repeat(9_000)}`, 400],
      ["/api/v1/solutions?q=%00", 400],
      ["/api/v1/solutions?q=%FF", 400],
      ["/api/v1/solutions/nothing", 404],
      ["/api/v2/solutions", 404],
    ] as const) {
      const answer = await site.get(path);
      expect(answer.status, path).toBe(status);
      expect(answer.headers.get("content-type"), path).toContain("application/problem+json");
      expect(await answer.json()).toMatchObject({ status });
    }
  });
});

describe("a download on the wire", () => {
  it("is every published solution, compressed on demand, and 304 until something changes", async () => {
    const zipped = await fetch(`${site.origin}/data/solutions.jsonl`, { headers: { "accept-encoding": "gzip" } });
    const lines = (await zipped.text()).trimEnd().split("\n");
    expect(zipped.headers.get("content-encoding")).toBe("gzip");
    expect(lines.length).toBeGreaterThan(80);
    for (const line of lines) SolutionSchema.parse(JSON.parse(line));
    const etag = zipped.headers.get("etag") ?? "";
    expect((await site.get("/data/solutions.jsonl", { headers: { "if-none-match": etag } })).status).toBe(304);
    await change(`UPDATE "Listing" SET state = 'hidden', "updatedAt" = now() WHERE slug LIKE 'cuaderno-de-fiado%'`);
    const later = await site.get("/data/solutions.jsonl", { headers: { "if-none-match": etag } });
    expect(later.status).toBe(200);
    expect(await later.text()).not.toContain("cuaderno-de-fiado");
  });

  it("is whole for who reads it slowly, and survives who hangs up", async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      const abandoned = new AbortController();
      const answer = await site.get("/data/solutions.csv", { signal: abandoned.signal });
      await answer.body?.getReader().read();
      abandoned.abort();
    }
    const answer = await site.get("/data/solutions.csv");
    expect(answer.status).toBe(200);
    expect((await answer.text()).endsWith("\r\n")).toBe(true);
  });
});
