import fs from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demonstrationAccount } from "#tests/setup/accounts";
import { expectAccessible, expectNoOverflow, openBrowser, visitor } from "#tests/setup/browser";
import { eventually } from "#tests/setup/processes";
import { type Site, startSite } from "#tests/setup/site";

const TITLE = "Balanza prestada para pesar la cosecha en la finca";
const OWNER = { name: "Yudelka Mateo", email: "yudelka.mateo@balanza-prestada.example", password: "tres gallinas en la esquina del colmado" };

let site: Site;
let browser: Browser;
const open: Page[] = [];

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

/** A person on a cheap phone, JavaScript off, in a browser of their own. */
async function person(): Promise<Page> {
  const page = await (await visitor(browser)).newPage();
  page.setDefaultTimeout(15_000);
  open.push(page);
  return page;
}

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto(`${site.origin}/es/sign-in`);
  await page.fill("[name=address]", email);
  await page.fill("[name=password]", password);
  await page.click("main form button:has-text('Entrar')");
  await expectSettled(page);
}

async function expectSettled(page: Page): Promise<void> {
  await page.waitForLoadState();
  await expectNoOverflow(page);
  expect(await page.locator("#content .summary-errors, #content [role=alert]").count(), `${page.url()}\n${await words(page)}`).toBe(0);
}

async function words(page: Page): Promise<string> {
  return (await page.textContent("#content")) ?? "";
}

/** The newest letter to somebody whose subject or text holds these words, as the .eml file that stands for sending it. */
async function letterTo(address: string, words: RegExp): Promise<string> {
  const folder = path.join(site.dataDir, "mail");
  let found = "";
  const came = await eventually(async () => {
    for (const file of fs.existsSync(folder) ? fs.readdirSync(folder).sort().reverse() : []) {
      const mail = await PostalMime.parse(fs.readFileSync(path.join(folder, file)));
      if (mail.to?.some((to) => to.address === address) && words.test(`${mail.subject}\n${mail.text}`)) {
        found = mail.text ?? "";
        return true;
      }
    }
    return false;
  }, 20);
  expect(came, `no letter to ${address} about ${words}`).toBe(true);
  return found;
}

function linkIn(letter: string): string {
  const link = /https?:\/\/\S+/.exec(letter)?.[0];
  if (!link) throw new Error(`No link in:\n${letter}`);
  return new URL(link).pathname;
}

