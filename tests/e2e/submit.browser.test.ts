import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, openBrowser, visitor } from "#tests/setup/browser";
import { type Site, startSite } from "#tests/setup/site";

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

async function choose(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.locator(`[name="${name}"][value="${value}"]`).check();
}

describe.each([360, 1280] as const)("the form at %i pixels", (width) => {
  it.each(["es", "en", "pt"])("in %s is accessible and fits", async (locale) => {
    await expectAccessible(browser, `${site.origin}/${locale}/submit`, { width });
  });
});

it("is accessible in the dark", async () => {
  await expectAccessible(browser, `${site.origin}/es/submit`, { dark: true });
});

it("sent back, its list of errors leads to each field, and the page is still accessible", async () => {
  const context = await visitor(browser, { javaScript: true });
  const page = await context.newPage();
  await page.goto(`${site.origin}/es/submit`);
  await page.getByLabel("Nombre de la solución").fill("Lo único que escribí");
  await page.getByRole("button", { name: "Enviar" }).click();
  const alert = page.getByRole("alert");
  expect(await alert.locator("a").count()).toBeGreaterThan(15);
  for (const target of await alert.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href"))))
    expect(await page.locator(`[id="${target?.slice(1)}"]`).count(), target ?? "").toBe(1);
  expect(await page.getByLabel("Nombre de la solución").inputValue()).toBe("Lo único que escribí");
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
  await context.close();
});

it.each([
  [360, false],
  [1280, true],
] as const)("asks in words which number a price is, and keeps the answer: at %i pixels, with scripts %s", async (width, javaScript) => {
  const context = await visitor(browser, { width, javaScript });
  const page = await context.newPage();
  await page.goto(`${site.origin}/es/submit`);
  await page.getByLabel("Nombre de la solución").fill("El vale de la esquina");
  await page.locator('[name="costAmount"]').fill("1.500");
  await page.locator('[name="costCurrency"]').selectOption("DOP");
  await page.getByRole("button", { name: "Enviar" }).click();
  await page.getByRole("link", { name: /se puede leer de dos maneras/i }).click();
  const which = page.getByRole("group", { name: "¿Cuál de los dos números quiso decir?" });
  expect(await which.getByRole("radio").count()).toBe(2);
  expect(await which.getByRole("radio", { checked: true }).count()).toBe(0);
  if (javaScript) expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
  await which.getByLabel(/^mil quinientos/).check();
  await page.getByRole("button", { name: "Guardar borrador" }).click();
  expect(await page.locator('[name="costAmount"]').inputValue()).toBe("1500");
  expect(await page.locator("#costAmount-hint").textContent()).toMatch(/mil quinientos \(1500\spesos dominicanos\)/);
  expect(await which.count()).toBe(0);
  await context.close();
});

it("keeps a draft without an account and without scripts, and asks for one only to send it", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  await page.goto(`${site.origin}/es`);
  await page.goto(`${site.origin}/es/submit`);
  await page.getByLabel("Nombre de la solución").fill("El vale de la esquina");
  await page.getByRole("button", { name: "Guardar borrador" }).click();
  expect(await page.getByRole("status").textContent()).toContain("Borrador guardado");
  await page.goto(`${site.origin}/es/my/solutions`);
  await page.getByRole("link", { name: "Seguir escribiendo" }).click();
  await page.getByLabel("En una o dos frases").fill("El cliente paga con un mensaje.");
  await page.getByLabel("¿Qué problema resuelve?").fill("Se vende fiado y se cobra tarde.");
  await page.getByLabel("¿Cómo funciona?").fill("El colmado marca un código y el cliente responde.");
  await page.getByLabel("¿Desde cuándo se usa?").fill("03/2021");
  await page.getByLabel("¿Cuántos negocios la usan hoy?").fill("38");
  await page.getByLabel("¿De qué país viene?").selectOption("DO");
  await choose(page, {
    availableIn: "DO",
    categoryKey: "agile-payments",
    businessTypes: "corner-shop",
    costModel: "free",
    internet: "none",
    device: "basic-phone",
    womenLed: "undisclosed",
    consent: "yes",
  });
  await page.getByLabel("¿Cuántos días toma").fill("2");
  await page.getByLabel("El resultado, en una frase").fill("38 colmados cobran en menos de una semana.");
  await page.getByLabel("¿Con qué lo demuestra?").fill("Los cuadernos de tres colmados.");
  await page.getByLabel("Nombre de la persona de contacto").fill("Bienvenido Abad");
  await page.getByLabel("Correo electrónico").fill("bienvenido@vale.example");
  await page.getByLabel("Nombre de su negocio").fill("Vale de Barrio");
  await page.getByRole("button", { name: "Enviar" }).click();
  expect(await page.getByRole("status").textContent()).toContain("falta saber a quién responderle");
  expect(await page.getByRole("link", { name: "Crear mi cuenta" }).getAttribute("href")).toMatch(/^\/es\/sign-up\?next=%2Fes%2Fsubmit%3Fdraft%3D/);
  await context.close();
});

it("gives every stranger a form of their own: nothing of it is shared", async () => {
  const keys = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const answer = await site.get("/es/submit");
      expect(answer.headers.get("cache-control")).toBe("private, no-store");
      return /name="key" value="([\w-]{43})"/.exec(await answer.text())?.[1];
    }),
  );
  expect(new Set(keys).size).toBe(3);
  expect(keys).not.toContain(undefined);
});
