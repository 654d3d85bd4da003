import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sessionOf } from "#tests/setup/ask";
import { type Site, startSite } from "#tests/setup/site";
import { connectDatabase, db, disconnectDatabase } from "~/platform/database/client.server";

process.env.SESSION_SECRET = "a secret that only tests know, long enough";

let site: Site;

beforeAll(async () => {
  site = await startSite();
  await connectDatabase(site.databaseUrl, { max: 1 });
});
afterAll(async () => {
  await disconnectDatabase();
  await site.stop();
});

const read = async (path: string, personId: string) => (await site.get(path, { headers: { cookie: await sessionOf({ personId }) } })).text();

describe("the page where an owner answers what is asked", () => {
  it("has the way back to the solution above its title, in every language", async () => {
    const { id, solution } = await db().submission.findFirstOrThrow({
      where: { state: "changes_requested" },
      select: { id: true, solution: { select: { organisationId: true } } },
    });
    const { personId } = await db().membership.findFirstOrThrow({ where: { organisationId: solution.organisationId ?? "", role: "owner" } });
    for (const [locale, words] of [
      ["es", "Volver a la solución"],
      ["en", "Back to the solution"],
      ["pt", "Voltar à solução"],
    ]) {
      const html = await read(`/${locale}/my/solutions/${id}/answer`, personId);
      const [above = ""] = html.split("<h1");
      expect(above).toMatch(new RegExp(`<p class="back"><a [^>]*href="/${locale}/my/solutions/${id}">(?:(?!</a>).)*${words}</a>`, "s"));
    }
  });
});

describe("one's addresses", () => {
  it("are removed in two steps: the button is folded under what it does", async () => {
    const { personId } = await db().channel.findFirstOrThrow({ where: { kind: "whatsapp", person: { channels: { some: { kind: "email" } } } } });
    const html = await read("/es/account", personId);
    const buttons = html.split('value="remove-address"').length - 1;
    expect(buttons).toBe(await db().channel.count({ where: { personId } }));
    const folded = [...html.matchAll(/<details class="ask-first">.*?<\/details>/gs)].map(([details]) => details);
    expect(folded.filter((details) => /Ya no le escribiremos ahí, y no podrá entrar con (\S+@\S+|\+\d+)\..*value="remove-address"/s.test(details))).toHaveLength(buttons);
  });
});
