import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, openBrowser, visitor } from "#tests/setup/browser";
import { type Site, startSite } from "#tests/setup/site";

const SOLUTION = "solutions/hielo-de-turno-cava-compartida-para-pescadores";
const PAGES = [SOLUTION, "countries", "countries/DO", "countries/FR", "institutions", "institutions/camara-de-comercio-del-yaque", "data", "solutions/nunca"];
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site.stop();
});

describe.each([360, 1280] as const)("at %i pixels", (width) => {
  it.each(PAGES)("/es/%s is accessible and fits", async (page) => {
    await expectAccessible(browser, `${site.origin}/es/${page}`, { width });
  });
});

it("a solution is accessible in the dark, and in a language that it was not written in", async () => {
  await expectAccessible(browser, `${site.origin}/es/${SOLUTION}`, { dark: true });
  await expectAccessible(browser, `${site.origin}/en/solutions/medidores-de-gas-prestados-para-minas-pequenas`);
});

it("leads from a solution to the institution that checked it, without a script", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  await page.goto(`${site.origin}/es/${SOLUTION}`);
  await page.getByRole("table", { name: "Qué está comprobado" }).getByRole("link").first().click();
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Cámara de Comercio del Yaque");
  await page.getByRole("link", { name: "Hielo de turno" }).first().click();
  expect(new URL(page.url()).pathname).toBe(`/es/${SOLUTION}`);
  await context.close();
});

it("leads from the top of a solution to who is behind it, on a phone, where that stands at the end", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  await page.goto(`${site.origin}/es/${SOLUTION}`);
  const write = page.getByRole("link", { name: "Escribir un mensaje" });
  const isSeen = async () => ((await write.boundingBox())?.y ?? Number.POSITIVE_INFINITY) < (page.viewportSize()?.height ?? 0);
  expect(await isSeen()).toBe(false);
  await page.getByRole("link", { name: "Cómo contactar" }).click();
  expect(await isSeen()).toBe(true);
  await context.close();
  const wide = await visitor(browser, { width: 1280 });
  const beside = await wide.newPage();
  await beside.goto(`${site.origin}/es/${SOLUTION}`);
  expect(await beside.locator(".to-contact").isVisible()).toBe(false);
  await wide.close();
});

it("breaks no rule of its own content policy", async () => {
  const context = await visitor(browser, { javaScript: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  for (const path of PAGES.slice(0, -1)) await page.goto(`${site.origin}/es/${path}`);
  expect(complaints).toEqual([]);
  await context.close();
});
