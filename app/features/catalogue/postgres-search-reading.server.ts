import type { PoolClient } from "pg";
import { sqlPool } from "~/platform/database/client.server";
import { countStatement } from "./postgres-search-sql.server";
import type { InterfaceLanguage } from "./search-engine";
import type { Term } from "./search-terms";

/**
 * The planner counts matching a long tsvector as cheap as comparing two numbers, and would read whole tables instead of
 * the word index; parallel workers cost more to start than these statements take; and thousands of matches must not go to disk.
 */
const BEGIN = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '32MB'; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off; SET LOCAL statement_timeout = '10s'`;

/** Runs a search's statements on one connection and over one snapshot. */
export async function reading<T>(read: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await sqlPool().connect();
  let failure: Error | undefined;
  try {
    await client.query(BEGIN);
    const result = await read(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    failure = error as Error;
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release(failure);
  }
}

/** How many documents answer each reading of a query in full, whatever the filters, counted up to `limit`. */
export async function countAnswers(client: PoolClient, language: InterfaceLanguage, readings: ReadonlyArray<readonly Term[]>, limit: number): Promise<number[]> {
  const { text, values } = countStatement(language, readings, limit);
  const { rows } = await client.query<{ documents: number }>(text, values);
  return rows.map(({ documents }) => documents);
}
