import type { PoolClient } from "pg";
import { sqlPool } from "~/platform/database/client.server";

/**
 * The planner counts matching a long tsvector as cheap as comparing two numbers, and would read whole tables instead of
 * the word index; parallel workers cost more to start than these statements take.
 */
const BEGIN = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off; SET LOCAL statement_timeout = '10s'`;

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
