import fs from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import sparticuz from "@sparticuz/chromium";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

/** The system's Chromium when there is one, else the one that npm brought. No background traffic: tests reach loopback only. */
export async function openBrowser(): Promise<Browser> {
  const system = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => path && fs.existsSync(path));
  const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  if (system) return chromium.launch({ executablePath: system, args: quiet });
  // Not with the arguments that the package brings: they put all pages into one process, which ends with the first of them.
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args: quiet, headless: true });
}

/** A cheap phone, or a laptop. JavaScript is off unless a test is about it: every flow must work so. */
export function visitor(browser: Browser, options: { width?: 360 | 1280; javaScript?: boolean; dark?: boolean; locale?: string } = {}): Promise<BrowserContext> {
  const width = options.width ?? 360;
  return browser.newContext({
    viewport: { width, height: width === 360 ? 740 : 900 },
    javaScriptEnabled: options.javaScript ?? false,
    colorScheme: options.dark ? "dark" : "light",
    locale: options.locale ?? "es-DO",
    hasTouch: width === 360,
  });
}

/** axe finds nothing, and nothing is wider than the screen. axe needs scripts, so the page is read again with them on. */
export async function expectAccessible(browser: Browser, url: string, options: { width?: 360 | 1280; dark?: boolean; cookie?: string } = {}): Promise<void> {
  const context = await visitor(browser, { ...options, javaScript: true });
  try {
    if (options.cookie) await context.addCookies([{ name: options.cookie.split("=")[0] ?? "", value: options.cookie.slice(options.cookie.indexOf("=") + 1), url }]);
    const page = await context.newPage();
    await page.goto(url);
    await expectNoViolation(page, url);
    await expectNoOverflow(page);
  } finally {
    await context.close();
  }
}

/** axe finds nothing in the page that somebody without JavaScript has before them: in this very document, not in one asked for again. */
export async function expectPageAccessible(seen: Page): Promise<void> {
  const browser = seen.context().browser();
  if (!browser) throw new Error("The page's browser is gone.");
  const context = await visitor(browser, { javaScript: true });
  try {
    const page = await context.newPage();
    const body = await seen.content();
    await page.route(seen.url(), (route) => route.fulfill({ body, contentType: "text/html; charset=utf-8" }));
    await page.goto(seen.url());
    await expectNoViolation(page, seen.url());
  } finally {
    await context.close();
  }
}

async function expectNoViolation(page: Page, url: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`),
    url,
  ).toEqual([]);
}

export async function expectNoOverflow(page: Page): Promise<void> {
  const { content, screen } = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, screen: document.documentElement.clientWidth }));
  expect(content, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(screen);
}
