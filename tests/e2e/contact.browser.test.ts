import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, expectNoOverflow, openBrowser, visitor } from "#tests/setup/browser";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;
let browser: Browser;
const PAGE = "/es/solutions/hielo-de-turno-cava-compartida-para-pescadores";

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

describe("reaching an owner, on a phone without JavaScript", () => {
  it.each(["contact", "whatsapp", "report"])("finds nothing in the way on the page of %s", { timeout: 300_000 }, async (way) => {
    await expectAccessible(browser, `${site.origin}${PAGE}/${way}`, { width: 360 });
  });

  it("opens no WhatsApp with a number of the demonstration, and says so", { timeout: 300_000 }, async () => {
    const page = await (await visitor(browser, { javaScript: false })).newPage();
    await page.goto(site.origin + PAGE);
    await page.click("main a[href$='/whatsapp']");
    await page.click("main form button");
    expect(await page.textContent("h1")).toBe("Aquí se abriría WhatsApp");
    expect(new URL(page.url()).origin).toBe(site.origin);
    await expectNoOverflow(page);
  });
});
