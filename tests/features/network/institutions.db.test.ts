import { describe, expect, it } from "vitest";
import { readJsonFile } from "#scripts/json-file";
import { type Institution, InstitutionsFileSchema } from "~/features/network/schema";
import { applyInstitutions } from "~/features/network/service.server";
import { db } from "~/platform/database/client.server";

const NOW = new Date("2026-11-21T15:00:00Z");
const LATER = new Date("2026-12-01T15:00:00Z");
const EXAMPLE = readJsonFile("docs/examples/institutions.json", InstitutionsFileSchema);

function example(overrides: Partial<Institution> = {}): Institution {
  const [first] = EXAMPLE;
  if (!first) throw new Error("The example is empty.");
  return { ...first, ...overrides };
}

describe("applying an institution file", () => {
  it("creates the institutions, and the second time changes nothing", async () => {
    expect(await applyInstitutions(EXAMPLE, NOW)).toEqual(EXAMPLE.map(({ key }) => ({ key, outcome: "created", changed: [] })));
    expect(await applyInstitutions(EXAMPLE, LATER)).toEqual(EXAMPLE.map(({ key }) => ({ key, outcome: "unchanged", changed: [] })));
    const stored = await db().organisation.findMany({ where: { partner: true }, include: { texts: true, contact: true }, orderBy: { key: "asc" } });
    expect(stored.map(({ key, slug, updatedAt, version }) => ({ key, slug, updatedAt, version }))).toEqual([
      { key: "camara-del-valle", slug: "camara-de-comercio-del-valle", updatedAt: NOW, version: 1 },
      { key: "instituto-de-salud-laboral", slug: "instituto-de-salud-laboral", updatedAt: NOW, version: 1 },
    ]);
    expect(stored.map(({ contact, texts }) => [contact?.email, texts.length])).toEqual([
      ["soluciones@camara-del-valle.example", 2],
      ["soluciones@salud-laboral.example", 1],
    ]);
  });

  it("changes what differs and names it; the page's address stays", async () => {
    const changed = example({ name: "Cámara del Gran Valle", sleeping: true, contact: { email: null, whatsapp: null } });
    expect(await applyInstitutions([changed], LATER)).toEqual([{ key: changed.key, outcome: "updated", changed: ["name", "contact", "sleeping"] }]);
    const stored = await db().organisation.findUnique({ where: { key: changed.key }, include: { contact: true } });
    expect(stored).toMatchObject({ name: "Cámara del Gran Valle", slug: "camara-de-comercio-del-valle", sleepingSince: LATER, contact: null, version: 2 });
    await applyInstitutions([{ ...changed, shortName: "Gran Valle" }], new Date("2026-12-05T00:00:00Z"));
    expect((await db().organisation.findUnique({ where: { key: changed.key } }))?.sleepingSince).toEqual(LATER);
  });

  it("gives two institutions of one name an address each", async () => {
    await applyInstitutions([example({ key: "one", name: "Centro Pyme" }), example({ key: "two", name: "Centro PyME" })], NOW);
    const slugs = (await db().organisation.findMany({ where: { key: { in: ["one", "two"] } }, orderBy: { key: "asc" } })).map(({ slug }) => slug);
    expect(slugs).toEqual(["centro-pyme", "centro-pyme-2"]);
  });

  it("keeps nothing of a file of which one part is refused", async () => {
    await db().organisation.update({ where: { key: "two" }, data: { demonstration: true } });
    await expect(applyInstitutions([example({ key: "three" }), example({ key: "two" })], NOW)).rejects.toThrow("The key two belongs to the demonstration: choose another.");
    expect(await db().organisation.count({ where: { key: "three" } })).toBe(0);
  });
});
