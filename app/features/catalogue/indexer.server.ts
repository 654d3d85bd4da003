import type { PoolClient } from "pg";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { listenForChanges } from "~/platform/database/notifications.server";
import { log } from "~/platform/log.server";
import { noteEveryListing, noteListingChange } from "~/platform/outbox.server";
import { buildDocuments } from "./documents.server";
import { INTERFACE_LANGUAGES, type SearchEngine } from "./search-engine";
import { SEARCHABLE_STATES } from "./status";

/** One drainer for all processes: two would write each other's older truth over the newer one. */
const DRAINER_LOCK = 7_224_011;
export const MOST_AT_ONCE = 500;
/** A listing that failed this often waits for its next change, or for a rebuild. */
const MOST_ATTEMPTS = 10;
const POLL_MS = 5_000;

export type Drained = { written: number; removed: number; failed: number };
type Claimed = { listing_id: string; sequence: string };

/**
 * Takes up to `limit` noted listings and brings the index in step with what the database says of them now. A listing
 * noted again meanwhile stays noted. One that can't be written is set aside with its reason; its neighbours are not.
 * Returns null when another process is draining. Throws when the engine as a whole does not answer: nothing is set aside then.
 */
export async function drainSearchOutbox(engine: SearchEngine, { limit = MOST_AT_ONCE, now }: { limit?: number; now: Date }): Promise<Drained | null> {
  const client = await sqlPool().connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>("SELECT pg_try_advisory_lock($1) AS locked", [DRAINER_LOCK]);
    if (!rows[0]?.locked) return null;
    try {
      return await drain(client, engine, Math.min(limit, MOST_AT_ONCE), now);
    } finally {
      await client.query("SELECT pg_advisory_unlock($1)", [DRAINER_LOCK]);
    }
  } finally {
    client.release();
  }
}

async function drain(client: PoolClient, engine: SearchEngine, limit: number, now: Date): Promise<Drained> {
  const { rows: claimed } = await client.query<Claimed>(
    "SELECT listing_id, sequence FROM search.outbox WHERE next_attempt_at IS NULL OR next_attempt_at <= $2 ORDER BY sequence LIMIT $1",
    [limit, now],
  );
  const drained: Drained = { written: 0, removed: 0, failed: 0 };
  await bring(client, engine, claimed, now, drained);
  if (drained.written + drained.removed > 0) await client.query("SELECT pg_notify('catalogue_changed', '')");
  return drained;
}

/** Halves what fails until what can't be written stands alone. */
async function bring(client: PoolClient, engine: SearchEngine, claimed: readonly Claimed[], now: Date, drained: Drained): Promise<void> {
  if (claimed.length === 0) return;
  try {
    const ids = claimed.map(({ listing_id }) => listing_id);
    const documents = await buildDocuments(ids);
    const searchable = new Set(documents.map(({ id }) => id));
    const gone = ids.filter((id) => !searchable.has(id));
    if (documents.length > 0) await engine.index(documents);
    if (gone.length > 0) await engine.remove(gone);
    await client.query("DELETE FROM search.outbox WHERE (listing_id, sequence) IN (SELECT * FROM unnest($1::uuid[], $2::bigint[]))", [
      ids,
      claimed.map(({ sequence }) => sequence),
    ]);
    drained.written += searchable.size;
    drained.removed += gone.length;
  } catch (error) {
    const health = await engine.health();
    if (!health.ok) throw error;
    const [only] = claimed;
    if (claimed.length === 1 && only) {
      drained.failed += 1;
      await setAside(client, only, error as Error, now);
      return;
    }
    const middle = Math.ceil(claimed.length / 2);
    await bring(client, engine, claimed.slice(0, middle), now, drained);
    await bring(client, engine, claimed.slice(middle), now, drained);
  }
}

