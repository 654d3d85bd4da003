import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mapInSlices } from "~/platform/event-loop.server";

function busyFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** How many turns of the event loop pass until `work` is done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let done = false;
  const count = () => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await work;
  done = true;
  return turns;
}

describe("mapInSlices", () => {
  it("gives what map gives", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), async (items) => {
        expect(await mapInSlices(items, (item) => item * 2)).toEqual(items.map((item) => item * 2));
      }),
    );
  });

  it("lets the event loop turn during long work, and not after each short item", async () => {
    const long = Array.from({ length: 40 }, (_, index) => index);
    expect(await turnsDuring(mapInSlices(long, () => busyFor(5)))).toBeGreaterThanOrEqual(10);
    let fewest = Number.POSITIVE_INFINITY;
    // A loaded machine may stop the process in the middle of a slice, so the best of some runs counts.
    for (let run = 0; run < 5; run += 1) fewest = Math.min(fewest, await turnsDuring(mapInSlices(long, (item) => item)));
    expect(fewest).toBeLessThan(5);
  });

  it("fails with what the work throws", async () => {
    const failing = mapInSlices([1, 2], (item) => {
      if (item === 2) throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
  });
});
