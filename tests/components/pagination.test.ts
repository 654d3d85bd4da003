import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shownPages } from "~/components/pagination";

describe("the pages shown", () => {
  it("are the first, the last, the current one and its neighbours", () => {
    expect(shownPages(1, 2)).toEqual([1, 2]);
    expect(shownPages(5, 20)).toEqual([1, null, 4, 5, 6, null, 20]);
    expect(shownPages(4, 6)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("rise, stay inside, and a gap stands for two pages or more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (a, b) => {
        const [current, last] = [Math.min(a, b), Math.max(a, b)];
        const shown = shownPages(current, last);
        const numbers = shown.filter((page) => page !== null);
        expect(numbers).toEqual([...new Set(numbers)].sort((x, y) => x - y));
        expect(numbers).toContain(current);
        expect(numbers[0]).toBe(1);
        expect(numbers.at(-1)).toBe(last);
        for (const [index, page] of shown.entries()) {
          if (page === null) expect(Number(shown[index + 1]) - Number(shown[index - 1])).toBeGreaterThan(2);
        }
      }),
    );
  });
});
