import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPage } from "#tests/setup/pages";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const TITLES = { es: "¿Qué problema quiere resolver?", en: "What problem do you want to solve?", pt: "Que problema você quer resolver?" };

describe.each(Object.entries(TITLES))("the first page in %s", (locale, title) => {
  it("asks its question, in its language", async () => {
    const { response, html } = await readPage(site, `/${locale}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-language")).toBe(locale);
    expect(html).toContain(`<html lang="${locale}">`);
    expect(html).toContain(`<h1>${title}</h1>`);
  });

  it("says that it holds demonstration content, and ships no script", async () => {
    const { html } = await readPage(site, `/${locale}`);
    expect(html).toContain('class="demonstration"');
    expect(html).not.toMatch(/<script(?![^>]*ld\+json)|\son\w+=|<style|\sstyle=/i);
  });

  it("offers examples that find something", async () => {
    const { html } = await readPage(site, `/${locale}`);
    const examples = [...html.matchAll(/href="(\/\w\w\/solutions\?q=[^"]+)"/g)].slice(0, 3).map(([, href]) => href ?? "");
    expect(examples).toHaveLength(3);
    for (const href of examples) {
      const { html: results } = await readPage(site, href);
      expect(results, href).toContain('<ol class="result-list">');
    }
  });

  it("links to the same page in each language, named in its own words", async () => {
    const { html } = await readPage(site, `/${locale}`);
    for (const [target, name] of [
      ["es", "Español"],
      ["en", "English"],
      ["pt", "Português"],
    ]) {
      expect(html).toMatch(new RegExp(`<a href="/${target}" lang="${target}" hrefLang="${target}"[^>]*>${name}</a>`));
      expect(html).toMatch(new RegExp(`<link rel="alternate" hrefLang="${target}" href="http://[^/]+/${target}"/>`));
    }
    expect(html).toMatch(new RegExp(`<link rel="canonical" href="http://[^/]+/${locale}"/>`));
  });

  it("has no link that leads nowhere", async () => {
    const { html } = await readPage(site, `/${locale}`);
    const links = new Set([...html.matchAll(/href="(\/[^"#]*)/g)].map(([, href]) => (href ?? "").replaceAll("&amp;", "&")));
    expect(links.size).toBeGreaterThan(20);
    for (const link of links) expect((await site.get(link)).status, link).toBe(200);
  });
});

describe("what there is and what is asked for", () => {
  it("counts what the database holds", async () => {
    const { html } = await readPage(site, "/es");
    expect(html).toMatch(/91 soluciones que ya funcionan/);
    const row = /<th scope="row"><a href="\/es\/countries\/DO".*?<\/tr>/s.exec(html)?.[0] ?? "";
    const numbers = [...row.matchAll(/<td[^>]*>(\d+)<\/td>/g)].map(([, number]) => Number(number));
    expect(numbers).toHaveLength(4);
    const { html: country } = await readPage(site, "/es/solutions?country=DO");
    expect(country).toContain(`<h1>${numbers.slice(0, 3).reduce((sum, number) => sum + number, 0)} soluciones</h1>`);
  });
});

describe("an installation without content", () => {
  it("opens with a first page that says so", async () => {
    const empty = await startSite({ content: "empty" });
    try {
      const { response, html } = await readPage(empty, "/es");
      expect(response.status).toBe(200);
      expect(html).not.toContain('class="demonstration"');
      expect(html).toContain("El registro está por abrir");
    } finally {
      await empty.stop();
    }
  });
});
