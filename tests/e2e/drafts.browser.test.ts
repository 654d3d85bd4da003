import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectNoOverflow, expectPageAccessible, openBrowser, visitor } from "#tests/setup/browser";
import { letterTo, linkIn } from "#tests/setup/mailbox";
import { type Site, startSite } from "#tests/setup/site";
import { translator } from "~/i18n/translator";

const PASSWORD = "nueve yucas en la canasta roja";

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

async function look(page: Page): Promise<void> {
  await expectNoOverflow(page);
  await expectPageAccessible(page);
}

async function tab(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${site.origin}${path}`);
  return page;
}

it.each(["es", "en", "pt"] as const)("two drafts begun on a phone are offered on the laptop where the account is confirmed, in %s and without scripts", async (locale) => {
  const { t } = translator(locale);
  const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
  const phone = await visitor(browser, { width: 360, locale });
  const tabs = [await tab(phone, `/${locale}/submit`), await tab(phone, `/${locale}/submit`)];
  for (const [index, page] of tabs.entries()) {
    await page.fill("[name=title]", `La bodega compartida ${index + 1}`);
    await press(page, t("submission.save"));
    expect(await page.getByRole("status").textContent()).toContain(t("submission.saved"));
  }
  const list = await tab(phone, `/${locale}/submit`);
  expect(await list.getByRole("link", { name: /La bodega compartida/ }).count()).toBe(2);
  await look(list);
  await list.goto(`${site.origin}/${locale}/my/drafts`);
  await look(list);

  const [first] = tabs as [Page, Page];
  const address = `maria-${locale}@bodega.example`;
  await first.getByRole("link", { name: t("submission.signUp"), exact: true }).click();
  await first.fill("#name", "María Peña");
  await first.fill("#address", address);
  await first.fill("#password", PASSWORD);
  await first.selectOption("#country", "DO");
  await press(first, t("account.create"));

  const laptop = await visitor(browser, { width: 1280, locale });
  const page = await tab(laptop, linkIn(await letterTo(site.dataDir, address, t("letters.verifyEmailSubject"))));
  await page.fill("#password", PASSWORD);
  await press(page, t("account.confirm"));
  await look(page);
  await page
    .getByRole("main")
    .getByRole("link", { name: t("account.continue"), exact: true })
    .click();
  expect(await page.textContent("h1")).toBe(t("submission.offerTitle"));
  await look(page);
  await press(page, `${t("submission.take")}: La bodega compartida 1`);
  expect(await page.inputValue("[name=title]")).toBe("La bodega compartida 1");
  expect(await page.getByRole("status").textContent()).toContain(t("submission.taken"));
  await look(page);

  await page.goto(`${site.origin}/${locale}/submit`);
  await look(page);
  await page.goto(`${site.origin}/${locale}/my/drafts`);
  await look(page);
  await press(page, `${t("submission.leave")}: La bodega compartida 2`);
  expect(await page.getByRole("status").textContent()).toContain(t("submission.drafts_left"));

  // On the phone, the one that was left is still there, and can be deleted; it asks first.
  await list.goto(`${site.origin}/${locale}/my/drafts`);
  expect(await list.getByRole("link", { name: /La bodega compartida/ }).allTextContents()).toEqual(["La bodega compartida 2"]);
  await list.locator("details.ask-first summary").click();
  await press(list, t("submission.discardYes"));
  expect(await list.getByRole("status").textContent()).toContain(t("submission.drafts_deleted"));
  expect(await list.getByRole("main").textContent()).toContain(t("submission.draftsNone"));
  await look(list);
  await Promise.all([phone.close(), laptop.close()]);
});
