import http from "node:http";
import { brotliDecompressSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPage, textOf } from "#tests/setup/pages";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const cards = (html: string) => [...html.matchAll(/<article class="card hit.*?<\/article>/gs)].map(([card]) => card);
const slugs = (html: string) => cards(html).map((card) => /href="\/\w\w\/solutions\/([\w-]+)"/.exec(card)?.[1] ?? "");

describe("searching", () => {
  it("says what was asked and how much was found, in the heading and the title", async () => {
    const { html } = await readPage(site, "/es/solutions?q=cobrar+sin+efectivo");
    const heading = textOf(html, "h1");
    expect(heading).toMatch(/^\d+ soluciones para «cobrar sin efectivo»$/);
    expect(textOf(html, "title")).toBe(`${heading} – Solucionario`);
    expect(html).toMatch(/<input type="search" name="q"[^>]* value="cobrar sin efectivo"/);
  });

  it("shows why a solution appears by the words that really match", async () => {
    const { html } = await readPage(site, "/es/solutions?q=colmado&country=DO");
    const [first = ""] = cards(html);
    expect(first).toMatch(/<mark>[^<]*colmado[^<]*<\/mark>/i);
    expect(first).toContain("Por qué aparece:");
    expect(first).toContain("funciona en República Dominicana");
  });

  it("says who vouches for each solution, and what is demonstration", async () => {
    const { html } = await readPage(site, "/es/solutions");
    for (const card of cards(html)) {
      expect(card).toMatch(/Comprobada por|Evaluada/);
      expect(card).toContain("Demostración");
    }
  });

  it("marks a text that is in another language than the page", async () => {
    const { html } = await readPage(site, "/en/solutions?language=es&country=NI");
    const foreign = cards(html).filter((card) => card.includes('lang="es"'));
    for (const card of foreign) expect(card).toContain("In Spanish");
    const { html: own } = await readPage(site, "/es/solutions?language=es");
    for (const card of cards(own)) expect(card).not.toContain('lang="');
  });

  it("keeps the search when the language changes", async () => {
    const { html } = await readPage(site, "/es/solutions?q=hielo&country=DO");
    expect(html).toMatch(/<a href="\/pt\/solutions\?country=DO&amp;q=hielo" lang="pt"/);
  });
});

describe("filters", () => {
  it("can each be taken off by a link, and all at once", async () => {
    const { html } = await readPage(site, "/es/solutions?category=logistics&country=DO&country=MX");
    const chips = [...html.matchAll(/<a class="chip" href="([^"]+)" aria-label="([^"]+)"/g)].map(([, href, label]) => [label, (href ?? "").replaceAll("&amp;", "&")]);
    expect(Object.fromEntries(chips)).toEqual({
      "Quitar Tema: Logística y cadenas de distribución": "/es/solutions?country=DO&country=MX",
      "Quitar País: República Dominicana": "/es/solutions?category=logistics&country=MX",
      "Quitar País: México": "/es/solutions?category=logistics&country=DO",
    });
    expect(html).toMatch(/href="\/es\/solutions">Quitar todos los filtros/);
  });

  it("stay in the form when they are not shown in it", async () => {
    const { html } = await readPage(site, "/es/solutions?sdg=8&sector=A");
    expect(html).toContain('<input type="hidden" name="sdg" form="search" value="8"/>');
    expect(html).toContain('<input type="hidden" name="sector" form="search" value="A"/>');
  });

  it("promise with their count what choosing them brings", async () => {
    const { html } = await readPage(site, "/es/solutions?category=agile-payments");
    const counts = [...html.matchAll(/name="country" form="search" value="(\w\w)"\/><span>[^<]+<\/span><span class="count">(\d+)</g)].slice(0, 4);
    expect(counts).toHaveLength(4);
    for (const [, country, count] of counts) {
      const { html: narrowed } = await readPage(site, `/es/solutions?category=agile-payments&country=${country}`);
      expect(textOf(narrowed, "h1"), country).toMatch(new RegExp(`^${count} soluci`));
    }
  });
});

describe("pages of results", () => {
  it("hold every solution once", async () => {
    const { html } = await readPage(site, "/es/solutions");
    const all: string[] = [];
    for (let page = 1; page <= 5; page += 1) all.push(...slugs((await readPage(site, `/es/solutions?page=${page}`)).html));
    expect(textOf(html, "h1")).toBe("91 soluciones");
    expect(all).toHaveLength(91);
    expect(new Set(all).size).toBe(91);
  });

  it("name themselves in the title, and share the address of the first", async () => {
    const { html } = await readPage(site, "/es/solutions?page=2");
    expect(textOf(html, "title")).toBe("91 soluciones, página 2 – Solucionario");
    expect(html).toMatch(/<link rel="canonical" href="http:\/\/[^/]+\/es\/solutions"\/>/);
    expect(html).toContain('rel="prev"');
    expect(html).toContain('rel="next"');
  });

  it("lead back to the first, with a word about it, when there are not that many", async () => {
    const { response, html } = await readPage(site, "/es/solutions?page=77");
    expect(response.status).toBe(200);
    expect(html).toContain("La página 77 no existe; le mostramos la primera.");
    expect(slugs(html)).toEqual(slugs((await readPage(site, "/es/solutions")).html));
  });
});

describe("a search that finds nothing", () => {
  it("says what stands in the way, with what each way out gives", async () => {
    const { html } = await readPage(site, "/es/solutions?q=buceo&category=agile-payments&country=AR");
    expect(textOf(html, "h1")).toBe("Nada todavía para «buceo»");
    expect(html).toContain("Si quita un filtro");
    const ways = [...html.matchAll(/<a class="chip" href="([^"]+)">[^<]+<span class="count">(\d+)</g)];
    expect(ways.length).toBeGreaterThan(0);
    for (const [, href = "", count] of ways) {
      const { html: there } = await readPage(site, href.replaceAll("&amp;", "&"));
      expect(textOf(there, "h1"), href).toMatch(new RegExp(`^${count} soluci`));
    }
    expect(html).toContain("O vea todo por tema");
  });

  it("shows needs that other firms posted with the same words", async () => {
    const { html } = await readPage(site, "/es/solutions?q=pegamento+de+zapatos&country=BZ&category=agile-payments");
    expect(html).toContain("Lo que otros negocios también piden");
  });
});

describe("a bad value", () => {
  it.each([
    ["page=-1", "No conocemos la página «-1»; la dejamos fuera."],
    ["page=1e9", "No conocemos la página «1e9»; la dejamos fuera."],
    ["country=XX", "No conocemos el país «XX»; lo dejamos fuera."],
    ["category=ghosts", "No conocemos el tema «ghosts»; lo dejamos fuera."],
    ["business=ghosts", "No conocemos el tipo de negocio «ghosts»; lo dejamos fuera."],
    ["sort=best", "No conocemos el orden «best»; lo dejamos fuera."],
    ["q=%5C", "En «\\» no hay palabras que buscar; le mostramos todo."],
  ])("%s is answered with the rest and a word about it", async (query, notice) => {
    const { response, html } = await readPage(site, `/es/solutions?${query}`);
    expect(response.status).toBe(200);
    expect(html).toContain(notice);
    expect(textOf(html, "h1")).toBe("91 soluciones");
  });

  it.each([
    "q='%20%26%20%7C%20!(%20:*%20%3C-%3E",
    "q=agua%20%3C-%3E%20%7C%7C%20'%3B--",
    "q=%22%22%22",
    "q=a%5C",
    "q=%25_%25",
    "category=%00x%5C",
    "q=%F0%9F%98%80",
    `q=${"a%20".repeat(1_500)}`,
    "country[]=DO",
    "page=1&page=x",
  ])("?%s never breaks the page", async (query) => {
    const { response, html } = await readPage(site, `/es/solutions?${query}`);
    expect([200, 400]).toContain(response.status);
    expect(html).toContain("</html>");
    expect(html).not.toContain("undefined");
  });

  it("is answered in the shell, in the language of the page, when the address is too long or unreadable", async () => {
    for (const query of ["a".repeat(10_000), "%FF", "%00"]) {
      const { response, html } = await readPage(site, `/pt/solutions?q=${query}`);
      expect(response.status).toBe(400);
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(html).toContain('<html lang="pt">');
      expect(html).toContain('class="foot"');
      expect(html).toContain('class="demonstration"');
      expect(html).not.toMatch(/<script/i);
    }
  });

  it("shows what was typed as text, never as markup", async () => {
    const { html } = await readPage(site, `/es/solutions?q=${encodeURIComponent('<img src=x onerror=alert(1)>"')}&country=${encodeURIComponent("<b>")}`);
    expect(html).not.toContain("<img");
    expect(html).not.toContain("<b>»");
  });
});

describe("what is no longer public", () => {
  it("is not shown, even while the index still has it", async () => {
    const { html: before } = await readPage(site, "/es/solutions?q=colmado&sort=title");
    const [hidden = ""] = slugs(before);
    const client = new pg.Client({ connectionString: site.databaseUrl });
    await client.connect();
    // Behind the back of every service, so that nothing tells the index.
    await client.query(`UPDATE "Listing" SET state = 'hidden' WHERE slug = $1`, [hidden]);
    try {
      const { html: after } = await readPage(site, "/es/solutions?q=colmado&sort=title&page=1");
      expect(slugs(after)).not.toContain(hidden);
      expect(slugs(after)).toEqual(slugs(before).slice(1));
    } finally {
      await client.query(`UPDATE "Listing" SET state = 'published' WHERE slug = $1`, [hidden]);
      await client.end();
    }
  });
});

describe("a first visit", () => {
  /** Bytes on the wire, as sent: fetch would decompress them. */
  function weigh(path: string): Promise<{ bytes: number; body: string }> {
    return new Promise((resolve, reject) => {
      http
        .get(new URL(path, site.origin), { headers: { "accept-encoding": "br" } }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const raw = Buffer.concat(chunks);
            const headers = response.rawHeaders.join(": ").length;
            resolve({ bytes: raw.length + headers, body: (response.headers["content-encoding"] === "br" ? brotliDecompressSync(raw) : raw).toString() });
          });
        })
        .on("error", reject);
    });
  }

  it("to a page of results weighs 40 kB at most, headers included, in 6 requests at most", async () => {
    const page = await weigh("/es/solutions?q=cobrar");
    const parts = [...page.body.matchAll(/<(?:link rel="(?:stylesheet|icon)"|img|script)[^>]*?(?:href|src)="([^"]+)"/g)].map(([, href]) => href ?? "");
    expect(parts.some((href) => href.endsWith(".css"))).toBe(true);
    const weights = [page, ...(await Promise.all(parts.map(weigh)))].map(({ bytes }) => bytes);
    expect(weights.length).toBeLessThanOrEqual(6);
    expect(weights.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(40_000);
  });
});