async function setAside(client: PoolClient, { listing_id, sequence }: Claimed, error: Error, now: Date): Promise<void> {
  log.error({ err: error, listing: listing_id }, "a listing could not be indexed");
  await client.query(
    `UPDATE search.outbox SET attempts = attempts + 1, failure = $3,
       next_attempt_at = CASE WHEN attempts + 1 >= ${MOST_ATTEMPTS} THEN 'infinity' ELSE $4::timestamptz + make_interval(secs => 10 * 2 ^ attempts) END
     WHERE listing_id = $1 AND sequence = $2`,
    [listing_id, sequence, error.message.slice(0, 500), now],
  );
}

/** Drains until nothing that may be tried now is left. */
export async function drainAll(engine: SearchEngine, now: Date): Promise<Drained> {
  const total: Drained = { written: 0, removed: 0, failed: 0 };
  for (;;) {
    const drained = await drainSearchOutbox(engine, { now });
    if (!drained) {
      // Another process is at it: what is left when it has finished is ours.
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    total.written += drained.written;
    total.removed += drained.removed;
    total.failed += drained.failed;
    if (drained.written + drained.removed + drained.failed === 0) return total;
  }
}

/**
 * Keeps the index in step until the returned function is called, which waits for the batch at work. A change wakes it
 * at once; the clock does as well, for notifications that were missed and attempts that fall due.
 */
export async function startSearchIndexer(engine: SearchEngine, clock: () => Date): Promise<() => Promise<void>> {
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;

  async function work(): Promise<void> {
    do {
      again = false;
      try {
        const drained = await drainSearchOutbox(engine, { now: clock() });
        if (drained && drained.written + drained.removed > 0) again = true;
      } catch (error) {
        log.error({ err: error }, "the search index could not be brought in step");
      }
    } while (again && !stopped);
  }
  function wake(): void {
    if (stopped) return;
    again = true;
    running ??= work().finally(() => {
      running = undefined;
    });
  }

  const stopListening = await listenForChanges({ listing_changed: wake });
  const timer = setInterval(wake, POLL_MS);
  wake();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await stopListening();
    await running;
  };
}

/** Writes every searchable listing anew and removes what should not be there. */
export async function reindexAll(engine: SearchEngine, now: Date): Promise<Drained> {
  await noteOrphans(engine, await searchableVersions(), now);
  const client = await sqlPool().connect();
  try {
    await noteEveryListing(client, now);
  } finally {
    client.release();
  }
  return drainAll(engine, now);
}

export type Reconciled = {
  /** Listings that should be found. */
  searchable: number;
  missing: number;
  outdated: number;
  /** Indexed, but not to be found. */
  orphans: number;
};

/** Compares what is indexed with what should be, by version, and notes every difference for the drainer. */
export async function reconcile(engine: SearchEngine, now: Date): Promise<Reconciled> {
  const expected = await searchableVersions();
  const indexed = new Map<string, number>();
  for await (const { id, oldestVersion, languages } of engine.inventory()) indexed.set(id, languages === INTERFACE_LANGUAGES.length ? oldestVersion : Number.NEGATIVE_INFINITY);

  const missing = [...expected.keys()].filter((id) => !indexed.has(id));
  const outdated = [...expected].flatMap(([id, version]) => ((indexed.get(id) ?? version) < version ? [id] : []));
  const orphans = [...indexed.keys()].filter((id) => !expected.has(id));
  await transaction((tx) => noteListingChange(tx, [...missing, ...outdated, ...orphans], now));
  return { searchable: expected.size, missing: missing.length, outdated: outdated.length, orphans: orphans.length };
}

async function noteOrphans(engine: SearchEngine, expected: ReadonlyMap<string, number>, now: Date): Promise<void> {
  const orphans: string[] = [];
  for await (const { id } of engine.inventory()) if (!expected.has(id)) orphans.push(id);
  await transaction((tx) => noteListingChange(tx, orphans, now));
}

async function searchableVersions(): Promise<Map<string, number>> {
  const rows = await db().listing.findMany({ where: { state: { in: [...SEARCHABLE_STATES] } }, select: { id: true, version: true } });
  return new Map(rows.map(({ id, version }) => [id, version]));
}
