import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { importSolutions } from "~/features/catalogue/import.server";
import { SolutionMappingSchema } from "~/features/catalogue/import-rules";
import { db } from "~/platform/database/client.server";

const FILE = "../shared/data/undp-solutions/solutions.jsonl";
const mapping = SolutionMappingSchema.parse(JSON.parse(fs.readFileSync("prisma/mappings/undp-solutions.json", "utf8")));

describe.skipIf(!fs.existsSync(FILE))("the solutions of UNDP's Accelerator Labs (skipped where ../shared is not)", () => {
  it("go in whole, none refused, with their gaps reported, and a second time change nothing", { timeout: 300_000 }, async () => {
    const now = new Date("2026-11-21T10:00:00Z");
    const first = await importSolutions({ file: FILE, mapping, publish: true, dryRun: false, now });
    expect(first).toMatchObject({ complete: true, read: 4_948, created: 4_948, published: 4_948, refused: 0, refusals: [] });
    expect(first.gaps["no-text"]?.count).toBe(104);
    expect(first.gaps["no-country"]?.count).toBe(21);
    expect(first.gaps["no-title"]).toBeUndefined();
    expect(first.repaired["double-decoded"]?.count).toBeGreaterThan(50);
    expect(first.unmapped.values.availableIn).toMatchObject({ Honshu: 4 });

    expect(await db().listing.count({ where: { state: "published", origin: "import" } })).toBe(4_948);
    expect(await db().$queryRaw`SELECT count(*)::int AS empty FROM "RevisionText" WHERE summary = '' AND "howItWorks" = '' AND results = ''`).toEqual([{ empty: 104 }]);
    expect(await db().$queryRaw`SELECT count(*)::int AS broken FROM "RevisionText" WHERE concat(title, summary, "howItWorks", results) ~ '‚Ä[úùôìî]|√[°≠≥©ß]'`).toEqual([
      { broken: 0 },
    ]);
    expect(await db().$queryRaw`SELECT count(*)::int AS long FROM "RevisionText" WHERE length(summary) > 240`).toEqual([{ long: 0 }]);
    // Forms hold their authors' names and ages: the answers about the solution alone are taken.
    expect(await db().$queryRaw`SELECT count(*)::int AS named FROM "RevisionText" WHERE "howItWorks" LIKE '%KeyBERT%'`).toEqual([{ named: 0 }]);

    const second = await importSolutions({ file: FILE, mapping, publish: true, dryRun: false, now: new Date("2026-11-22T10:00:00Z") });
    expect(second).toMatchObject({ read: 4_948, created: 0, updated: 0, unchanged: 4_948, published: 0, refused: 0 });
  });
});
