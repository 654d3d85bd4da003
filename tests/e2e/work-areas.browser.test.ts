import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demonstrationAccount, signInCookie } from "#tests/setup/accounts";
import { expectAccessible, expectNoOverflow, expectPageAccessible, openBrowser, visitor } from "#tests/setup/browser";
import { type Site, startSite } from "#tests/setup/site";
import submission from "~/i18n/locales/es/submission";

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

const LISTING = "hielo-de-turno-cava-compartida-para-pescadores";

describe("pages where people work", () => {
  it.each(["es", "en", "pt"])("are accessible to a visitor in %s, on a phone and on a laptop", async (locale) => {
    for (const page of [
      "submit",
      "sign-up",
      "sign-in",
      "sign-in/link",
      "sign-in/reset",
      `solutions/${LISTING}/contact`,
      `solutions/${LISTING}/report`,
      `solutions/${LISTING}/whatsapp`,
    ]) {
      for (const width of [360, 1280] as const) await expectAccessible(browser, `${site.origin}/${locale}/${page}`, { width });
    }
  });

  it.each([
    ["owner", ["account", "account/password", "account/address", "my/solutions", "my/listings"]],
    ["coordinator", ["coordinate", "coordinate?pile=closed", "coordinate/letters", "coordinate/numbers", "moderate"]],
    ["reviewer", ["review", "account"]],
    ["programme-manager", ["coordinate", "moderate", "moderate?pile=unconfirmed"]],
  ])("are accessible to the %s", async (role, pages) => {
    const cookie = await signInCookie(site, demonstrationAccount(role));
    for (const page of pages) {
      for (const width of [360, 1280] as const) await expectAccessible(browser, `${site.origin}/es/${page}`, { width, cookie });
      await expectAccessible(browser, `${site.origin}/es/${page}`, { dark: true, cookie });
    }
  });

  it("unfold what an owner sent, on a phone without JavaScript", async () => {
    const cookie = await signInCookie(site, demonstrationAccount("owner"));
    const phone = await visitor(browser);
    await phone.addCookies([{ name: cookie.split("=")[0] ?? "", value: cookie.slice(cookie.indexOf("=") + 1), url: site.origin }]);
    const page = await phone.newPage();
    await page.goto(`${site.origin}/es/my/solutions`);
    await page.locator("main").getByRole("link", { name: submission.next_see }).first().click();
    const contact = page.getByText(submission.field_contactPerson);
    expect(await contact.isVisible()).toBe(false);
    await page.getByText(submission.sentTitle).click();
    expect(await contact.isVisible()).toBe(true);
    await expectNoOverflow(page);
    await expectPageAccessible(page);
    await phone.close();
  });
});
