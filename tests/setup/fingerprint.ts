import { sqlPool } from "~/platform/database/client.server";

/** By table, how many rows it has and a number that changes when any of them does. */
export type Fingerprint = Readonly<Record<string, string>>;

let statement: { name: string; text: string } | undefined;

/** Every table of every schema of ours but those named: what changes nothing leaves this as it is. */
export async function fingerprint({ without = [] }: { without?: readonly string[] } = {}): Promise<Fingerprint> {
  statement ??= { name: "fingerprint", text: await allTables() };
  const { rows } = await sqlPool().query<{ name: string; mark: string }>(statement);
  return Object.fromEntries(rows.flatMap(({ name, mark }) => (without.includes(name) ? [] : [[name, mark]])));
}

async function allTables(): Promise<string> {
  const { rows } = await sqlPool().query<{ name: string }>(
    `SELECT format('%I.%I', nspname, relname) AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind = 'r' AND nspname IN ('public', 'search', 'graphile_worker') ORDER BY 1`,
  );
  return rows
    .map(({ name }) => `SELECT '${name}' AS name, count(*) || ' rows, ' || coalesce(sum(hashtextextended(row::text, 0)), 0) AS mark FROM ${name} AS row`)
    .join(" UNION ALL ");
}
