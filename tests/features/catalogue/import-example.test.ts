import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { SolutionMappingSchema, solutionMapper } from "~/features/catalogue/import-rules";
import { OrganisationMappingSchema } from "~/features/network/import-rules";
import { readRecords } from "~/platform/records/readers.server";
import { examineFile } from "~/platform/records/source-file.server";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "solucionario-example-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const mappingFile = (name: string): unknown => JSON.parse(fs.readFileSync(path.join("prisma/mappings", name), "utf8"));

describe("the mappings of the project", () => {
  it("can all be used", () => {
    for (const name of fs.readdirSync("prisma/mappings")) {
      const mapping = mappingFile(name) as { target: string };
      expect((mapping.target === "solutions" ? SolutionMappingSchema : OrganisationMappingSchema).safeParse(mapping).success, name).toBe(true);
    }
  });

  it("read the example of docs/import.md as it says", async () => {
    const [, example = ""] = /## An example[\s\S]*?```\n([\s\S]*?)```/.exec(fs.readFileSync("docs/import.md", "utf8")) ?? [];
    const file = path.join(folder, "inventario.csv");
    fs.writeFileSync(file, `\ufeff${example.replaceAll("\n", "\r\n")}`);
    const mapping = SolutionMappingSchema.parse(mappingFile("example-spreadsheet.json"));
    const map = solutionMapper(mapping, { categories: new Set(["agile-payments"]), businessTypes: new Set() });
    const found = [];
    for await (const item of readRecords(examineFile(file, mapping))) found.push("record" in item ? map(item.record) : item);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      ok: true,
      sourceId: "Caja Norte/Caja en el teléfono",
      unmapped: {},
      content: {
        language: "es",
        categoryKey: "agile-payments",
        originCountry: "DO",
        availableIn: ["DO", "HT"],
        sdgs: [8, 9],
        since: "2021-03",
        firmsUsing: 120,
        cost: { model: "subscription", amount: 350, currency: "DOP", period: "month" },
        texts: {
          es: { title: "Caja en el teléfono", summary: "Anota cada venta desde el teléfono.", howItWorks: "Se anota cada venta.\nAl cierre llega el total." },
          en: { title: "A till on the phone" },
        },
        places: [{ name: "Santiago", country: "DO", latitude: 19.45, longitude: -70.69 }],
      },
    });
  });
});
