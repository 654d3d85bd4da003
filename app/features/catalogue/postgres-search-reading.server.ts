import type pg from "pg";
import { poolBeside } from "~/platform/database/client.server";
import { countStatement } from "./postgres-search-sql.server";
import type { InterfaceLanguage } from "./search-engine";
import type { Term } from "./search-terms";
import type { Statement } from "./statement";

/**
 * The planner counts matching a long tsvector as cheap as comparing two numbers, and would read whole tables instead of
 * the word index; parallel workers cost more to start than these statements take; and thousands of matches must not go to disk.
 */
const SETTINGS = `SET enable_seqscan = off; SET work_mem = '32MB'; SET max_parallel_workers_per_gather = 0; SET jit = off;
  SET statement_timeout = '10s'; SET default_transaction_read_only = on; SET plan_cache_mode = force_generic_plan`;

/** More searches than this at once only take turns on the database's processors. */
const AT_ONCE = 4;

/** Connections that only search. */
export function searchPool(): pg.Pool {
  return poolBeside("search", { max: AT_ONCE, settings: SETTINGS });
}

/** Each connection keeps the plans that it has made, some hundred kilobytes each. */
const MOST_PREPARED = 60;
const names = new Map<string, string>();

/**
 * The rows that a statement reads. It is sent under a name of its own, so that each connection takes it apart and plans
 * it once: with long ones that takes as long as answering them. Statements of rare forms come without.
 */
export async function read<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]> {
  const { text } = statement;
  if (!names.has(text) && names.size < MOST_PREPARED) names.set(text, `search ${names.size}`);
  const name = names.get(text);
  const { rows } = await searchPool().query<Row>({ ...statement, ...(name !== undefined && { name }) });
  return rows;
}

/** How many documents answer each reading of a query in full, whatever the filters, counted up to `limit`. */
export async function countAnswers(language: InterfaceLanguage, readings: ReadonlyArray<readonly Term[]>, limit: number): Promise<number[]> {
  const rows = await read<{ documents: number }>(countStatement(language, readings, limit));
  return rows.map(({ documents }) => documents);
}
