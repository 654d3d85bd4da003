import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, expectNoOverflow, openBrowser, visitor } from "#tests/setup/browser";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

/** The least that a thumb hits surely, WCAG 2.5.5. */
const TAP_PIXELS = 44;

describe("an owner with a cheap phone and no JavaScript", () => {
  it("goes from the problem to solutions of her country, and back", async () => {
    const phone = await visitor(browser);
    const page = await phone.newPage();
    await page.goto(`${site.origin}/es`);
    await page.getByRole("searchbox").first().fill("mis clientes no pagan a tiempo");
    await page.getByRole("button", { name: "Buscar" }).first().click();
    await expectHeading(page, /soluciones para «mis clientes no pagan a tiempo»/);
    await expectNoOverflow(page);

    const filters = page.getByText("Filtrar y ordenar");
    const country = page.getByRole("checkbox", { name: /República Dominicana/ });
    expect(await country.isVisible()).toBe(false);
    await filters.click();
    await country.check();
    await page.getByRole("button", { name: "Ver soluciones" }).last().click();
    expect(new URL(page.url()).searchParams.getAll("country")).toEqual(["DO"]);
    expect(new URL(page.url()).searchParams.get("q")).toBe("mis clientes no pagan a tiempo");
    await page.getByText("Filtrar y ordenar (1)").waitFor();

    await page.getByRole("link", { name: "Quitar País: República Dominicana" }).click();
    expect(new URL(page.url()).searchParams.getAll("country")).toEqual([]);
    await expectHeading(page, /mis clientes no pagan a tiempo/);
    await phone.close();
  });

  it("opens the menu and reads the same results in another language", async () => {
    const phone = await visitor(browser);
    const page = await phone.newPage();
    await page.goto(`${site.origin}/es/solutions?q=hielo`);
    const english = page.getByRole("navigation", { name: "Principal" }).getByRole("link", { name: "English" });
    expect(await english.isVisible()).toBe(false);
    await page.getByText("Menú").click();
    await english.click();
    expect(page.url()).toBe(`${site.origin}/en/solutions?q=hielo`);
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await phone.close();
  });

  it.each(["/es", "/es/solutions?q=cobrar&country=DO", "/es/solutions?q=xyzzy&country=DO", "/es/nowhere"])("finds nothing too small for a thumb on %s", async (path) => {
    const phone = await visitor(browser);
    const page = await phone.newPage();
    await page.goto(site.origin + path);
    for (const opener of await page.locator(".opener > summary").all()) if (await opener.isVisible()) await opener.click();
    const small: string[] = [];
    for (const control of await page.locator("a:visible, button:visible, summary:visible, select:visible, label.check:visible").all()) {
      const box = await control.boundingBox();
      if (box && box.x >= 0 && box.height < TAP_PIXELS - 0.5) small.push(`${await control.textContent()} ${Math.round(box.height)}`);
    }
    expect(small).toEqual([]);
    await phone.close();
  });
});

describe("an adviser with a laptop", () => {
  it("sees the filters beside the results without asking for them, and reaches the content past the menu by keyboard", async () => {
    const laptop = await visitor(browser, { width: 1280 });
    const page = await laptop.newPage();
    await page.goto(`${site.origin}/es/solutions?q=cobrar`);
    expect(await page.getByRole("checkbox", { name: /Medios de pago/ }).isVisible()).toBe(true);
    expect(await page.getByText("Filtrar y ordenar").isVisible()).toBe(false);
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Ir al contenido" });
    expect(await skip.evaluate((link) => link === link.ownerDocument.activeElement)).toBe(true);
    expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0);
    await laptop.close();
  });
});

describe("every public page of search", () => {
  const pages = [
    "/es",
    "/en/solutions?q=fish",
    "/pt/solutions?country=DO&country=MX&category=logistics",
    "/es/solutions?q=xyzzy&country=BZ",
    "/es/solutions?page=-1",
    "/es/nowhere",
  ];
  const views = [
    { width: 360, dark: false },
    { width: 360, dark: true },
    { width: 1280, dark: false },
    { width: 1280, dark: true },
  ] as const;
  it.each(pages.flatMap((path) => views.map((view) => ({ path, ...view }))))("gives axe nothing to say: $path, $width wide, dark $dark", async ({ path, width, dark }) => {
    await expectAccessible(browser, site.origin + path, { width, dark });
  });
});

async function expectHeading(page: { getByRole(role: "heading", options: { level: number }): { textContent(): Promise<string | null> } }, text: RegExp): Promise<void> {
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(text);
}
