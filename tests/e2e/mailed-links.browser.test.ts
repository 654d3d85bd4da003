import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectAccessible, expectNoOverflow, expectPageAccessible, openBrowser, visitor } from "#tests/setup/browser";
import { letterTo, linkIn } from "#tests/setup/mailbox";
import { type Site, startSite } from "#tests/setup/site";
import { translator } from "~/i18n/translator";

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

const PASSWORD = "siete gallinas bajo el toldo";
const WIDTHS = [360, 1280] as const;

it.each(["es", "en", "pt"] as const)("a mailed link that confirms an e-mail, and the ways on from it, are accessible in %s without scripts", async (locale) => {
  const { t } = translator(locale);
  const address = `luz-${locale}@colmado.example`;
  const send = (path: string, form: Record<string, string>) =>
    site.get(`/${locale}/${path}`, { method: "POST", headers: { origin: site.origin }, body: new URLSearchParams(form) }).then((answer) => answer.arrayBuffer());
  await send("sign-up", { name: "Luz Marte", address, password: PASSWORD, country: "DO", organisation: "" });
  const link = site.origin + linkIn(await letterTo(site.dataDir, address, t("letters.verifyEmailSubject")));
  await send("sign-in/reset", { address });
  const choose = site.origin + linkIn(await letterTo(site.dataDir, address, t("letters.resetPasswordSubject")));
  for (const width of WIDTHS) for (const url of [link, choose]) await expectAccessible(browser, url, { width });
  const context = await visitor(browser, { locale });
  try {
    const page = await context.newPage();
    const look = async (name: string) => {
      await expectPageAccessible(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        await expectNoOverflow(page);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-${locale}-${width}.png`, fullPage: true });
      }
    };
    await page.goto(choose);
    await look("choose");
    await page.goto(link);
    await page.fill("[name=password]", "una clave que nadie eligió");
    await page.getByRole("button", { name: t("account.confirm"), exact: true }).click();
    await expect.poll(() => page.textContent("body")).toContain(t("account.confirmWrong"));
    await look("wrong");
    await page.fill("[name=password]", PASSWORD);
    await page.getByRole("button", { name: t("account.confirm"), exact: true }).click();
    await expect.poll(() => page.textContent("body")).toContain(t("account.confirmedEntered"));
    await look("confirmed");
    await page.goto(link);
    expect(await page.textContent("body")).toContain(t("account.alreadyConfirmedText"));
    await look("already");
  } finally {
    await context.close();
  }
});
