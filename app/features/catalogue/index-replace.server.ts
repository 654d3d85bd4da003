import type { PoolClient } from "pg";
import { log } from "~/platform/log.server";
import { type Drained, type DrainOptions, drain, fill, MOST_AT_ONCE } from "./index-drain.server";
import { claim, complete, follow, inherit, readFollower, unfollow } from "./index-outbox.server";
import { nextBatch } from "./index-pace";
import { reconcile } from "./index-reconcile.server";
import { IndexTrouble, type ReplaceableIndex } from "./search-engine";

/** How many batches one step takes: each is prepared while the engine is at work on another, and what is queued meanwhile it takes together. */
const BATCHES = 4;
/** How many listings the next batch takes beside an index in use; every process finds out for itself what its engine manages. */
let atOnce = 100;

/** So many are written in less time than a change may wait for the index in use. */
const LAST_FEW = 50;

export type ReplaceOptions = DrainOptions & {
  /** Whether the index that is to be replaced can be searched. */
  inUse: boolean;
};

/**
 * One step of building an index anew beside the one in use: the new one follows the listings like any other, with an
 * outbox of its own that begins with all of them. When next to nothing waits for it and it holds what the database says
 * of all else, it takes the other's place. The state is kept in the database and in the index, so that any process can take the next
 * step, also after a crash. "waiting": older transactions must end first.
 */
export async function replaceStep(client: PoolClient, index: ReplaceableIndex, { inUse, ...options }: ReplaceOptions): Promise<"waiting" | "growing" | "in place"> {
  const { next } = index;
  let follower = await readFollower(next.name);
  if (!follower || (await next.condition()) !== "current") {
    log.info({ index: index.name }, "building the search index anew");
    await next.prepare(options.signal);
    await unfollow(client, next.name);
    await follow(next.name);
    follower = { complete: false, rebuildAskedAt: null };
  }
  if (!follower.complete && !(await complete(client, next.name, options.now))) return "waiting";

  if (inUse) await fillBeside(client, index, options);
  else await fill(client, next, { ...options, limit: BATCHES * MOST_AT_ONCE });
  if ((await claim(client, next.name, LAST_FEW + 1, options.now)).length > LAST_FEW) return "growing";
  // From here to the swap the index in use takes in nothing, so that it knows nothing that the next one does not. Changes
  // may never cease: what comes meanwhile waits for both.
  await fill(client, next, { ...options, limit: MOST_AT_ONCE });
  const { searchable, missing, outdated, orphans, ahead } = await reconcile(next, options.now);
  // It is the old one: this was interrupted between the swap and what follows it.
  if (ahead > 0) await unfollow(client, next.name);
  if (missing + outdated + orphans + ahead > 0) return "growing";

  await next.takePlace(options.signal);
  await inherit(client, index.name, next.name);
  await client.query("SELECT pg_notify('catalogue_changed', '')");
  log.info({ index: index.name, listings: searchable }, "the search index was built anew");
  return "in place";
}

/** In the midst of these batches the index in use is brought in step, each time before the engine is given more; how long a change waits for that decides on the size of the next ones. */
async function fillBeside(client: PoolClient, index: ReplaceableIndex, options: DrainOptions): Promise<void> {
  let lookedAt = performance.now();
  let longest = 0;
  const looked = () => {
    longest = Math.max(longest, performance.now() - lookedAt);
    lookedAt = performance.now();
  };
  async function between(): Promise<void> {
    looked();
    try {
      await drain(client, index, options);
    } catch (error) {
      // The documents in whose midst this happens are not to blame.
      throw error instanceof IndexTrouble ? error : new IndexTrouble("the index in use could not be brought in step", { cause: error });
    }
    lookedAt = performance.now();
  }
  const { written, removed }: Drained = await fill(client, index.next, { ...options, limit: BATCHES * atOnce, atOnce, between });
  looked();
  if (written + removed === BATCHES * atOnce) atOnce = nextBatch(atOnce, longest);
}
