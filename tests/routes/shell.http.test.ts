import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demonstrationAccount, signInCookie } from "#tests/setup/accounts";
import { readPage } from "#tests/setup/pages";
import { type Site, startSite } from "#tests/setup/site";

let site: Site;
let cookie: string;

beforeAll(async () => {
  site = await startSite();
  cookie = await signInCookie(site, demonstrationAccount("coordinator"));
});
afterAll(() => site.stop());

const visit = async (path: string, headers: Record<string, string> = {}) => (await readPage({ get: (at) => site.get(at, { headers }) }, path)).html;

describe("what stands around a page", () => {
  it.each(["/es", "/es/solutions?q=colmado", "/es/coordinate"])("leads whoever is signed in to their work and to their account, on %s", async (path) => {
    const page = await visit(path, { cookie });
    for (const link of ["/es/account", "/es/coordinate", "/es/moderate", "/es/my/solutions"]) expect(page).toContain(`href="${link}"`);
    expect(page).not.toContain('href="/es/sign-in"');
  });

  it("is never what another visitor gets, before or after", async () => {
    const path = "/es/solutions?q=fiado";
    const before = await visit(path);
    expect(await visit(path, { cookie })).toContain('href="/es/account"');
    expect(await visit(path)).toBe(before);
    expect(before).toContain('href="/es/sign-in"');
    expect(before).not.toMatch(/href="\/es\/(account|coordinate|moderate|my)/);
  });

  it("is a visitor's again with a cookie that opens nothing", async () => {
    expect(await visit("/es", { cookie: "sol_session=nobodys" })).toContain('href="/es/sign-in"');
  });
});
