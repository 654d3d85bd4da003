import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { openBrowser } from "#tests/setup/browser";
import { type Site, startSite } from "#tests/setup/site";
import { LOCALES } from "~/i18n/locales";
import { Journey } from "./journey";

let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

describe("one solution's way, on phones without JavaScript", () => {
  it.each(LOCALES)("goes in %s from an owner's draft to a shop owner's message, through five people's hands", { timeout: 300_000 }, async (locale) => {
    await new Journey(site, browser, locale).walk();
  });
});
