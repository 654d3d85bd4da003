import fs from "node:fs";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDatabase } from "#tests/setup/databases";
import { LEFT_OUT } from "~/platform/backup/format";
import { verifyBackup } from "~/platform/backup/restore.server";
import { migrate } from "~/platform/database/migrate.server";
import { applicationTables, fillEveryTable } from "./every-table";
import { backUp, fingerprint, restoreInto, shape, temporaryFolder, withClient } from "./support";

type Database = Awaited<ReturnType<typeof createDatabase>>;

const FIXTURE = "tests/platform/backup/fixtures/release-0.1.0.backup";
const databases: Database[] = [];
let folder: string;

async function freshDatabase(options?: Parameters<typeof createDatabase>[0]): Promise<Database> {
  const database = await createDatabase(options);
  databases.push(database);
  return database;
}

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const WORKER_SCHEMA = {
  absent: "DROP SCHEMA graphile_worker CASCADE",
  present: "SELECT 1",
  "present with jobs of its own": `
    SELECT graphile_worker.add_job('sweep', job_key => 'sweep', queue_name => 'mail');
    SELECT graphile_worker.add_job('held', job_key => 'letter-1', queue_name => 'mail');
    UPDATE graphile_worker._private_job_queues SET locked_at = now(), locked_by = 'killed';
    UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'killed' WHERE key = 'letter-1'`,
} as const;
const SCHEMAS = Object.keys(WORKER_SCHEMA) as Array<keyof typeof WORKER_SCHEMA>;

const WAITING_JOB = `SELECT graphile_worker.add_job('letter', '{"id": "1"}', job_key => 'letter-1', queue_name => 'mail', run_at => '2027-01-01T00:00:00Z')`;

const jobs = (url: string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query(`
      SELECT task_identifier, key, jobs.queue_name, run_at, attempts, max_attempts, priority, jobs.locked_by, queue.locked_by AS queue_locked_by
      FROM graphile_worker.jobs LEFT JOIN graphile_worker._private_job_queues AS queue USING (queue_name) ORDER BY jobs.id`);
    return rows;
  });

const content = async (url: string) => ({ rows: await fingerprint(url, { except: LEFT_OUT }), jobs: await jobs(url) });

async function targetWith(schema: keyof typeof WORKER_SCHEMA): Promise<Database> {
  const target = await createDatabase();
  await withClient(target.url, (client) => client.query(WORKER_SCHEMA[schema]));
  return target;
}

async function expectEqualAfterRestore(source: Database, target: Database, what: string): Promise<void> {
  await backUp(source.url, folder, { force: true });
  await restoreInto(target.url, folder);
  expect(await content(target.url), what).toEqual(await content(source.url));
}

describe("a backup restores to equality", () => {
  it("whichever table is empty, with waiting jobs and without, whatever the target's worker schema is", async () => {
    const source = await freshDatabase();
    const tables = await applicationTables(source.url);
    expect(tables.length).toBeGreaterThan(40);
    for (const [index, table] of tables.entries()) {
      await fillEveryTable(source.url);
      await withClient(source.url, async (client) => {
        await client.query(`TRUNCATE public.${pg.escapeIdentifier(table)} CASCADE; DELETE FROM graphile_worker._private_jobs`);
        if (index % 2 === 0) await client.query(WAITING_JOB);
      });
      const target = await targetWith(SCHEMAS[index % SCHEMAS.length] ?? "absent");
      try {
        await expectEqualAfterRestore(source, target, table);
      } finally {
        await target.drop();
      }
    }
  }, 1_200_000);

  describe.each(["no table has rows", "every table has rows"])("when %s", (rows) => {
    describe.each(["no job waits", "a job waits"])("and %s", (waiting) => {
      it.each(["absent", "present with jobs of its own"] as const)("into a database whose worker schema is %s", async (schema) => {
        const source = await freshDatabase();
        const target = await targetWith(schema);
        databases.push(target);
        if (rows === "every table has rows") await fillEveryTable(source.url);
        if (waiting === "a job waits") await withClient(source.url, (client) => client.query(WAITING_JOB));
        await expectEqualAfterRestore(source, target, schema);
        expect(await jobs(target.url)).toHaveLength(waiting === "a job waits" ? 1 : 0);
      });

      it("into a database that has nothing at all", async () => {
        const source = await freshDatabase();
        const target = await freshDatabase({ template: "nothing" });
        if (rows === "every table has rows") await fillEveryTable(source.url);
        if (waiting === "a job waits") await withClient(source.url, (client) => client.query(WAITING_JOB));
        await expectEqualAfterRestore(source, target, "nothing");
        expect(await shape(target.url)).toEqual(await shape(source.url));
      });
    });
  });

  it("when no process ever ran on the source, so that it has no worker schema", async () => {
    const source = await freshDatabase({ template: "nothing" });
    await migrate(source.url);
    const target = await targetWith("present with jobs of its own");
    databases.push(target);
    await backUp(source.url, folder);
    await restoreInto(target.url, folder);
    expect(await fingerprint(target.url)).toEqual(await fingerprint(source.url));
    expect(await jobs(target.url)).toEqual([]);
  });
});

describe("a backup", () => {
  it("is refused, rather than written unreadable, when the record of migrations is empty", async () => {
    const source = await freshDatabase();
    await withClient(source.url, (client) => client.query(`DELETE FROM "_prisma_migrations"`));
    await expect(backUp(source.url, folder)).rejects.toThrow(/nothing to back up/);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it.each(["nothing", undefined])("that release 0.1.0 wrote while no job waited is restored and brought forward (template %s)", async (template) => {
    const target = await freshDatabase(template ? { template } : {});
    const { manifest, totals } = await verifyBackup(FIXTURE);
    expect({ version: manifest.version, ...totals }).toMatchObject({ version: "0.1.0", tables: 64, rows: 248, jobs: 0 });
    await restoreInto(target.url, folder, { file: FIXTURE });
    const migrated = await freshDatabase();
    expect(await shape(target.url)).toEqual(await shape(migrated.url));
    await withClient(target.url, async (client) => {
      const { rows } = await client.query(`
        SELECT (SELECT count(*)::int FROM "Listing" WHERE state = 'published') AS listings, (SELECT count(*)::int FROM search.outbox) AS noted,
               (SELECT count(*)::int FROM "Organisation") AS institutions, (SELECT string_agg("displayName", ',') FROM "Person") AS people`);
      expect(rows).toEqual([{ listings: 3, noted: 3, institutions: 2, people: "Ana Paz" }]);
    });
  });
});
