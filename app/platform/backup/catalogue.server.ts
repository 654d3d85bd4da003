import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFromStdin, to as copyToStdout } from "pg-copy-streams";
import { OperatorError } from "../errors";
import type { Manifest, Table } from "./format";

/** So that text means the same in both databases, whatever their defaults: ISO times, exact floats, UTF-8. */
const EXACT_TEXT = [
  "SET client_encoding = 'UTF8'",
  "SET datestyle = 'ISO, YMD'",
  "SET intervalstyle = 'postgres'",
  "SET timezone = 'UTC'",
  "SET extra_float_digits = 1",
  "SET bytea_output = 'hex'",
  "SET row_security = off",
  "SET statement_timeout = 0",
  "SET idle_in_transaction_session_timeout = 0",
  "SET lock_timeout = '20s'",
].join("; ");

/** A connection of its own, because a snapshot and a lock last only as long as theirs. Throws an OperatorError when nothing answers. */
export async function connectAlone(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: `solucionario ${name}`, connectionTimeoutMillis: 5_000, keepAlive: true });
  // The query that is running fails with the same error.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(EXACT_TEXT);
    return client;
  } catch (cause) {
    await client.end().catch(() => {});
    throw new OperatorError(`The database at ${new URL(url).host} can't be reached: ${(cause as Error).message || (cause as NodeJS.ErrnoException).code}.`, { cause });
  }
}

/** Every table of `public` with the columns that hold what can't be computed again, both in a fixed order. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    SELECT class.relname AS name,
           json_agg(json_build_object('name', attribute.attname, 'type', format_type(attribute.atttypid, attribute.atttypmod)) ORDER BY attribute.attnum) AS columns
    FROM pg_class AS class
    JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped AND attribute.attgenerated = ''
    WHERE class.relnamespace = 'public'::regnamespace AND class.relkind = 'r'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = class.oid AND deptype = 'e')
    GROUP BY class.relname
    ORDER BY class.relname COLLATE "C"`);
  return rows;
}

/** What each sequence of the application gave last; those that gave nothing yet are not listed. */
export async function listSequences(client: pg.ClientBase): Promise<Manifest["sequences"]> {
  const { rows } = await client.query<Manifest["sequences"][number]>(`
    SELECT schemaname AS schema, sequencename AS name, last_value::text AS value
    FROM pg_sequences
    WHERE schemaname IN ('public', 'search') AND last_value IS NOT NULL
    ORDER BY schemaname, sequencename`);
  return rows;
}

export type ForeignKey = { table: string; name: string; definition: string };

export async function listForeignKeys(client: pg.ClientBase): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(`
    SELECT class.relname AS table, conname AS name, pg_get_constraintdef(pg_constraint.oid) AS definition
    FROM pg_constraint JOIN pg_class AS class ON class.oid = conrelid
    WHERE contype = 'f' AND conparentid = 0 AND class.relnamespace = 'public'::regnamespace
    ORDER BY class.relname, conname`);
  return rows;
}

export async function exists(client: pg.ClientBase, relation: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [relation]);
  return rows[0]?.found ?? false;
}

export function tableName(name: string): string {
  return `public.${pg.escapeIdentifier(name)}`;
}

export function columnList(columns: ReadonlyArray<{ name: string }>): string {
  return columns.map(({ name }) => pg.escapeIdentifier(name)).join(", ");
}

/** The rows of a query, as COPY's text. */
export function copyOut(client: pg.ClientBase, query: string): AsyncIterable<Buffer> {
  const rows = client.query(copyToStdout(`COPY (${query}) TO STDOUT`));
  // Whoever reads hears of an error; a reader that left early must not make it uncaught when the connection closes.
  rows.on("error", () => {});
  return rows;
}

/** Fills columns of a table from COPY's text. An error of the chunks undoes the whole copy. */
export async function copyIn(client: pg.ClientBase, target: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  const rows = client.query(copyFromStdin(`COPY ${target} FROM STDIN`));
  rows.on("error", () => {});
  await pipeline(chunks, rows);
}
