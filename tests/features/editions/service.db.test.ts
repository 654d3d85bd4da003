import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readJsonFile } from "#scripts/json-file";
import { type EditionDefinition, EditionFileSchema } from "~/features/editions/schema";
import { applyEdition, loadTaxonomy } from "~/features/editions/service.server";
import { InstitutionsFileSchema } from "~/features/network/schema";
import { applyInstitutions } from "~/features/network/service.server";
import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";

const NOW = new Date("2026-11-21T15:00:00Z");
const LATER = new Date("2026-12-01T15:00:00Z");
const EDITION = readJsonFile("docs/examples/edition.json", EditionFileSchema);

describe("the taxonomy", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "taxonomy-"));
  const businessTypes = JSON.parse(fs.readFileSync("prisma/taxonomy/business-types.json", "utf8")) as Array<{ key: string; isic: string }>;
  const write = (entries: unknown[]) => fs.writeFileSync(path.join(folder, "business-types.json"), JSON.stringify(entries));
  const load = (now: Date) => loadTaxonomy({ now, folder });
  fs.copyFileSync("prisma/taxonomy/categories.json", path.join(folder, "categories.json"));

  it("is loaded once, and not again until its files change", async () => {
    write(businessTypes);
    expect(await load(NOW)).toBe(true);
    expect(await load(LATER)).toBe(false);
    const categories = await db().category.findMany({ orderBy: { position: "asc" }, include: { texts: true } });
    expect(categories.map(({ key, icon, texts }) => [key, icon, texts.length])).toEqual([
      ["occupational-safety", "helmet", 3],
      ["agile-payments", "phone-coin", 3],
      ["logistics", "truck", 3],
    ]);
    expect(await db().businessType.count({ where: { retiredAt: null } })).toBe(businessTypes.length);
  });

  it("retires a key that left its file, deletes nothing, and takes it back when it returns", async () => {
    const [first, second, ...rest] = businessTypes;
    if (!first || !second) throw new Error("too few business types");
    write([{ ...second, isic: "A" }, ...rest]);
    expect(await load(LATER)).toBe(true);
    expect(await db().businessType.findUnique({ where: { key: first.key }, include: { texts: true } })).toMatchObject({ retiredAt: LATER, texts: [{}, {}, {}] });
    expect(await db().businessType.findUnique({ where: { key: second.key } })).toMatchObject({ position: 0, isicSection: "A", retiredAt: null });
    write(businessTypes);
    expect(await load(LATER)).toBe(true);
    expect(await db().businessType.findUnique({ where: { key: first.key } })).toMatchObject({ position: 0, isicSection: first.isic, retiredAt: null });
  });

  it("is loaded whole when two processes start at once", async () => {
    write(businessTypes.slice(1));
    await Promise.all([load(LATER), load(LATER)]);
    expect(await db().businessType.count({ where: { retiredAt: null } })).toBe(businessTypes.length - 1);
    write(businessTypes);
    await load(LATER);
  });
});

describe("applying an edition file", () => {
  beforeAll(async () => {
    await loadTaxonomy({ now: NOW });
  });

  it("is refused while an institution of it is unknown, and keeps nothing", async () => {
    await expect(applyEdition(EDITION, NOW)).rejects.toThrow("institutions[0].institution: nobody has the key camara-del-valle.");
    expect(await db().edition.count()).toBe(0);
    await applyInstitutions(readJsonFile("docs/examples/institutions.json", InstitutionsFileSchema), NOW);
  });

  it("creates the edition, and the second time changes nothing", async () => {
    expect(await applyEdition(EDITION, NOW)).toMatchObject({ outcome: "created", rubricVersion: 1, warnings: [] });
    expect(await applyEdition(EDITION, LATER)).toMatchObject({ outcome: "unchanged", changed: [], rubricVersion: 1 });
    expect(await db().edition.findMany({ select: { key: true, opensAt: true, version: true } })).toEqual([{ key: EDITION.key, opensAt: EDITION.opensAt, version: 1 }]);
  });

  it("does not take another order of countries or institutions for a change", async () => {
    expect(await applyEdition({ ...EDITION, institutions: [...EDITION.institutions].reverse() }, LATER)).toMatchObject({ outcome: "unchanged" });
  });

  it("changes what differs and names it", async () => {
    const changed: EditionDefinition = { ...EDITION, closesAt: new Date("2027-07-01T00:00:00Z"), graceMinutes: 60 };
    expect(await applyEdition(changed, LATER)).toMatchObject({ outcome: "updated", changed: ["graceMinutes", "closesAt"], rubricVersion: 1 });
    expect(await applyEdition(EDITION, LATER)).toMatchObject({ outcome: "updated", changed: ["graceMinutes", "closesAt"] });
  });

  it("makes a changed rubric the next version, and leaves the one that reviews stand on as it is", async () => {
    const before = await storedRubric(1);
    const [first, ...rest] = EDITION.rubric.criteria;
    if (!first) throw new Error("The example has no criterion.");
    const changed = { ...EDITION, rubric: { ...EDITION.rubric, criteria: [{ ...first, weight: first.weight + 10 }, ...rest] } };
    expect(await applyEdition(changed, LATER)).toMatchObject({ outcome: "updated", changed: ["rubric"], rubricVersion: 2 });
    expect(await applyEdition(changed, LATER)).toMatchObject({ outcome: "unchanged", rubricVersion: 2 });
    expect(await storedRubric(1)).toEqual(before);
    expect((await storedRubric(2))?.criteria[0]?.weight).toBe(first.weight + 10);
    expect(await applyEdition(EDITION, LATER)).toMatchObject({ rubricVersion: 3 });
  });

  it("warns of a country and category that nobody receives", async () => {
    const [first] = EDITION.institutions;
    if (!first) throw new Error("The example has no institution.");
    const { warnings } = await applyEdition({ ...EDITION, key: "with-gaps", institutions: [first] }, NOW);
    expect(warnings).toEqual([{ kind: "nobody", country: "DO", category: "occupational-safety", reason: "no-rule" }]);
  });

  it("is refused for a category that does not exist, for an organisation that is no partner, and for the demonstration's", async () => {
    await expect(applyEdition({ ...EDITION, categories: ["fishing"], institutions: EDITION.institutions.map((rule) => ({ ...rule, categories: [] })) }, NOW)).rejects.toThrow(
      "categories[0]: there is no category fishing; there are agile-payments, logistics, occupational-safety.",
    );
    await db().organisation.create({ data: { id: newId(), key: "a-firm", slug: "a-firm", kind: "firm", name: "A firm", createdAt: NOW, updatedAt: NOW } });
    const withFirm = { ...EDITION, institutions: [{ institution: "a-firm", countries: [], categories: [], priority: 1 }] };
    await expect(applyEdition(withFirm, NOW)).rejects.toThrow("institutions[0].institution: a-firm is no partner of the programme.");
    await db().organisation.update({ where: { key: "a-firm" }, data: { partner: true, demonstration: true } });
    await expect(applyEdition(withFirm, NOW)).rejects.toThrow("institutions[0].institution: a-firm belongs to the demonstration.");
  });
});

function storedRubric(number: number) {
  return db().rubricVersion.findFirst({
    where: { number, edition: { key: EDITION.key } },
    include: { criteria: { orderBy: { position: "asc" }, include: { texts: { orderBy: { language: "asc" } } } } },
  });
}