describe("one solution's way, on a phone without JavaScript", () => {
  it("goes from an owner's draft to a shop owner's message, through five people's hands", { timeout: 240_000 }, async () => {
    // The owner makes an account; the link in the letter opens a page, and only its button confirms.
    const owner = await person();
    await owner.goto(`${site.origin}/es/sign-up`);
    await owner.fill("[name=name]", OWNER.name);
    await owner.fill("[name=address]", OWNER.email);
    await owner.fill("[name=password]", OWNER.password);
    await owner.selectOption("[name=country]", "DO");
    await owner.click("main form button:has-text('Crear la cuenta')");
    await expectSettled(owner);
    await owner.goto(site.origin + linkIn(await letterTo(OWNER.email, /confirm/i)));
    await owner.click("main form button");
    await signIn(owner, OWNER);

    // A half-typed draft is kept, and found again.
    await owner.goto(`${site.origin}/es/submit`);
    await owner.fill("[name=title]", TITLE);
    await owner.click("main form button:has-text('Guardar borrador')");
    await expectSettled(owner);
    await owner.goto(`${site.origin}/es/my/solutions`);
    await owner.click(`main a:has-text("${TITLE}")`);
    if (!owner.url().includes("/submit")) await owner.click("main a[href*='/submit']");
    expect(await owner.inputValue("[name=title]")).toBe(TITLE);

    // Sending it with gaps leads to each of them and loses nothing.
    await owner.click("main form button:has-text('Enviar')");
    expect(await owner.title(), await words(owner)).toMatch(/^Error/);
    expect(await owner.inputValue("[name=title]")).toBe(TITLE);
    await fillForm(owner);
    await owner.click("main form button:has-text('Enviar')");
    await owner.waitForURL(/receipt/);
    const receipt = await words(owner);
    const reference = /S-\d{4}-\d{5}/.exec(receipt)?.[0] ?? "";
    expect(reference).not.toBe("");
    expect(await letterTo(OWNER.email, new RegExp(reference))).toContain(reference);

    // The coordinator of the institution that takes logistics in the Dominican Republic.
    const coordinator = await person();
    await signIn(coordinator, demonstrationAccount("coordinator", "Cámara de Comercio del Yaque"));
    await coordinator.goto(`${site.origin}/es/coordinate?pile=submitted`);
    await coordinator.click(`main a:has-text("${TITLE}")`);
    const desk = coordinator.url();
    await act(coordinator, "claim");
    const reviewers = [demonstrationAccount("reviewer", "Cámara de Comercio del Yaque"), demonstrationAccount("reviewer", "Laboratorio de Aceleración del Caribe")];
    for (const { email } of reviewers) {
      const name = await nameOf(email);
      await coordinator.check(`form:has([value=assign]) label:has-text("${name}") input`);
    }
    await act(coordinator, "assign");

    // Each reviewer declares before the content opens, then scores alone.
    for (const [index, account] of reviewers.entries()) {
      const reviewer = await person();
      await letterTo(account.email, /evalu/i);
      await signIn(reviewer, account);
      await reviewer.goto(`${site.origin}/es/review`);
      await reviewer.click(`main a:has-text("${TITLE}")`);
      expect(await words(reviewer)).not.toContain("La balanza se lleva en mula");
      await reviewer.check("[name=conflict][value=none]");
      await reviewer.click("button[name=intent][value=answer]");
      await expectSettled(reviewer);
      expect(await words(reviewer)).toContain("La balanza se lleva en mula");
      const groups = await reviewer.locator("form:has([name=forAuthor]) fieldset").all();
      expect(groups).toHaveLength(5);
      for (const group of groups) await group.locator(`input[value="${4 - index}"]`).check();
      await reviewer.fill("[name=forAuthor]", "Se entiende y se puede repetir. Falta decir quién cuida la balanza.");
      await reviewer.click("button[name=intent][value=submit]");
      await expectSettled(reviewer);
    }

    // Two reviews are the quorum: the decision is open, is made, and is nobody's news until it is announced.
    await coordinator.goto(desk);
    await coordinator.check("[name=outcome][value=accepted]");
    await coordinator.selectOption("form:has([value=decide]) [name=reasonCode]", "meets-criteria");
    await coordinator.fill("form:has([value=decide]) [name=reason]", "Funciona hoy en veinte fincas y cuesta poco.");
    await act(coordinator, "decide");
    await owner.goto(`${site.origin}/es/my/solutions`);
    expect(await words(owner)).not.toMatch(/aceptada/i);
    await act(coordinator, "announce");
    await letterTo(OWNER.email, /aceptada/i);

    // Nothing is public before its owner has confirmed the text.
    const shop = await person();
    await shop.goto(`${site.origin}/es/solutions?q=balanza+prestada+cosecha`);
    expect(await words(shop)).not.toContain(TITLE);
    await owner.goto(site.origin + linkIn(await letterTo(OWNER.email, /Lea y confirme la ficha/)));
    await owner.click("main form button:has-text('Confirmar')");
    await expectSettled(owner);

    // The shop owner finds it within two seconds, and writes.
    const found = await eventually(async () => {
      await shop.goto(`${site.origin}/es/solutions?q=balansa+prestada+cosecha&country=DO`);
      return (await words(shop)).includes(TITLE);
    }, 4);
    expect(found).toBe(true);
    await shop.click(`main a:has-text("${TITLE}")`);
    const listing = new URL(shop.url()).pathname;
    await shop.click("main a[href$='/contact']");
    await shop.fill("[name=name]", "Nelson, colmado La Fe");
    await shop.selectOption("[name=businessType]", "corner-shop");
    await shop.fill("[name=place]", "Constanza");
    await shop.fill("[name=message]", "¿Prestan la balanza también a colmados que compran por saco?");
    await shop.check("[name=replyKind][value=email]");
    await shop.fill("[name=replyAddress]", "nelson@colmado-la-fe.example");
    await shop.check("[name=consent]");
    await shop.click("main form button");
    await expectSettled(shop);
    expect(await letterTo(OWNER.email, /balanza|escrib/i)).toBeTruthy();
    await owner.goto(`${site.origin}/es/my/listings`);
    await owner.click(`main a:has-text("${TITLE}")`);
    expect(await words(owner)).toContain("¿Prestan la balanza también a colmados");

    await expectAccessible(browser, site.origin + listing, { width: 360 });
  });

  async function act(page: Page, intent: string): Promise<void> {
    const form = page.locator(`form:has([name=intent][value=${intent}])`);
    if (!(await form.isVisible())) await page.locator("details.act", { has: form }).locator("summary").click();
    await form.locator("button").last().click();
    await expectSettled(page);
  }

  async function nameOf(email: string): Promise<string> {
    const people = JSON.parse(fs.readFileSync("prisma/demo/people.json", "utf8")) as Array<{ email?: string; name: string }>;
    return people.find((candidate) => candidate.email === email)?.name ?? email;
  }

  async function fillForm(page: Page): Promise<void> {
    const texts: Record<string, string> = {
      summary: "Una balanza certificada que se presta por turnos para pesar la cosecha en la finca.",
      problem: "El comprador pesa con su propia balanza y el productor pierde libras en cada saco, sin poder probarlo.",
      audience: "Fincas pequeñas que venden por saco; no sirve a quien vende por caja.",
      howItWorks: "1. Se reserva el turno por teléfono. 2. La balanza se lleva en mula hasta la finca. 3. Se pesa ante los dos y se firma un talón.",
      since: "2022",
      firmsUsing: "20",
      results: "En veinte fincas la diferencia de peso bajó de 11 % a 2 % en una cosecha.",
      costAmount: "150",
      costNote: "Ciento cincuenta pesos por turno; el transporte lo pone la finca.",
      setupDays: "1",
      needs: "Un sitio plano y dos personas.",
      claim: "La diferencia de peso bajó de 11 % a 2 % en veinte fincas.",
      evidenceTitle: "Talones firmados de una cosecha",
      contactPerson: "Yudelka Mateo",
      contactEmail: OWNER.email,
      organisationName: "Asociación de la Balanza Prestada",
    };
    for (const [name, value] of Object.entries(texts)) if (await page.locator(`[name=${name}]`).count()) await page.fill(`[name=${name}]`, value);
    await page.selectOption("[name=originCountry]", "DO");
    await page.check("[name=categoryKey][value=logistics]");
    await page.check("[name=availableIn][value=DO]");
    await page.check("[name=businessTypes][value=small-farm]");
    await page.check("[name=costModel][value=per-use]");
    await page.selectOption("[name=costCurrency]", "DOP");
    await page.selectOption("[name=costPeriod]", "use");
    await page.check("[name=internet][value=none]");
    await page.check("[name=device][value=none]");
    await page.check("[name=womenLed] >> nth=0");
    await page.check("[name=consent]");
  }
});
