import type { PoolClient } from "pg";
import { buildDocuments } from "./documents.server";
import { adoptShape, asLeader, type Claimed, claim, forget, noteFor, setAside } from "./index-outbox.server";
import { IndexTrouble, type SearchIndex, type Writing } from "./search-engine";

export const MOST_AT_ONCE = 500;

export type Drained = { written: number; removed: number; failed: number };
export const NOTHING_DRAINED: Readonly<Drained> = { written: 0, removed: 0, failed: 0 };

/**
 * What one drain needs. Listings are read and sent `atOnce`, 500 unless fewer are wanted. Of a higher `limit` the next
 * ones are prepared while the index is at work on those before.
 */
export type DrainOptions = Writing & { limit?: number; atOnce?: number; now: Date };

/**
 * Takes up to `limit` noted listings, by default 500, and brings the index in step with what the database says of them now. A listing
 * noted again meanwhile stays noted. One that can't be written is set aside with its reason; its neighbours are not.
 * Returns null when another process is draining. Throws when the index as a whole does not answer: nothing is set aside then.
 */
export function drainSearchOutbox(index: SearchIndex, options: DrainOptions): Promise<Drained | null> {
  return asLeader(index.name, (client) => drain(client, index, options));
}

/** The same for who leads already. */
export async function drain(client: PoolClient, index: SearchIndex, options: DrainOptions): Promise<Drained> {
  const drained = await fill(client, index, options);
  if (drained.written + drained.removed > 0) await client.query("SELECT pg_notify('catalogue_changed', '')");
  return drained;
}

/** The same for an index that nobody reads yet, so that pages need not be told. */
export async function fill(client: PoolClient, index: SearchIndex, { limit = MOST_AT_ONCE, atOnce = MOST_AT_ONCE, now, ...writing }: DrainOptions): Promise<Drained> {
  const drained: Drained = { ...NOTHING_DRAINED };
  await bring({ client, index, atOnce, now, writing, drained }, await claim(client, index.name, limit, now));
  return drained;
}

type Run = { client: PoolClient; index: SearchIndex; atOnce: number; now: Date; writing: Writing; drained: Drained };

/** Halves what fails until what can't be written stands alone. */
async function bring(run: Run, claimed: readonly Claimed[]): Promise<void> {
  if (claimed.length === 0) return;
  const { client, index, now, drained } = run;
  const ids = claimed.map(({ listing_id }) => listing_id);
  let searchable: Set<string>;
  try {
    searchable = await writeTruth(run, ids);
  } catch (error) {
    if (error instanceof IndexTrouble || !(await index.health()).ok) throw error;
    const [only] = claimed;
    if (claimed.length === 1 && only) {
      drained.failed += 1;
      await setAside(client, index.name, only, error as Error, now);
      return;
    }
    const middle = Math.ceil(claimed.length / 2);
    await bring(run, claimed.slice(0, middle));
    await bring(run, claimed.slice(middle));
    return;
  }
  try {
    await forget(client, index.name, claimed);
  } catch (error) {
    // The lock went with the connection: another process may have written a newer truth before ours arrived.
    await noteFor(index.name, ids, now).catch(() => {});
    throw error;
  }
  drained.written += searchable.size;
  drained.removed += ids.length - searchable.size;
}

/** Writes the listings that may be found at this moment and removes the others; returns the ids of the former. */
async function writeTruth({ index, atOnce, writing }: Run, ids: readonly string[]): Promise<Set<string>> {
  const searchable = new Set<string>();
  const writes: Array<Promise<void>> = [];
  try {
    for (let from = 0; from < ids.length; from += atOnce) {
      // Where others come in between, no more than the next ones are prepared: their turn may come late.
      if (writing.between) await writes.at(-2);
      const documents = await buildDocuments(ids.slice(from, from + atOnce));
      for (const { id } of documents) searchable.add(id);
      if (documents.length === 0) continue;
      const written = index.index(documents, after(writes.at(-1), writing));
      // A failure is heard when all are, not in the midst of reading the next.
      written.catch(() => {});
      writes.push(written);
    }
  } finally {
    await settled(writes);
  }
  const gone = ids.filter((id) => !searchable.has(id));
  if (gone.length > 0) await index.remove(gone, writing.signal);
  return searchable;
}

/** So that nothing of it is queued before what comes first is done, when others may come in between. */
function after(first: Promise<void> | undefined, { signal, between }: Writing): Writing {
  if (!first || !between) return { signal, between };
  return {
    signal,
    async between() {
      await first;
      await between();
    },
  };
}

/** All are waited for, also when one fails: what is still queued must not meet what is tried next. */
export async function settled(works: ReadonlyArray<Promise<void>>): Promise<void> {
  const outcomes = await Promise.allSettled(works);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

/**
 * Drains until nothing that may be tried now is left, or until `signal` aborts; an index of another release is written anew.
 * Throws an IndexTrouble when the index does not answer.
 */
export async function drainAll(index: SearchIndex, now: Date, { signal, onProgress }: { signal?: AbortSignal; onProgress?(drained: Drained): void } = {}): Promise<Drained> {
  await asLeader(index.name, (client) => adoptShape(client, index, now));
  const total: Drained = { ...NOTHING_DRAINED };
  for (;;) {
    if (signal?.aborted) return total;
    const drained = await drainSearchOutbox(index, { now, signal });
    if (!drained) {
      // Another process is at it: what is left when it has finished is ours.
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    total.written += drained.written;
    total.removed += drained.removed;
    total.failed += drained.failed;
    onProgress?.(total);
    if (drained.written + drained.removed + drained.failed === 0) return total;
  }
}
