import type pg from "pg";
import type { Tx } from "./database/client.server";
import { Prisma } from "./database/client.server";

/** Jobs of one queue run one after the other, so that a slow mail server has one worker waiting, never all of them. */
const QUEUES: Readonly<Record<string, string>> = { letter: "mail" };

/**
 * Side effects are rows written with the change that causes them. A job carries ids only; its handler reloads, and
 * may run twice.
 *
 * @param options.key a waiting job with the same key is replaced, not doubled
 */
export async function enqueueJob(
  tx: Tx,
  task: string,
  payload: Record<string, string | number | boolean | null>,
  options: { runAt?: Date; key?: string; maxAttempts?: number } = {},
): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(
      identifier => ${task},
      payload => ${JSON.stringify(payload)}::json,
      queue_name => ${QUEUES[task] ?? null},
      run_at => ${options.runAt ?? null}::timestamptz,
      max_attempts => ${options.maxAttempts ?? 25},
      job_key => ${options.key ?? null}
    )`;
}

/**
 * Notes that these listings' search documents may be out of date: one row per listing and index that follows them,
 * counted up, so that many changes coalesce. The drainer re-reads the current truth and writes or removes.
 */
export async function noteListingChange(tx: Tx, listingIds: readonly string[], now: Date): Promise<void> {
  if (listingIds.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO search.outbox (engine, listing_id, sequence, noted_at)
    SELECT name, id, nextval('search.outbox_sequence'), ${now}
    FROM search.engine, unnest(${Prisma.sql`${[...listingIds]}::uuid[]`}) AS listing(id)
    ON CONFLICT (engine, listing_id) DO UPDATE SET sequence = excluded.sequence, noted_at = excluded.noted_at, attempts = 0, next_attempt_at = NULL, failure = NULL`;
  await tx.$executeRaw`SELECT pg_notify('listing_changed', '')`;
}

/** Makes pages in every process's memory stale from the commit on: for what must be gone at once, before the index follows. */
export async function announceCatalogueChange(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('catalogue_changed', '')`;
}

/** Notes every listing there is, in the caller's transaction on a connection of its own: after a restore. */
export async function noteEveryListing(client: pg.ClientBase, now: Date): Promise<void> {
  await client.query(
    `INSERT INTO search.outbox (engine, listing_id, sequence, noted_at)
     SELECT name, id, nextval('search.outbox_sequence'), $1 FROM search.engine, public."Listing" ORDER BY id
     ON CONFLICT (engine, listing_id) DO UPDATE SET sequence = excluded.sequence, noted_at = excluded.noted_at, attempts = 0, next_attempt_at = NULL, failure = NULL`,
    [now],
  );
  await client.query("SELECT pg_notify('listing_changed', '')");
}
