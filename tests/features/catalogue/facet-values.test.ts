import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { facetValues, SHOWN_VALUES, splitValues } from "~/features/catalogue/facet-values";

const label = (value: string) => `Label ${value}`;

describe("the choices of a facet", () => {
  it("begin with what is on, then the most frequent, then by name", () => {
    const values = facetValues({ b: 2, a: 2, c: 9, d: 1 }, ["d"], label, "es");
    expect(values.map(({ value }) => value)).toEqual(["d", "c", "a", "b"]);
  });

  it("keep what is on even when it counts nothing, and drop the rest that counts nothing", () => {
    expect(facetValues({ a: 0, b: 0 }, ["z"], label, "es")).toEqual([{ value: "z", label: "Label z", count: 0, selected: true }]);
  });

  it("are never hidden while they are on, and lose none on the way", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 99 })),
        fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 20 }),
        (counts, selected) => {
          const values = facetValues(counts, selected, label, "es");
          const { shown, more } = splitValues(values);
          expect([...shown, ...more]).toEqual(values);
          expect(more.some((value) => value.selected)).toBe(false);
          expect(more).not.toHaveLength(1);
          expect(shown.length).toBeGreaterThanOrEqual(Math.min(values.length, SHOWN_VALUES));
        },
      ),
    );
  });
});
