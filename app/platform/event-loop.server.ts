import { setImmediate } from "node:timers/promises";

/** How long one piece of work may keep this process from answering requests, in milliseconds. */
const SLICE_MS = 10;

/**
 * `items.map(work)`, but requests are answered in between: after SLICE_MS the rest waits for the next turn of the event
 * loop. One item is never interrupted, so `work` itself must be short.
 */
export async function mapInSlices<Item, Result>(items: readonly Item[], work: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = [];
  let sliceBegan = performance.now();
  for (const item of items) {
    results.push(work(item));
    if (performance.now() - sliceBegan < SLICE_MS) continue;
    await setImmediate();
    sliceBegan = performance.now();
  }
  return results;
}
