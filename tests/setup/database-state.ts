import type pg from "pg";

/** Beats by itself, whatever is asked. */
const ALIVE = ["WorkerHeartbeat"];

/**
 * What stands in each table, as a number of rows and a hash: two states are equal when nothing was written between them. When
 * something ends is left out, because a session is extended by being used.
 */
export async function databaseState(client: pg.Client | pg.Pool): Promise<Record<string, string>> {
  const { rows: tables } = await client.query<{ name: string }>(
    "SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1) ORDER BY 1",
    [ALIVE],
  );
  const state: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ mark: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(text, E'\\n' ORDER BY text)), '') AS mark FROM (SELECT (to_jsonb(line) - 'expiresAt')::text AS text FROM ${name} AS line) AS lines`,
    );
    state[name] = rows[0]?.mark ?? "";
  }
  return state;
}
