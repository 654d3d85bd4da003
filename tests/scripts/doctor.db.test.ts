import { beforeAll, describe, expect, it } from "vitest";
import { examineDatabase } from "#scripts/commands/doctor";
import { loadDemonstration } from "#scripts/demo/load";
import { loadTaxonomy } from "~/features/editions/service.server";
import { databaseUrl, db } from "~/platform/database/client.server";

const NOW = new Date("2026-11-21T15:00:00Z");

async function finding(subject: string) {
  return (await examineDatabase(databaseUrl())).find((candidate) => candidate.subject === subject);
}

describe("the doctor", () => {
  beforeAll(async () => {
    await loadTaxonomy({ now: NOW });
    await loadDemonstration({ now: NOW });
  });

  it("finds a fresh installation well, whose listings still wait to be indexed", async () => {
    const findings = await examineDatabase(databaseUrl());
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(await finding("outbox")).toEqual({ subject: "outbox", ok: true, detail: "92 changes wait" });
  });

  it("counts listings that the index has lost, and documents without a listing", async () => {
    await db().$executeRaw`DELETE FROM search.outbox`;
    expect(await finding("search index")).toMatchObject({ ok: false, detail: "0 of 91 published listings indexed, 91 missing, 0 too many: `solucionario reindex`" });
    await db().$executeRaw`
      WITH nothing AS (INSERT INTO search.facet_set (facets) VALUES ('{}') RETURNING id)
      INSERT INTO search.document (language, listing_id, version, standing, published_at, title_sort, title_words, facet_set, heading, everything)
      SELECT 'es', "Listing".id, 1, 1, now(), '', 1, nothing.id, '', '' FROM "Listing", nothing`;
    expect(await finding("search index")).toMatchObject({ ok: false, detail: "92 of 91 published listings indexed, 0 missing, 1 too many: `solucionario reindex`" });
  });

  it("names changes that failed before", async () => {
    await db().$executeRaw`INSERT INTO search.outbox (engine, listing_id, sequence, noted_at, failure) SELECT 'postgres', id, 1, now(), 'refused' FROM "Listing" LIMIT 2`;
    expect(await finding("outbox")).toMatchObject({ ok: false, detail: "2 changes wait, 2 failed before" });
  });

  it("says that migrations wait, were altered or are newer, and then looks no further", async () => {
    await db().$executeRaw`UPDATE "_prisma_migrations" SET checksum = 'other' WHERE migration_name LIKE '%_first'`;
    expect((await finding("migrations"))?.detail).toMatch(/^altered after they were applied: \d+_first$/);
    expect(await finding("search index")).toBeUndefined();
    await db().$executeRaw`DELETE FROM "_prisma_migrations" WHERE migration_name LIKE '%_first'`;
    expect(await finding("migrations")).toMatchObject({ ok: false, detail: "1 wait: `npm start` applies them" });
    await db().$executeRaw`UPDATE "_prisma_migrations" SET migration_name = '29990101000000_later' WHERE migration_name LIKE '%_search_outbox'`;
    expect((await finding("migrations"))?.detail).toBe("the database is newer than this release: 29990101000000_later");
  });

  it("says that a database can't be reached", async () => {
    const [only, ...others] = await examineDatabase("postgres://nobody@127.0.0.1:1/none");
    expect(only).toMatchObject({ subject: "database", ok: false });
    expect(only?.detail).toMatch(/^can't be reached: .*ECONNREFUSED/);
    expect(others).toEqual([]);
  });
});
