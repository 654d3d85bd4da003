import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextBatch } from "~/features/catalogue/index-pace";

describe("the batches of an index that grows beside the one in use", () => {
  it("come to what takes four seconds, on a fast engine and on a slow one", () => {
    for (const [msEach, msAlways, expected] of [
      [2, 50, 500],
      [20, 0, 200],
      [10, 2_000, 200],
    ] as const) {
      let size = 100;
      for (let batch = 0; batch < 12; batch += 1) size = nextBatch(size, msAlways + size * msEach);
      expect(Math.abs(size - expected)).toBeLessThanOrEqual(5);
    }
  });

  it("never stand still, and never hold more than the engine is given at once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 500 }), fc.double({ min: 0, max: 1e9, noNaN: true }), (size, took) => {
        const next = nextBatch(size, took);
        expect(next).toBeGreaterThanOrEqual(Math.max(50, Math.floor(size / 2)));
        expect(next).toBeLessThanOrEqual(Math.min(500, size * 2));
      }),
    );
  });
});
