import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeenIds } from "~/platform/records/seen-ids.server";

describe("the ids of a run", () => {
  it("are told apart, each with its first line, as a map would", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom("a", "b", "c"), fc.string()), { maxLength: 3_000 }), (ids) => {
        const seen = new SeenIds();
        const first = new Map<string, number>();
        for (const [index, id] of ids.entries()) {
          expect(seen.seenBefore(id, index + 1)).toBe(first.get(id));
          if (!first.has(id)) first.set(id, index + 1);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("may be very many", () => {
    const seen = new SeenIds();
    for (let line = 1; line <= 60_000; line += 1) expect(seen.seenBefore(`r${line}`, line)).toBeUndefined();
    expect(seen.seenBefore("r41234", 60_001)).toBe(41_234);
  });
});
