import { setTimeout as sleep } from "node:timers/promises";
import type { PoolClient } from "pg";
import { sqlPool } from "~/platform/database/client.server";
import { listenForChanges } from "~/platform/database/notifications.server";
import { asAppError } from "~/platform/errors";
import { log } from "~/platform/log.server";
import { type Drained, drain, drainAll, NOTHING_DRAINED } from "./index-drain.server";
import { adoptShape, askForRebuild, asLeader, complete, follow, noteAllFor, readFollower } from "./index-outbox.server";
import { type Reconciled, reconcile } from "./index-reconcile.server";
import { replaceStep } from "./index-replace.server";
import { type IndexCondition, IndexTrouble, type ReplaceableIndex, type SearchIndex } from "./search-engine";

const POLL_MS = 5_000;
/** While older transactions are waited for. */
const SOON_MS = 100;
const RETRY_MS = 250;

/**
 * Keeps an index in step until the returned function is called, which waits for the batch at work. A change wakes it
 * at once; the clock does as well, for notifications that were missed and attempts that fall due. An index that is
 * missing or was made by another release is built anew.
 */
export async function startSearchIndexer(index: SearchIndex, clock: () => Date, { pollMs = POLL_MS } = {}): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const keeper = new Keeper(index, stopping.signal);
  let again = false;
  let running: Promise<void> | undefined;

  async function work(): Promise<void> {
    do {
      again = false;
      const pause = await keeper.turn(clock());
      if (pause === null) continue;
      again = true;
      if (pause > 0) await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
    } while (again && !stopping.signal.aborted);
  }
  function wake(): void {
    if (stopping.signal.aborted) return;
    again = true;
    running ??= work()
      .catch((error: unknown) => log.error({ err: error, index: index.name }, "keeping the search index in step failed; the clock wakes it again"))
      .finally(() => {
        running = undefined;
      });
  }

  const stopListening = await listenForChanges({ listing_changed: wake });
  const timer = setInterval(wake, pollMs);
  wake();
  return async () => {
    stopping.abort();
    clearInterval(timer);
    await stopListening();
    await running;
  };
}

/** What one process remembers of an index between two turns. Everything else is in the database and in the index. */
class Keeper {
  private introduced = false;
  /** At the start, and after every trouble: the index may have been emptied, altered or set back meanwhile. */
  private inspectionDue = true;
  /** How many turns have failed since one went well. */
  private failures = 0;

  constructor(
    private readonly index: SearchIndex,
    private readonly signal: AbortSignal,
  ) {}

  /** Returns after how many milliseconds there is more to do; null: nothing until something happens. */
  async turn(now: Date): Promise<number | null> {
    try {
      if (!this.introduced) {
        await follow(this.index.name);
        this.introduced = true;
      }
      const pause = await asLeader(this.index.name, (client) => this.lead(client, now));
      if (this.failures > 0) log.warn({ index: this.index.name }, "the search index can be written again");
      this.failures = 0;
      return pause;
    } catch (error) {
      if (this.signal.aborted) return null;
      // What others have to mend is told once, not with every try.
      if (!(error instanceof IndexTrouble) && asAppError(error)?.code !== "unavailable")
        log.error({ err: error, index: this.index.name }, "the search index could not be brought in step");
      else if (this.failures === 0) log.warn({ err: error, index: this.index.name }, "the search index can't be written");
      this.failures += 1;
      this.inspectionDue = true;
      return Math.min(RETRY_MS * 2 ** this.failures, POLL_MS);
    }
  }

  private async lead(client: PoolClient, now: Date): Promise<number | null> {
    const { index, signal } = this;
    const options = { now, signal };
    if (isReplaceable(index)) {
      const condition = await index.condition(this.inspectionDue);
      // What is in use comes first, so that a change shows soon while another index grows.
      const drained = condition === "missing" ? NOTHING_DRAINED : await drain(client, index, options);
      if (await this.mustBeReplaced(index, condition)) {
        const step = await replaceStep(client, index, { ...options, inUse: condition !== "missing" });
        if (step === "in place") this.inspectionDue = false;
        return step === "waiting" ? SOON_MS : 0;
      }
      return this.keepUp(client, drained, now);
    }
    if (this.inspectionDue) await adoptShape(client, index, now);
    return this.keepUp(client, await drain(client, index, options), now);
  }

  private async mustBeReplaced({ name, next }: ReplaceableIndex, condition: IndexCondition): Promise<boolean> {
    if (condition === "missing" || (condition === "outdated" && this.inspectionDue)) return true;
    return (await readFollower(name))?.rebuildAskedAt != null || (await readFollower(next.name)) !== undefined;
  }

  private async keepUp(client: PoolClient, drained: Drained, now: Date): Promise<number | null> {
    if (drained.written + drained.removed > 0) return 0;
    if ((await readFollower(this.index.name))?.complete === false) return (await complete(client, this.index.name, now)) ? 0 : SOON_MS;
    if (!this.inspectionDue) return null;
    this.inspectionDue = false;
    return differs(await check(this.index, now)) ? 0 : null;
  }
}

/** Compares an index with the database; what differs will be mended by whoever leads. */
export async function check(index: SearchIndex, now: Date): Promise<Reconciled> {
  const reconciled = await reconcile(index, now);
  if (differs(reconciled)) log.warn({ index: index.name, ...reconciled }, "the search index differed from the database");
  // An older version can't be written over a newer one, but it can be written into an empty index.
  if (reconciled.ahead > 0) await askForRebuild(index.name, now);
  return reconciled;
}

const differs = ({ missing, outdated, orphans, ahead }: Reconciled) => missing + outdated + orphans + ahead > 0;

function isReplaceable(index: SearchIndex): index is ReplaceableIndex {
  return "next" in index;
}

export type Rebuilt = {
  /** What differed before; nothing when there was no index at all. */
  differed: Reconciled | undefined;
  failed: number;
};

/** Writes every searchable listing anew and removes what should not be there; searching goes on meanwhile. */
export async function rebuild(index: SearchIndex, clock: () => Date): Promise<Rebuilt> {
  await follow(index.name);
  const replaceable = isReplaceable(index);
  const differed = replaceable && (await index.condition()) === "missing" ? undefined : await reconcile(index, clock());
  if (replaceable) await replace(index, clock);
  else await noteAllFor(sqlPool(), index.name, clock());
  const { failed } = await drainAll(index, clock());
  return { differed, failed };
}

async function replace(index: ReplaceableIndex, clock: () => Date): Promise<void> {
  await askForRebuild(index.name, clock());
  for (;;) {
    const step = await asLeader(index.name, async (client) => replaceStep(client, index, { now: clock(), inUse: (await index.condition()) !== "missing" }));
    if (step === "in place") return;
    if (step === "growing") continue;
    // Another process may lead, and finish it.
    if (step === null && (await readFollower(index.name))?.rebuildAskedAt === null) return;
    await sleep(SOON_MS);
  }
}
