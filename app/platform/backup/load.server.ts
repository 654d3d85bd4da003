import pg from "pg";
import { OperatorError } from "../errors";
import { columnList, copyIn, exists, type ForeignKey, listForeignKeys, listTables, tableName } from "./catalogue.server";
import { JOB_COLUMNS, type Manifest, type Section } from "./format";

/**
 * Empties the tables and takes their foreign keys off, which come back once every row is in: so tables may refer to
 * each other and to themselves, and no superuser is needed. Throws an OperatorError when a table differs from the backup's.
 */
export async function openTables(client: pg.ClientBase, manifest: Manifest): Promise<ForeignKey[]> {
  const tables = await listTables(client);
  const present = new Map(tables.map(({ name, columns }) => [name, columns]));
  for (const { name, columns } of manifest.tables) {
    if (nameSet(present.get(name) ?? []) !== nameSet(columns)) {
      throw new OperatorError(`The table ${name} of the backup is not the one that its migrations make: one of the two was altered by hand.`);
    }
  }
  await client.query(`TRUNCATE ${tables.map(({ name }) => tableName(name)).join(", ")}`);
  const foreignKeys = await listForeignKeys(client);
  for (const key of foreignKeys) await client.query(`ALTER TABLE ${tableName(key.table)} DROP CONSTRAINT ${pg.escapeIdentifier(key.name)}`);
  return foreignKeys;
}

function nameSet(columns: ReadonlyArray<{ name: string }>): string {
  return JSON.stringify(columns.map(({ name }) => name).sort());
}

/** Puts the foreign keys back, each checked over all rows. */
export async function closeTables(client: pg.ClientBase, foreignKeys: readonly ForeignKey[]): Promise<void> {
  for (const key of foreignKeys) await client.query(`ALTER TABLE ${tableName(key.table)} ADD CONSTRAINT ${pg.escapeIdentifier(key.name)} ${key.definition}`);
}

export async function loadTable(client: pg.ClientBase, manifest: Manifest, section: Section, chunks: AsyncIterable<Buffer>): Promise<void> {
  const table = manifest.tables.find(({ name }) => name === section.name);
  if (!table) throw new OperatorError(`The backup has rows of ${section.name}, a table that it does not list.`);
  await copyIn(client, `${tableName(table.name)} (${columnList(table.columns)})`, chunks);
}

/**
 * Removes the jobs that the database had before, because they are about rows that it no longer has. A queue that a
 * killed worker holds goes with them: the heartbeat that would free it is not restored.
 */
export async function forgetJobs(client: pg.ClientBase): Promise<void> {
  await client.query("DELETE FROM graphile_worker._private_jobs");
  await client.query("DELETE FROM graphile_worker._private_job_queues");
}

/** Enqueues the waiting jobs anew: their attempts begin again, and whoever held one is forgotten. */
export async function loadJobs(client: pg.ClientBase, chunks: AsyncIterable<Buffer>): Promise<void> {
  const columns = JOB_COLUMNS.map(({ name, type }) => `${name} ${type}`).join(", ");
  await client.query(`CREATE TEMPORARY TABLE waiting_job (position bigint GENERATED ALWAYS AS IDENTITY, ${columns}) ON COMMIT DROP`);
  await copyIn(client, `pg_temp.waiting_job (${columnList(JOB_COLUMNS)})`, chunks);
  await client.query(`
    SELECT count(graphile_worker.add_job(
      identifier => job.identifier, payload => job.payload, queue_name => job.queue_name, run_at => job.run_at,
      max_attempts => job.max_attempts, job_key => job.job_key, priority => job.priority, flags => job.flags))
    FROM (SELECT * FROM pg_temp.waiting_job ORDER BY position) AS job`);
}

/** Counts on from where the backup was, or from where the database is when that is further. */
export async function setSequences(client: pg.ClientBase, manifest: Manifest): Promise<void> {
  for (const { schema, name, value } of manifest.sequences) {
    const sequence = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
    if (!(await exists(client, sequence))) continue;
    await client.query(`SELECT setval($1::regclass, greatest($2::bigint, (SELECT last_value FROM ${sequence})))`, [sequence, value]);
  }
}
