import type { PoolClient } from "pg";
import { log } from "~/platform/log.server";
import { type DrainOptions, drain } from "./index-drain.server";
import { claim, complete, follow, inherit, readFollower, unfollow } from "./index-outbox.server";
import { nextBatch } from "./index-pace";
import { reconcile } from "./index-reconcile.server";
import type { ReplaceableIndex } from "./search-engine";

/** How many listings the next batch takes; every process finds out for itself what its engine manages. */
let atOnce = 100;

/**
 * One step of building an index anew beside the one in use: the new one follows the listings like any other, with an
 * outbox of its own that begins with all of them. When nothing waits for it and it holds what the database says, it
 * takes the other's place. The state is kept in the database and in the index, so that any process can take the next
 * step, also after a crash. "waiting": older transactions must end first.
 */
export async function replaceStep(client: PoolClient, index: ReplaceableIndex, options: DrainOptions): Promise<"waiting" | "growing" | "in place"> {
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

  const began = performance.now();
  const { written, removed } = await drain(client, next, { ...options, limit: atOnce });
  if (written + removed === atOnce) atOnce = nextBatch(atOnce, performance.now() - began);
  if ((await claim(client, next.name, 1, options.now)).length > 0) return "growing";
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
