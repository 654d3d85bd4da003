import fs from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demonstrationAccount, signInCookie } from "#tests/setup/accounts";
import { expectAccessible, expectNoOverflow, openBrowser, visitor } from "#tests/setup/browser";
import { eventually } from "#tests/setup/processes";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

describe("one's own data", () => {
  it.each(["es", "en", "pt"])("is shown on pages with nothing in the way, in %s", async (locale) => {
    const cookie = await signInCookie(site, demonstrationAccount("owner"));
    for (const page of ["account", "account/name", "my/data", "my/data/erase"]) {
      for (const width of [360, 1280] as const) await expectAccessible(browser, `${site.origin}/${locale}/${page}`, { width, cookie });
    }
    await expectAccessible(browser, `${site.origin}/${locale}/my/data/erase`, { dark: true, cookie });
    await expectAccessible(browser, `${site.origin}/${locale}/my/data/erased`);
  });

  it("is downloaded and erased on a phone without JavaScript, and its page is gone for everybody", async () => {
    const account = demonstrationAccount("owner");
    const context = await visitor(browser, { javaScript: false });
    const page = await context.newPage();
    await page.goto(`${site.origin}/es/sign-in`);
    await page.fill("#address", account.email);
    await page.fill("#password", account.password);
    await page.click("main form button");
    await page.goto(`${site.origin}/es/my/listings`);
    await page.click("main h2 a, main h3 a, main li a");
    const listing = (await page.getAttribute("main a[href*='/es/solutions/']", "href")) ?? "";
    expect((await site.get(listing)).status).toBe(200);

    await page.goto(`${site.origin}/es/account`);
    await page.click("main a[href='/es/my/data']");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("main a[download]")]);
    const file = JSON.parse(fs.readFileSync(await download.path(), "utf8"));
    expect(file.account.addresses[0].address).toBe(account.email);
    expect(file.listings.map(({ slug }: { slug: string }) => slug)).toContain(path.basename(listing));

    await page.click("main a[href='/es/my/data/erase']");
    await expectNoOverflow(page);
    expect(await page.textContent("main")).toContain(account.institution);
    await page.fill("#current", account.password);
    await page.click("main form button");
    expect(await page.textContent("#understood-error")).toContain("Marque que lo entiende");
    await page.fill("#current", account.password);
    await page.check("#understood");
    await page.click("main form button");
    expect([new URL(page.url()).pathname, await page.textContent("h1")]).toEqual(["/es/my/data/erased", "Su cuenta está borrada"]);

    expect(await eventually(async () => (await site.get(listing)).status === 404)).toBe(true);
    await page.goto(`${site.origin}/es/account`);
    expect(new URL(page.url()).pathname).toBe("/es/sign-in");
    await page.fill("#address", account.email);
    await page.fill("#password", account.password);
    await page.click("main form button");
    expect(new URL(page.url()).pathname).toBe("/es/sign-in");
    expect(site.log()).not.toContain(account.email);
    await context.close();
  });
});
