import type { PoolClient } from "pg";
import { sqlPool } from "~/platform/database/client.server";
import { log } from "~/platform/log.server";
import type { SearchIndex } from "./search-engine";
import { SEARCHABLE_STATES } from "./status";

/** A listing that failed this often waits for its next change, or for a rebuild. */
const MOST_ATTEMPTS = 10;

/** The numbers of the locks that make one process the only writer of an index; one that grows beside another shares its lock. */
const LEADER_LOCK = 7_224_011;
const LOCK_OF: Readonly<Record<string, number>> = { postgres: 1, meilisearch: 2 };

export type Claimed = { listing_id: string; sequence: string };

/**
 * Does the work as the only process that writes the index of this name; returns null at once while another one is at it.
 * The lock goes with the connection: when that is lost, the work's next statement on it fails.
 */
export async function asLeader<T>(name: string, work: (client: PoolClient) => Promise<T>): Promise<T | null> {
  const lock = [LEADER_LOCK, LOCK_OF[name.replace(/:.*/, "")] ?? 0];
  const client = await sqlPool().connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>("SELECT pg_try_advisory_lock($1::int, $2::int) AS locked", lock);
    if (!rows[0]?.locked) {
      client.release();
      return null;
    }
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
  try {
    return await work(client);
  } finally {
    // A connection that can't give the lock back takes it along.
    await client.query("SELECT pg_advisory_unlock($1::int, $2::int)", lock).then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}

/** The oldest noted listings of an index that may be tried now. */
export async function claim(client: PoolClient, name: string, limit: number, now: Date): Promise<Claimed[]> {
  const { rows } = await client.query<Claimed>(
    "SELECT listing_id, sequence FROM search.outbox WHERE engine = $1 AND (next_attempt_at IS NULL OR next_attempt_at <= $2) ORDER BY sequence LIMIT $3",
    [name, now, limit],
  );
  return rows;
}

/** Those that were noted again meanwhile stay noted. */
export async function forget(client: PoolClient, name: string, claimed: readonly Claimed[]): Promise<void> {
  await client.query("DELETE FROM search.outbox WHERE engine = $1 AND (listing_id, sequence) IN (SELECT * FROM unnest($2::uuid[], $3::bigint[]))", [
    name,
    claimed.map(({ listing_id }) => listing_id),
    claimed.map(({ sequence }) => sequence),
  ]);
}

export async function setAside(client: PoolClient, name: string, { listing_id, sequence }: Claimed, error: Error, now: Date): Promise<void> {
  log.error({ err: error, listing: listing_id, index: name }, "a listing could not be indexed");
  await client.query(
    `UPDATE search.outbox SET attempts = attempts + 1, failure = $4,
       next_attempt_at = CASE WHEN attempts + 1 >= ${MOST_ATTEMPTS} THEN 'infinity' ELSE $5::timestamptz + make_interval(secs => 10 * 2 ^ attempts) END
     WHERE engine = $1 AND listing_id = $2 AND sequence = $3`,
    [name, listing_id, sequence, error.message.slice(0, 500), now],
  );
}

/** Notes listings for one index only. */
export async function noteFor(name: string, listingIds: readonly string[], now: Date): Promise<void> {
  if (listingIds.length === 0) return;
  await sqlPool().query(`${NOTE} unnest($2::uuid[]) AS listing(id) ${NOTED_AGAIN}`, [name, listingIds, now]);
}

const NOTE = "INSERT INTO search.outbox (engine, listing_id, sequence, noted_at) SELECT $1, id, nextval('search.outbox_sequence'), $3::timestamptz FROM";
const NOTED_AGAIN =
  "ON CONFLICT (engine, listing_id) DO UPDATE SET sequence = excluded.sequence, noted_at = excluded.noted_at, attempts = 0, next_attempt_at = NULL, failure = NULL";

// ---- which indexes follow the listings

/** For each index that is kept, how many listings' changes it has not taken in: not tried yet, and set aside with a reason. */
export async function countWaiting(): Promise<Array<{ engine: string; waiting: number; setAside: number }>> {
  const { rows } = await sqlPool().query<{ engine: string; waiting: string; set_aside: string }>(
    `SELECT name AS engine, count(listing_id) FILTER (WHERE attempts = 0) AS waiting, count(listing_id) FILTER (WHERE attempts > 0) AS set_aside
     FROM search.engine LEFT JOIN search.outbox ON engine = name GROUP BY name ORDER BY name`,
  );
  return rows.map(({ engine, waiting, set_aside }) => ({ engine, waiting: Number(waiting), setAside: Number(set_aside) }));
}

export type Follower = { complete: boolean; rebuildAskedAt: Date | null };

/** From now on every change is noted for the index of this name, too. Does nothing when it was so already. */
export async function follow(name: string): Promise<void> {
  const { rowCount } = await sqlPool().query("INSERT INTO search.engine (name) VALUES ($1) ON CONFLICT DO NOTHING", [name]);
  // In a statement of its own, so that it counts every transaction that could not see the row.
  if (rowCount) await sqlPool().query("UPDATE search.engine SET unseen_before = pg_snapshot_xmax(pg_current_snapshot()) WHERE name = $1", [name]);
}

export async function readFollower(name: string): Promise<Follower | undefined> {
  const { rows } = await sqlPool().query<Follower>(`SELECT complete, rebuild_asked_at AS "rebuildAskedAt" FROM search.engine WHERE name = $1`, [name]);
  return rows[0];
}

/**
 * Notes every searchable listing for an index that has begun to follow, once all transactions that could not see it
 * have ended: what they changed is noted by nobody else. Returns whether that is done.
 */
export function complete(client: PoolClient, name: string, now: Date): Promise<boolean> {
  return noteAllIf(client, name, now, {
    text: "UPDATE search.engine SET complete = true WHERE name = $1 AND NOT complete AND unseen_before <= pg_snapshot_xmin(pg_current_snapshot())",
    values: [name],
  });
}

/** Notes every searchable listing for an index that was written by a release that makes something else of a document. */
export async function adoptShape(client: PoolClient, index: SearchIndex, now: Date): Promise<void> {
  const shape = index.shape?.();
  if (shape === undefined) return;
  const changed = await noteAllIf(client, index.name, now, {
    text: "UPDATE search.engine SET shape = $2 WHERE name = $1 AND shape IS DISTINCT FROM $2",
    values: [index.name, shape],
  });
  if (changed) log.info({ index: index.name }, "writing the search index in the shape of this release");
}

/** In one transaction with an update that changes something only when it is time. Returns whether it did. */
async function noteAllIf(client: PoolClient, name: string, now: Date, update: { text: string; values: string[] }): Promise<boolean> {
  await client.query("BEGIN");
  try {
    const { rowCount } = await client.query(update.text, update.values);
    if (rowCount) await noteAllFor(client, name, now);
    await client.query("COMMIT");
    return Boolean(rowCount);
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** Notes every searchable listing for one index. */
export async function noteAllFor(client: Pick<PoolClient, "query">, name: string, now: Date): Promise<void> {
  await client.query(`${NOTE} public."Listing" WHERE state::text = ANY ($2) ORDER BY id ${NOTED_AGAIN}`, [name, SEARCHABLE_STATES, now]);
}

/** Forgets an index and everything noted for it. */
export async function unfollow(client: PoolClient, name: string): Promise<void> {
  await client.query("WITH gone AS (DELETE FROM search.engine WHERE name = $1) DELETE FROM search.outbox WHERE engine = $1", [name]);
}

/**
 * After `next` took the place of `name`: what was noted for it and not yet written is noted for its new name, with what
 * was set aside and why.
 */
export async function inherit(client: PoolClient, name: string, next: string): Promise<void> {
  await client.query(
    `WITH left_over AS (DELETE FROM search.outbox WHERE engine = $2 RETURNING *),
          replaced AS (DELETE FROM search.engine WHERE name = $2),
          kept AS (UPDATE search.engine SET complete = true, rebuild_asked_at = NULL WHERE name = $1)
     INSERT INTO search.outbox (engine, listing_id, sequence, noted_at, attempts, next_attempt_at, failure)
     SELECT $1, listing_id, sequence, noted_at, attempts, next_attempt_at, failure FROM left_over
     ON CONFLICT (engine, listing_id) DO NOTHING`,
    [name, next],
  );
}

/** Asks whoever leads to build the index anew. */
export async function askForRebuild(name: string, now: Date): Promise<void> {
  await sqlPool().query("UPDATE search.engine SET rebuild_asked_at = $2 WHERE name = $1", [name, now]);
  await sqlPool().query("SELECT pg_notify('listing_changed', '')");
}
