import { describe, expect, inject, it } from "vitest";
import { schemaDiff } from "#scripts/schema-diff";
import { databaseUrl, db, transaction } from "~/platform/database/client.server";
import { migrate } from "~/platform/database/migrate.server";
import { enqueueJob } from "~/platform/outbox.server";

describe("a migrated database", () => {
  it("has no drift from schema.prisma", async () => {
    expect(await schemaDiff(databaseUrl())).toBe("");
  });

  it("shows a drift when there is one", async () => {
    await db().$executeRaw`ALTER TABLE "Need" ADD COLUMN "surplus" TEXT`;
    expect(await schemaDiff(databaseUrl())).toContain("surplus");
    await db().$executeRaw`ALTER TABLE "Need" DROP COLUMN "surplus"`;
  });

  it("needs nothing more when it is migrated again", async () => {
    expect(await migrate(databaseUrl())).toEqual([]);
  });

  it("refuses a history that was altered", async () => {
    await db().$executeRaw`UPDATE "_prisma_migrations" SET checksum = 'other' WHERE migration_name LIKE '%_first'`;
    await expect(migrate(databaseUrl())).rejects.toThrow(/was altered after this database applied it/);
  });

  it("refuses a database that is newer than this release", async () => {
    await db().$executeRaw`UPDATE "_prisma_migrations" SET migration_name = '29990101000000_later' WHERE migration_name LIKE '%_first'`;
    await expect(migrate(databaseUrl())).rejects.toThrow(/newer than this release/);
  });

  it("keeps a job only if the transaction that caused it is kept", async () => {
    const count = async () => Number((await db().$queryRaw<Array<{ n: bigint }>>`SELECT count(*) AS n FROM graphile_worker.jobs`)[0]?.n);
    await expect(
      transaction(async (tx) => {
        await enqueueJob(tx, "example", { id: "1" });
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    expect(await count()).toBe(0);
    await transaction((tx) => enqueueJob(tx, "example", { id: "1" }));
    expect(await count()).toBe(1);
    expect(inject("templateName")).toBeTruthy();
  });
});
