import pg from "pg";
import { withClient } from "./support";

type Column = { table: string; name: string; type: string; kind: string; label: string | null };
type Reference = { table: string; columns: string[]; target: string; targetColumns: string[]; needed: boolean };

/** Tables of `public` that the application fills; the record of migrations is not one of them. */
export function applicationTables(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1");
    return rows.map(({ name }) => name);
  });
}

/** Puts two rows into every application table that has none, whatever its columns are, so that a new table needs no change here. */
export async function fillEveryTable(url: string): Promise<void> {
  const tables = await applicationTables(url);
  await withClient(url, async (client) => {
    const { rows: columns } = await client.query<Column>(`
      SELECT class.relname AS table, attname AS name, format_type(atttypid, NULL) AS type, typtype AS kind,
             (SELECT enumlabel FROM pg_enum WHERE enumtypid = atttypid ORDER BY enumsortorder LIMIT 1) AS label
      FROM pg_attribute JOIN pg_class AS class ON class.oid = attrelid JOIN pg_type ON pg_type.oid = atttypid
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped AND attnotnull AND NOT atthasdef AND attidentity = ''`);
    const { rows: references } = await client.query<Reference>(`
      SELECT class.relname AS table, target.relname AS target,
             ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS key(number, position) JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY position) AS columns,
             ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS key(number, position) JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY position) AS "targetColumns",
             (SELECT bool_and(attnotnull) FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)) AS needed
      FROM pg_constraint JOIN pg_class AS class ON class.oid = conrelid JOIN pg_class AS target ON target.oid = confrelid
      WHERE contype = 'f' AND connamespace = 'public'::regnamespace`);
    const needed = references.filter((reference) => reference.needed);
    const waiting = new Set(tables);
    while (waiting.size > 0) {
      const next = [...waiting].filter((table) => needed.every((reference) => reference.table !== table || !waiting.has(reference.target)));
      if (next.length === 0) throw new Error(`These tables need rows of each other: ${[...waiting].join(", ")}.`);
      for (const table of next) {
        waiting.delete(table);
        const { rowCount } = await client.query(`SELECT FROM ${quoted(table)} LIMIT 1`);
        if (rowCount) continue;
        for (const row of [0, 1])
          await insertRow(
            client,
            table,
            row,
            columns.filter((column) => column.table === table),
            needed.filter((reference) => reference.table === table),
          );
      }
    }
  });
}

async function insertRow(client: pg.Client, table: string, row: number, columns: readonly Column[], references: readonly Reference[]): Promise<void> {
  const values = new Map(columns.map((column) => [column.name, someValue(column)]));
  for (const { columns: own, target, targetColumns } of references) {
    for (const [index, name] of own.entries()) {
      values.set(name, `(SELECT ${quoted(targetColumns[index] ?? "")} FROM ${quoted(target)} ORDER BY 1 OFFSET ${row} LIMIT 1)`);
    }
  }
  await client.query(
    values.size === 0
      ? `INSERT INTO ${quoted(table)} DEFAULT VALUES`
      : `INSERT INTO ${quoted(table)} (${[...values.keys()].map(quoted).join(", ")}) VALUES (${[...values.values()].join(", ")})`,
  );
}

function someValue({ table, name, type, kind, label }: Column): string {
  if (kind === "e") return `'${label}'`;
  if (type.endsWith("[]")) return "'{}'";
  switch (type) {
    case "uuid":
      return "gen_random_uuid()";
    case "text":
    case "character varying":
      return "md5(random()::text)";
    case "integer":
    case "bigint":
    case "smallint":
      return "floor(random() * 30000)::int";
    case "numeric":
    case "double precision":
      return "random()";
    case "boolean":
      return "random() < 0.5";
    case "json":
    case "jsonb":
      return "jsonb_build_object('some', random())";
    case "date":
    case "timestamp with time zone":
    case "timestamp without time zone":
      return "now()";
    case "bytea":
      return "decode(md5(random()::text), 'hex')";
    default:
      throw new Error(`Say here what a value of ${type} is, for "${table}"."${name}".`);
  }
}

function quoted(name: string): string {
  return pg.escapeIdentifier(name);
}
