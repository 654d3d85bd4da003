import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { importOrganisations } from "~/features/network/import.server";
import { OrganisationMappingSchema } from "~/features/network/import-rules";
import { db } from "~/platform/database/client.server";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "solucionario-import-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const DAY_1 = new Date("2026-11-21T10:00:00Z");
const DAY_2 = new Date("2026-11-22T10:00:00Z");

const mapping = OrganisationMappingSchema.parse({
  source: "own-organisations",
  name: "Fichero propio",
  target: "organisations",
  id: "codigo",
  fields: {
    name: "nombre",
    kind: { from: "tipo", values: { Fondo: "fund", Incubadora: "incubator" } },
    aliases: { from: "alias", split: "|" },
    baseCountry: "país",
    countriesCovered: { from: "cubre", split: "," },
    website: "web",
    city: { name: "ciudad", latitude: "lat", longitude: "lng" },
    texts: { es: { summary: "resumen", about: "texto" }, en: { summary: "summary" } },
  },
});
const HEADER = "codigo;nombre;tipo;alias;país;cubre;web;ciudad;lat;lng;resumen;texto;summary";
const FUND =
  'f1;Fondo Semilla;Fondo;FS|Semilla;República Dominicana;"DO, Haití, GLOBAL";www.fondo.example;Santiago;19,45;-70,69;Invierte.;"# Fondo Semilla\nInvierte en talleres.";Invests.';

function run(lines: string[], options: { now?: Date; dryRun?: boolean } = {}) {
  const file = path.join(folder, "own.csv");
  fs.writeFileSync(file, `\ufeff${[HEADER, ...lines].join("\r\n")}\r\n`);
  return importOrganisations({ file, mapping, dryRun: options.dryRun ?? false, now: options.now ?? DAY_1 });
}

describe("importing organisations", () => {
  it("takes them from a spreadsheet's CSV, in their languages, and makes none a partner", async () => {
    expect(await run([FUND, "x;Sin tipo;Banco;;;;;;;;;;", "i1;Incubadora Norte;incubadora;;PE;;;;;;;;"])).toMatchObject({
      read: 3,
      created: 2,
      refused: 1,
      refusals: [{ line: 4, id: "x", reasons: [expect.stringMatching(/^kind: must be one of firm, ministry/)] }],
      gaps: { "no-text": { count: 1, lines: [5] }, "no-website": { count: 1, lines: [5] } },
      unmapped: { values: { countriesCovered: { GLOBAL: 1 } } },
    });
    const organisation = await db().organisation.findUniqueOrThrow({ where: { slug: "fondo-semilla" }, include: { texts: { orderBy: { language: "asc" } } } });
    expect(organisation).toMatchObject({
      kind: "fund",
      partner: false,
      origin: "import",
      demonstration: false,
      aliases: ["FS", "Semilla"],
      baseCountry: "DO",
      countriesCovered: ["DO", "HT"],
      website: "https://www.fondo.example/",
      cityName: "Santiago",
      latitude: 19.45,
      longitude: -70.69,
      texts: [
        { language: "en", summary: "Invests.", about: "" },
        { language: "es", summary: "Invierte.", about: "Invierte en talleres." },
      ],
    });
  });

  it("changes what changed, keeps its address, and leaves what became a partner", async () => {
    expect(await run([FUND.replace("Fondo Semilla;", "Fondo Raíz;").replace(";Invests.", ";")], { now: DAY_2 })).toMatchObject({ updated: 1, unchanged: 0 });
    const changed = await db().organisation.findUniqueOrThrow({ where: { slug: "fondo-semilla" }, include: { texts: true } });
    expect(changed).toMatchObject({ name: "Fondo Raíz", version: 2, updatedAt: DAY_2, createdAt: DAY_1, texts: [{ language: "es" }] });
    await db().organisation.update({ where: { id: changed.id }, data: { partner: true } });
    expect(await run([FUND])).toMatchObject({ updated: 0, left: 1 });
    expect((await db().organisation.findUniqueOrThrow({ where: { id: changed.id } })).name).toBe("Fondo Raíz");
  });

  it("does nothing the second time, nor in a dry run", async () => {
    const lines = Array.from({ length: 20 }, (_, index) => `n${index};Mismo nombre;Fondo;;;;;;;;;;`);
    expect(await run(lines, { dryRun: true })).toMatchObject({ created: 20 });
    expect(await db().organisation.count({ where: { name: "Mismo nombre" } })).toBe(0);
    expect(await run(lines)).toMatchObject({ created: 20 });
    expect(await run(lines)).toMatchObject({ created: 0, unchanged: 20 });
    expect(await db().organisation.count({ where: { name: "Mismo nombre" } })).toBe(20);
  });

  it("names the column that the mapping reads and the file has not", async () => {
    const file = path.join(folder, "other.csv");
    fs.writeFileSync(file, "codigo,name\n1,a\n");
    await expect(importOrganisations({ file, mapping, dryRun: false, now: DAY_1 })).rejects.toThrow(
      /The mapping reads "nombre", .*which is no column of other\.csv \(line 1\); its columns are "codigo", "name"/,
    );
  });
});

const FILE = "../shared/data/latam-organisations/entities_es_en_pt.jsonl";

describe.skipIf(!fs.existsSync(FILE))("the organisations of the region (skipped where ../shared is not)", () => {
  it("go in, all 342, in three languages, none of them a partner", async () => {
    const real = OrganisationMappingSchema.parse(JSON.parse(fs.readFileSync("prisma/mappings/latam-organisations.json", "utf8")));
    const report = await importOrganisations({ file: FILE, mapping: real, dryRun: false, now: DAY_1 });
    expect(report).toMatchObject({ read: 342, created: 342, refused: 0 });
    expect(report.unmapped.values.countriesCovered).toMatchObject({ LATAM: 150, GLOBAL: 46 });
    const ids = (await db().importedRecord.findMany({ where: { source: "latam-organisations" }, select: { targetId: true } })).map(({ targetId }) => targetId);
    expect(await db().organisation.count({ where: { id: { in: ids }, partner: false, origin: "import" } })).toBe(342);
    expect(await db().organisationText.count({ where: { organisationId: { in: ids } } })).toBe(3 * 342);
    const kinds = await db().organisation.groupBy({ by: ["kind"], where: { id: { in: ids } }, _count: true });
    expect(Object.fromEntries(kinds.map(({ kind, _count }) => [kind, _count]))).toEqual({
      fund: 238,
      accelerator: 40,
      public_programme: 35,
      investor_network: 16,
      funding_platform: 9,
      incubator: 4,
    });
    expect(await importOrganisations({ file: FILE, mapping: real, dryRun: false, now: DAY_2 })).toMatchObject({ created: 0, unchanged: 342 });
  });
});
