import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { OperatorError } from "../errors";
import { sha256 } from "../hash.server";

/** The key that Prisma's own engine locks on, so that the two never migrate at once. */
export const PRISMA_MIGRATION_LOCK = 72_707_369;

/** The table as Prisma makes it: `prisma migrate status` and `deploy` stay usable where its engine can be had. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

export type Migration = { name: string; sql: string; checksum: string };
type Applied = { migration_name: string; checksum: string; finished_at: Date | null };

export function readMigrations(folder: string): Migration[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const sql = fs.readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: sha256(sql) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Applies the migrations that the database does not have, each in a transaction of its own, under an advisory lock.
 * Returns their names. Refuses a database that is newer than this release or whose history was altered.
 */
export async function migrate(url: string, folder = path.resolve("prisma/migrations")): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: "solucionario migrate" });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_MIGRATION_LOCK]);
    const migrations = readMigrations(folder);
    const done = new Set(await appliedMigrations(client, migrations));
    const missing = migrations.filter(({ name }) => !done.has(name));
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/**
 * The names of the migrations that the database has, in order. Makes the table that records them when it is missing.
 * Throws an OperatorError when the database is newer than these migrations or its history was altered.
 */
export async function appliedMigrations(client: pg.ClientBase, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(MIGRATIONS_TABLE);
  const { rows } = await client.query<Applied>(`SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY migration_name`);
  checkHistory(rows, migrations);
  return rows.map((row) => row.migration_name);
}

function checkHistory(rows: readonly Applied[], migrations: readonly Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const migration = known.get(row.migration_name);
    if (!migration) throw new OperatorError(`The database is newer than this release: it has the migration ${row.migration_name}.`);
    if (migration.checksum !== row.checksum) throw new OperatorError(`The migration ${row.migration_name} was altered after this database applied it.`);
    if (!row.finished_at) throw new OperatorError(`The migration ${row.migration_name} was left half done by another tool: see \`prisma migrate resolve\`.`);
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await runMigration(client, migration);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

/** Runs one migration and records it, in the caller's transaction. Throws an OperatorError that names the migration. */
export async function runMigration(client: pg.ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query(sql);
    await client.query(`INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)`, [
      randomUUID(),
      checksum,
      name,
    ]);
  } catch (cause) {
    throw new OperatorError(`The migration ${name} failed, nothing of it was kept: ${(cause as Error).message}.`, { cause });
  }
}
