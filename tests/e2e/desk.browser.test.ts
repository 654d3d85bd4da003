import pg from "pg";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demonstrationAccount, signInCookie } from "#tests/setup/accounts";
import { expectAccessible, expectNoOverflow, openBrowser, visitor } from "#tests/setup/browser";
import { type Site, startSite } from "#tests/setup/site";
import es from "~/i18n/locales/es/account";
import desk from "~/i18n/locales/es/desk";
import letters from "~/i18n/locales/es/letters";

let site: Site;
let browser: Browser;
let database: pg.Client;
let cookie: string;
let phone: BrowserContext;

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
  database = new pg.Client({ connectionString: site.databaseUrl });
  await database.connect();
  cookie = await signInCookie(site, demonstrationAccount("coordinator"));
  phone = await visitor(browser);
  await phone.addCookies([{ name: cookie.split("=")[0] ?? "", value: cookie.slice(cookie.indexOf("=") + 1), url: site.origin }]);
  // What the demonstration has decided lies at several desks.
  await database.query(
    `UPDATE "Submission" SET "institutionId" = (
       SELECT part."organisationId" FROM "Membership" part JOIN "Channel" channel ON channel."personId" = part."personId" WHERE channel.address = $1 AND part.role = 'coordinator')
     WHERE state = 'decided'`,
    [demonstrationAccount("coordinator").email],
  );
});
afterAll(async () => {
  await phone?.close();
  await browser?.close();
  await database?.end();
  await site?.stop();
});

const SIZES = [{ width: 360 }, { width: 1280 }, { width: 360, dark: true }] as const;
async function accessible(path: string): Promise<void> {
  for (const size of SIZES) await expectAccessible(browser, `${site.origin}${path}`, { ...size, cookie });
}

describe("a coordinator on a phone without JavaScript", () => {
  it("announces several decisions at once: ticks them, reads and changes a letter, leaves one out, and sees what went", async () => {
    const page = await phone.newPage();
    await page.goto(`${site.origin}/es/coordinate?pile=decided`);
    const boxes = page.locator('input[name="id"]');
    const count = await boxes.count();
    expect(count).toBeGreaterThanOrEqual(3);
    for (let index = 0; index < count; index += 1) await boxes.nth(index).check();
    await page.getByRole("button", { name: desk.announcePrepare }).click();
    await accessible(new URL(page.url()).pathname + new URL(page.url()).search);
    await expectNoOverflow(page);

    await page.locator("textarea").first().fill("Con mucho gusto le contamos nuestra respuesta, que le alegrará leer.");
    await page.locator("textarea").nth(1).fill("Hola.");
    await page.getByRole("checkbox").last().uncheck();
    await page.getByRole("button", { name: desk.announceSend.other }).click();
    await expectNoOverflow(page);
    const result = await page.getByRole("status").textContent();
    expect(result).toContain(`Salieron ${count - 2} cartas`.replace("Salieron 1 cartas", "Salió 1 carta"));
    expect(result).toContain("1 no salió");
    expect(await page.locator("textarea").count(), "the faulty one and the one left out").toBe(2);
    expect(await page.locator("textarea").first().inputValue()).toBe("Hola.");

    await page.locator("textarea").first().fill("Le agradecemos mucho que nos haya contado su solución.");
    await page.getByRole("button", { name: desk.announceSend.other }).click();
    expect(await page.getByRole("status").textContent()).toContain("Salió 1 carta");
    const { rows } = await database.query<{ left: number }>(`SELECT count(*)::int AS left FROM "Submission" WHERE state = 'decided'`);
    expect(rows[0]?.left).toBe(1);
    await page.close();
  });

  it("sees to a letter that did not arrive", async () => {
    await database.query(
      `INSERT INTO "Letter" (id, kind, "subjectId", "recipientId", occasion, channel, language, state, failure, subject, body, "messageId", "submissionId", "createdAt")
       SELECT gen_random_uuid(), 'submission.received', submission.id, membership."personId", 'test', 'email', 'es', 'failed', 'refused', 'Recibimos su solución', 'Hola.', '<1@x>', submission.id, now()
       FROM "Submission" submission JOIN "Solution" solution ON solution.id = submission."solutionId"
       JOIN "Membership" membership ON membership."organisationId" = solution."organisationId" AND membership.role = 'owner'
       WHERE submission.state = 'decided' LIMIT 1`,
    );
    const page = await phone.newPage();
    await page.goto(`${site.origin}/es/coordinate`);
    await page.getByRole("link", { name: `${letters.failedTitle}: 1` }).click();
    await accessible("/es/coordinate/letters/failed");
    await page.getByRole("button", { name: letters.failedTold }).click();
    expect(await page.textContent("main")).toContain(letters.failedNone);
    await page.close();
  });

  it("invites somebody by a link, sees it again, and takes it back", async () => {
    const page = await phone.newPage();
    await page.goto(`${site.origin}/es/account/invite`);
    await page.getByRole("button", { name: es.inviteSend, exact: true }).click();
    const link = await page.locator("code").textContent();
    await expectNoOverflow(page);
    await page.getByRole("button", { name: es.inviteCopyAgain }).first().click();
    expect(await page.locator("code").textContent()).toBe(link);
    await accessible("/es/account/invite");
    await page.locator("summary", { hasText: es.inviteRevoke }).first().click();
    await page.getByRole("button", { name: es.inviteRevokeYes }).first().click();
    expect(await page.textContent("main")).toContain("Retirada el");
    expect((await site.get(new URL(link ?? "").pathname)).status).toBe(410);
    await page.close();
  });
});
