import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { importSolutions } from "~/features/catalogue/import.server";
import { SolutionMappingSchema } from "~/features/catalogue/import-rules";
import { db, transaction } from "~/platform/database/client.server";
import { withSourceLock } from "~/platform/records/ledger.server";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "solucionario-import-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const DAY_1 = new Date("2026-11-21T10:00:00Z");
const DAY_2 = new Date("2026-11-22T10:00:00Z");

type Row = Record<string, unknown>;
let source = 0;
beforeEach(() => {
  source += 1;
});

function run(rows: Row[] | string, options: { publish?: boolean; dryRun?: boolean; now?: Date; edition?: string; fields?: object; signal?: AbortSignal } = {}) {
  const file = path.join(folder, `own-${source}.jsonl`);
  fs.writeFileSync(file, typeof rows === "string" ? rows : rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const { publish = false, dryRun = false, now = DAY_1, fields, ...rest } = options;
  const mapping = SolutionMappingSchema.parse({
    source: `own-${source}`,
    name: "Fichero propio",
    target: "solutions",
    id: "id",
    fields: {
      language: { constant: "es" },
      availableIn: { from: "countries", optional: true },
      texts: { own: { title: "title", howItWorks: { from: "text", optional: true } } },
      ...fields,
    },
  });
  return importSolutions({ file, mapping, publish, dryRun, now, ...rest });
}

const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}`, title: `Caja ${index}`, text: "Registra cada venta.", countries: ["DO"], extra: index }));

async function listingOf(id: string) {
  const record = await db().importedRecord.findUniqueOrThrow({ where: { source_sourceId: { source: `own-${source}`, sourceId: id } } });
  return db().listing.findUniqueOrThrow({
    where: { solutionId: record.targetId },
    include: { events: { orderBy: { sequence: "asc" } }, solution: true, revision: { include: { texts: true } } },
  });
}

/** Everything that an import writes, as one text. */
async function everything(): Promise<string> {
  const tables = ["Solution", "Revision", "RevisionText", "RevisionPlace", "Listing", "ListingEvent", "ImportedRecord", "InstallationFact", "ReferenceCounter"];
  const contents = await Promise.all([...tables.map((table) => `"${table}"`), "search.outbox"].map((table) => db().$queryRawUnsafe(`SELECT * FROM ${table} t ORDER BY t::text`)));
  return JSON.stringify(contents, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

describe("importing solutions", () => {
  it("reads numbers by what the whole file shows, and reports those and the addresses that it does not read", async () => {
    const fields = { cost: { amount: "price", currency: { constant: "DOP" } }, requirements: { setupDays: "days" }, sourceUrl: "web" };
    const file: Row[] = [
      { id: "r0", title: "Monedero primero", price: "3.500", days: "1", web: "ana@caja.com" },
      // Far behind the first batch, a value shows what the first one means.
      ...Array.from({ length: 600 }, (_, index) => ({ id: `s${index}`, title: `Monedero ${index}`, price: 7, days: "2", web: "www.caja.com" })),
      { id: "r1", title: "Monedero último", price: "12,50", days: "1.500", web: "N.A." },
      { id: "r2", title: "Monedero en duda", price: "12.50", days: "1", web: "1.5" },
    ];
    const doubtful = await run(file, { fields });
    expect(doubtful.unread).toEqual({
      "cost.amount": { ambiguous: { count: 1, lines: [1] } },
      "requirements.setupDays": { ambiguous: { count: 1, lines: [602] } },
      sourceUrl: { email: { count: 1, lines: [1] }, none: { count: 1, lines: [602] }, "private-host": { count: 1, lines: [603] } },
    });
    const clear = await run(file.slice(0, -1), { fields });
    expect(clear).toMatchObject({ refused: 0, updated: 2, unread: { sourceUrl: { email: { count: 1 } } } });
    const [first, last] = [await listingOf("r0"), await listingOf("r1")];
    expect([first.revision.costAmount?.toNumber(), first.revision.sourceUrl]).toEqual([3500, null]);
    expect([last.revision.costAmount?.toNumber(), last.revision.setupDays, last.revision.sourceUrl]).toEqual([12.5, 1500, null]);
  });

  it("makes a solution, a revision and an unpublished listing of each record, and notes each for the index", async () => {
    const report = await run(rows(3));
    expect(report).toMatchObject({ complete: true, read: 3, created: 3, updated: 0, unchanged: 0, refused: 0, published: 0, unmapped: { fields: { extra: 3 } } });
    const listing = await listingOf("r1");
    expect(listing).toMatchObject({ slug: "caja-1", origin: "import", state: "unpublished", publishedAt: null, version: 1, demonstration: false, submissionId: null });
    expect(listing.solution).toMatchObject({ reference: expect.stringMatching(/^S-2026-\d{5}$/), origin: "import", organisationId: null });
    expect(listing.revision).toMatchObject({ number: 1, language: "es", availableIn: ["DO"], texts: [{ origin: "import", title: "Caja 1", summary: "Registra cada venta." }] });
    expect(listing.events).toMatchObject([{ sequence: 1, kind: "imported", toState: "unpublished", actorRole: "system", actorId: null }]);
    expect(await db().$queryRaw`SELECT listing_id FROM search.outbox WHERE listing_id = ${listing.id}::uuid`).toHaveLength(1);
    expect(await db().importedRecord.findMany({ where: { source: `own-${source}` }, select: { gaps: true, unmapped: true }, take: 1 })).toEqual([
      { gaps: ["no-category", "no-place"], unmapped: { fields: { extra: 0 } } },
    ]);
    expect(await db().installationFact.findUnique({ where: { key: `import-source:own-${source}` } })).toMatchObject({
      value: { name: "Fichero propio", url: null, licence: null },
    });
  });

  it("writes nothing the second time", async () => {
    await run(rows(12), { publish: true });
    const before = await everything();
    expect(await run(rows(12), { publish: true, now: DAY_2 })).toMatchObject({ read: 12, created: 0, updated: 0, unchanged: 12, published: 0 });
    expect(await everything()).toBe(before);
  });

  it("makes a new revision of a record that changed and leaves the others", async () => {
    await run(rows(3), { publish: true });
    const old = await listingOf("r1");
    const changed = rows(3).map((row) => (row.id === "r1" ? { ...row, title: "Caja nueva" } : row));
    expect(await run(changed, { now: DAY_2 })).toMatchObject({ created: 0, updated: 1, unchanged: 2 });
    const listing = await listingOf("r1");
    expect(listing.revision).toMatchObject({ number: 2, texts: [{ title: "Caja nueva" }] });
    expect(listing).toMatchObject({ slug: old.slug, state: "published", publishedAt: old.publishedAt, version: old.version + 1, updatedAt: DAY_2 });
    expect(listing.events.map(({ kind }) => kind)).toEqual(["imported", "published", "revised"]);
    expect(await db().revision.findUniqueOrThrow({ where: { id: old.revisionId }, include: { texts: true } })).toMatchObject({ number: 1, texts: [{ title: "Caja 1" }] });
    expect((await listingOf("r0")).version).toBe(2);
  });

  it("keeps a changed leftover without a new revision", async () => {
    await run(rows(1));
    expect(await run([{ ...rows(1)[0], extra: "otro" }], { now: DAY_2 })).toMatchObject({ updated: 1 });
    expect(await listingOf("r0")).toMatchObject({ version: 1, revision: { number: 1 } });
    expect(await db().importedRecord.findFirst({ where: { source: `own-${source}` } })).toMatchObject({
      unmapped: { fields: { extra: "otro" } },
      firstSeenAt: DAY_1,
      updatedAt: DAY_2,
    });
  });

  it("publishes as imported when it is told to, also what came in before", async () => {
    await run(rows(2));
    expect(await run(rows(3), { publish: true, now: DAY_2 })).toMatchObject({ created: 1, unchanged: 2, published: 3 });
    expect(await listingOf("r0")).toMatchObject({
      state: "published",
      origin: "import",
      publishedAt: DAY_2,
      confirmBy: new Date("2027-11-22T10:00:00Z"),
      events: [{ kind: "imported" }, { kind: "published", fromState: "unpublished", toState: "published" }],
    });
  });

  it.each(["hidden", "suspended", "archived", "removed"] as const)("does not bring back what was %s", async (state) => {
    await run(rows(1), { publish: true });
    const { id } = await listingOf("r0");
    await db().listing.update({ where: { id }, data: { state } });
    expect(await run([{ ...rows(1)[0], title: "Otra" }], { publish: true, now: DAY_2 })).toMatchObject({ updated: 1, published: 0 });
    expect((await listingOf("r0")).state).toBe(state);
  });

  it("leaves a listing that its owner has put into other words", async () => {
    await run(rows(1), { publish: true });
    const { revisionId } = await listingOf("r0");
    await db().revisionText.updateMany({ where: { revisionId }, data: { origin: "author", title: "Con mis palabras" } });
    expect(await run([{ ...rows(1)[0], title: "Otra" }], { now: DAY_2 })).toMatchObject({ updated: 0, left: 1 });
    expect(await listingOf("r0")).toMatchObject({ revisionId, revision: { texts: [{ title: "Con mis palabras" }] } });
  });

  it("changes nothing in a dry run, and says what it would do", async () => {
    await run(rows(2));
    const before = await everything();
    const changed = [{ ...rows(1)[0], title: "Otra" }, ...rows(4).slice(1)];
    expect(await run(changed, { dryRun: true, publish: true, now: DAY_2 })).toMatchObject({ dryRun: true, read: 4, created: 2, updated: 1, unchanged: 1 });
    expect(await everything()).toBe(before);
  });

  it("refuses a bad record with its line and reasons, and takes the rest", async () => {
    const lines = ['{"id":"a","title":"Uno","text":"x"}', '{"id":"","title":"Sin id"}', "nada", '{"id":"a","title":"Otra vez"}', '{"id":"b","title":"Dos"}', ""].join("\n");
    expect(await run(lines)).toMatchObject({
      read: 5,
      created: 2,
      refused: 3,
      damaged: 1,
      refusals: [
        { line: 2, id: null, reasons: ["id: is empty, so a second run could not find this record"] },
        { line: 3, id: null, reasons: [expect.stringMatching(/^is not JSON/)] },
        { line: 4, id: "a", reasons: ["id: line 1 has the same"] },
      ],
    });
  });

  it("writes nothing when the mapping names a field that no record has", async () => {
    const before = await everything();
    await expect(run(rows(2), { fields: { since: "anio" } })).rejects.toThrow(/The mapping reads "anio", which none of the first 2 records.*has; they have "id", "title"/);
    await expect(run("nada\n")).rejects.toThrow(/line 1 does not begin with/);
    await expect(run("{nada\n")).rejects.toThrow(/line 1 is not JSON/);
    expect(await everything()).toBe(before);
  });

  it("reports categories that the registry does not have, instead of failing", async () => {
    expect(await run([{ id: "a", title: "Uno", topic: "magia" }], { fields: { category: "topic" } })).toMatchObject({
      created: 1,
      unmapped: { values: { category: { magia: 1 } } },
    });
  });

  it("gives each listing one address, never a used one, and never an empty one", async () => {
    const owner = await run([{ id: "0", title: "Horno" }]).then(() => listingOf("0"));
    await transaction((tx) => tx.listingSlug.create({ data: { slug: "horno-2", listingId: owner.id, createdAt: DAY_1 } }));
    await run([
      { id: "0", title: "Horno" },
      { id: "1", title: "Horno" },
      { id: "2", title: "¡Horno!" },
      { id: "3", title: "أهل" },
      { id: "4", title: "x ".repeat(120) },
    ]);
    const slugs = await Promise.all(["0", "1", "2", "3", "4"].map(async (id) => (await listingOf(id)).slug));
    expect(slugs.slice(0, 3)).toEqual(["horno", "horno-3", "horno-4"]);
    expect(slugs[3]).toBe((await listingOf("3")).solution.reference.toLowerCase());
    expect(slugs[4]?.length).toBeLessThanOrEqual(80);
  });

  it("goes over many batches, and stops between two when it is told to", async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(run(rows(1_200), { signal: controller.signal })).rejects.toThrow(/holds no record/);
    expect(await run(rows(1_200))).toMatchObject({ read: 1_200, created: 1_200 });
    expect(await db().importedRecord.count({ where: { source: `own-${source}` } })).toBe(1_200);
  });

  it("undoes a batch whole when one statement of it fails", async () => {
    await run(rows(1));
    await db().$executeRaw`ALTER TABLE "ListingEvent" ADD CONSTRAINT no_more CHECK (kind <> 'imported') NOT VALID`;
    const before = await everything();
    await expect(run(rows(3))).rejects.toThrow(/no_more/);
    await db().$executeRaw`ALTER TABLE "ListingEvent" DROP CONSTRAINT no_more`;
    expect(await everything()).toBe(before);
    expect(await run(rows(3))).toMatchObject({ created: 2, unchanged: 1 });
  });

  it("refuses to run beside another import of the same source", async () => {
    await withSourceLock(`own-${source}`, async () => {
      await expect(run(rows(1))).rejects.toThrow(/Another import of the source own-\d+ is running/);
    });
    expect(await run(rows(1))).toMatchObject({ created: 1 });
  });

  it("keeps a source to one kind of target", async () => {
    await run(rows(1));
    await db().importedRecord.updateMany({ where: { source: `own-${source}` }, data: { target: "organisation" } });
    await expect(run(rows(1))).rejects.toThrow(/was imported as organisations before/);
  });
});

describe("importing into an edition", () => {
  it("puts new records into the queue, routed, with the promised date, and moves them to a new revision while they wait", async () => {
    const institution = await db().organisation.create({
      data: { id: "01890000-0000-7000-8000-000000000001", key: "camara", slug: "camara", kind: "chamber", partner: true, name: "Cámara", createdAt: DAY_1, updatedAt: DAY_1 },
    });
    await db().category.create({ data: { key: "logistics", position: 1, icon: "truck" } });
    const edition = await db().edition.create({
      data: {
        id: "01890000-0000-7000-8000-000000000002",
        key: "primera",
        kind: "call",
        timeZone: "America/Santo_Domingo",
        opensAt: DAY_1,
        graceMinutes: 0,
        serviceLevelDays: 30,
        reviewersPerSubmission: 2,
        blind: false,
        createdAt: DAY_1,
        updatedAt: DAY_1,
        institutions: { create: { organisationId: institution.id, countries: ["DO"], categories: ["logistics"], priority: 1 } },
      },
    });
    const fields = { category: "topic", originCountry: { from: "countries", item: 0 } };
    const received = [
      { id: "a", title: "Uno", topic: "logistics", countries: ["DO"] },
      { id: "b", title: "Dos", topic: "logistics", countries: ["PE"] },
    ];
    expect(await run(received, { edition: "primera", fields })).toMatchObject({ created: 2 });
    const submissions = await db().submission.findMany({ where: { editionId: edition.id }, orderBy: { institutionId: { sort: "asc", nulls: "last" } }, include: { events: true } });
    expect(submissions).toMatchObject([
      {
        state: "submitted",
        submittedAt: DAY_1,
        dueAt: new Date("2026-12-21T10:00:00Z"),
        institutionId: institution.id,
        events: [{ kind: "imported", toState: "submitted", actorRole: "system" }],
      },
      { state: "submitted", institutionId: null },
    ]);
    await run(
      received.map((row) => ({ ...row, title: `${row.title} bis` })),
      { edition: "primera", fields, now: DAY_2 },
    );
    const moved = await db().submission.findMany({ where: { editionId: edition.id }, include: { currentRevision: true, events: true } });
    expect(moved).toHaveLength(2);
    expect(moved.map(({ currentRevision, events }) => [currentRevision?.number, events.length])).toEqual([
      [2, 2],
      [2, 2],
    ]);
    await expect(run(received, { edition: "segunda", fields })).rejects.toThrow(/There is no edition segunda/);
  });
});
