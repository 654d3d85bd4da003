import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demonstrationAccount, signInCookie } from "#tests/setup/accounts";
import { expectNoOverflow, expectPageAccessible, openBrowser, visitor } from "#tests/setup/browser";
import { type Site, startSite } from "#tests/setup/site";
import account from "~/i18n/locales/es/account";
import desk from "~/i18n/locales/es/desk";
import kept from "~/i18n/locales/es/kept";
import submission from "~/i18n/locales/es/submission";

let site: Site;
let browser: Browser;
let database: pg.Client;

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
  database = new pg.Client({ connectionString: site.databaseUrl });
  await database.connect();
  await database.query(
    `UPDATE "Submission" SET "institutionId" = (
       SELECT part."organisationId" FROM "Membership" part JOIN "Channel" channel ON channel."personId" = part."personId" WHERE channel.address = $1 AND part.role = 'coordinator')
     WHERE state = 'decided'`,
    [demonstrationAccount("coordinator").email],
  );
});
afterAll(async () => {
  await browser?.close();
  await database?.end();
  await site?.stop();
});

/** Read on a phone and on a laptop, by axe too. */
async function look(page: Page, name: string): Promise<void> {
  const phone = page.viewportSize();
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await expectNoOverflow(page);
    // To be looked at by whoever changes these pages.
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}-${width}.png` });
  }
  if (phone) await page.setViewportSize(phone);
  await expectPageAccessible(page);
}

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel(account.address).fill(email);
  await page.getByLabel(account.password).fill(password);
  await page.getByRole("button", { name: account.signIn }).click();
}

describe("on a phone without JavaScript", () => {
  it("a coordinator whose session ends over several letters finds them as they were written, and sends them", async () => {
    const coordinator = demonstrationAccount("coordinator");
    const cookie = await signInCookie(site, coordinator);
    const phone = await visitor(browser);
    await phone.addCookies([{ name: cookie.split("=")[0] ?? "", value: cookie.slice(cookie.indexOf("=") + 1), url: site.origin }]);
    const page = await phone.newPage();
    await page.goto(`${site.origin}/es/coordinate?pile=decided`);
    const boxes = page.locator('input[name="id"]');
    const count = await boxes.count();
    for (let index = 0; index < count; index += 1) await boxes.nth(index).check();
    await page.getByRole("button", { name: desk.announcePrepare }).click();
    const letter = (index: number) => `Carta número ${index}, escrita con calma.\n\nY su segundo párrafo.`;
    for (let index = 0; index < count; index += 1) await page.locator("textarea").nth(index).fill(letter(index));
    await page.getByRole("checkbox").last().uncheck();
    await database.query(`DELETE FROM "Session"`);
    await page.getByRole("button", { name: desk.announceSend.other }).click();
    await expect(page.getByRole("heading", { name: kept.signInTitle }).isVisible()).resolves.toBe(true);
    await look(page, "sign-in");

    await page.getByLabel(account.address).fill(coordinator.email);
    await page.getByLabel(account.password).fill("no es esta contraseña");
    await page.getByRole("button", { name: account.signIn }).click();
    await expect(page.getByRole("heading", { name: kept.signInTitle }).isVisible()).resolves.toBe(true);
    await signIn(page, coordinator);
    expect(await page.locator("main").textContent()).toContain("Esto es lo que escribió");
    expect(await page.locator("textarea").count()).toBe(count);
    for (let index = 0; index < count; index += 1) expect(await page.locator("textarea").nth(index).inputValue()).toBe(letter(index));
    expect(await page.getByRole("checkbox").last().isChecked()).toBe(false);
    await look(page, "filled");

    await page.goto(`${site.origin}/es/account`);
    expect(await page.getByText("Quedó algo suyo sin guardar").isVisible()).toBe(true);
    await look(page, "offer-mine");
    await page.getByRole("link", { name: kept.open }).click();
    await page.getByRole("button", { name: desk.announceSend.other }).click();
    expect(await page.getByRole("status").textContent()).toContain("Salieron");
    const { rows } = await database.query(`SELECT count(*)::int AS left FROM "ParkedPost"`);
    expect(rows).toEqual([{ left: 0 }]);
    await phone.close();
  });

  it("somebody without an account who lost their draft's cookie carries on in a new draft", async () => {
    const phone = await visitor(browser);
    const page = await phone.newPage();
    await page.goto(`${site.origin}/es/submit`);
    await page.locator("#title").fill("Nevera de barro");
    await page.getByRole("button", { name: submission.save }).click();
    await page.locator("#summary").fill("Dos ollas, arena y agua.");
    await phone.clearCookies();
    await page.getByRole("button", { name: submission.save }).click();
    await look(page, "sign-in-without-account");
    await page.goto(`${site.origin}/es/submit`);
    await look(page, "offer");
    await page.getByRole("link", { name: kept.open }).click();
    expect([await page.locator("#title").inputValue(), await page.locator("#summary").inputValue()]).toEqual(["Nevera de barro", "Dos ollas, arena y agua."]);
    await look(page, "new-draft");
    await page.getByRole("button", { name: submission.save }).click();
    expect(await page.getByRole("status").first().textContent()).toContain(submission.saved);
    expect(await page.locator("#summary").inputValue()).toBe("Dos ollas, arena y agua.");
    await phone.close();
  });
});
