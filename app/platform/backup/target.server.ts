import type pg from "pg";
import { appliedMigrations, type Migration, runMigration } from "../database/migrate.server";
import { OperatorError } from "../errors";
import { exists, listTables, tableName } from "./catalogue.server";
import { FILLED_BY_STARTUP, type Manifest } from "./format";

const LOCK_NOT_AVAILABLE = "55P03";

/** Throws an OperatorError when this release lacks a migration of the backup, or has another one of the same name. */
export function refuseNewer(name: string, manifest: Manifest, release: readonly Migration[]): void {
  const known = new Map(release.map((migration) => [migration.name, migration.checksum]));
  for (const migration of manifest.migrations) {
    const checksum = known.get(migration.name);
    if (!checksum) {
      throw new OperatorError(`${name} was written by a newer release, ${manifest.version}: it has the migration ${migration.name}, which this release does not know.`);
    }
    if (checksum !== migration.checksum) throw new OperatorError(`${name} was written with another migration ${migration.name} than this release has.`);
  }
}

/**
 * Takes the database for this transaction alone and brings its schema to the backup's. A database of another age is
 * built again from the backup's own migrations, all in the caller's transaction.
 * Throws an OperatorError when the database is in use, is not ours, or is newer than this release.
 */
export async function prepareTarget(client: pg.ClientBase, manifest: Manifest, release: readonly Migration[]): Promise<void> {
  const wanted = manifest.migrations.map(({ name }) => name);
  const ours = await exists(client, `public."_prisma_migrations"`);
  if (!ours && (await listTables(client)).length > 0) {
    throw new OperatorError("The database holds tables of another application: restore into a database of its own.");
  }
  const applied = await appliedMigrations(client, release);
  await lockAll(client);
  await refuseRows(client);
  if (sameNames(applied, wanted) && release.length === wanted.length) return;
  await dropEverything(client);
  await appliedMigrations(client, release);
  for (const migration of release) if (wanted.includes(migration.name)) await runMigration(client, migration);
}

/** The migrations that came after the backup, once its rows are in. */
export async function migrateForward(client: pg.ClientBase, manifest: Manifest, release: readonly Migration[]): Promise<string[]> {
  const had = new Set(manifest.migrations.map(({ name }) => name));
  const later = release.filter(({ name }) => !had.has(name));
  for (const migration of later) await runMigration(client, migration);
  return later.map(({ name }) => name);
}

async function lockAll(client: pg.ClientBase): Promise<void> {
  const tables = await listTables(client);
  try {
    await client.query(`LOCK TABLE ${tables.map(({ name }) => tableName(name)).join(", ")} IN ACCESS EXCLUSIVE MODE`);
  } catch (cause) {
    if ((cause as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw cause;
    throw new OperatorError("The database is busy: stop the server and whatever else uses it, then restore again.", { cause });
  }
}

async function refuseRows(client: pg.ClientBase): Promise<void> {
  for (const { name } of await listTables(client)) {
    if (FILLED_BY_STARTUP.includes(name)) continue;
    const { rowCount } = await client.query(`SELECT FROM ${tableName(name)} LIMIT 1`);
    if (rowCount) {
      throw new OperatorError(`The database is not empty, its table ${name} has rows: restore into an empty one (\`solucionario demo remove\` takes out demonstration content).`);
    }
  }
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === a.length;
}

/** Drops what the migrations made: the schemas of search and limits, and all of `public` but what extensions brought. */
async function dropEverything(client: pg.ClientBase): Promise<void> {
  await client.query("DROP SCHEMA IF EXISTS search, limits CASCADE");
  const { rows } = await client.query<{ statement: string }>(`
    WITH extension_member AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')
    SELECT format('DROP %s IF EXISTS public.%I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname) AS statement
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
      AND ('pg_class'::regclass, oid) NOT IN (SELECT classid, objid FROM extension_member)
    UNION ALL
    SELECT format('DROP TYPE IF EXISTS public.%I CASCADE', typname)
    FROM pg_type
    WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
      AND ('pg_type'::regclass, oid) NOT IN (SELECT classid, objid FROM extension_member)
    UNION ALL
    SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure)
    FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
      AND ('pg_proc'::regclass, oid) NOT IN (SELECT classid, objid FROM extension_member)`);
  for (const { statement } of rows) await client.query(statement);
}
