import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseInstitution, type RoutingRule, reviewRouting } from "~/features/editions/rules";

const rule = (institution: string, overrides: Partial<RoutingRule> = {}): RoutingRule => ({
  institution,
  countries: ["DO"],
  categories: ["logistics"],
  priority: 1,
  asleep: false,
  ...overrides,
});
const FROM_DO = { originCountry: "DO", category: "logistics" };

describe("routing", () => {
  it("sends a submission to the institution whose rule names its country and its category", () => {
    const routing = [rule("other-country", { countries: ["MX"] }), rule("other-category", { categories: ["agile-payments"] }), rule("right")];
    expect(chooseInstitution(routing, FROM_DO)).toEqual({ ok: true, institution: "right" });
  });

  it("prefers the lowest priority number, and among equals the first in the alphabet", () => {
    expect(chooseInstitution([rule("a", { priority: 2 }), rule("b")], FROM_DO)).toEqual({ ok: true, institution: "b" });
    expect(chooseInstitution([rule("b"), rule("a")], FROM_DO)).toEqual({ ok: true, institution: "a" });
  });

  it("passes by an institution that sleeps, and says so when only such are left", () => {
    expect(chooseInstitution([rule("a", { asleep: true }), rule("b", { priority: 9 })], FROM_DO)).toEqual({ ok: true, institution: "b" });
    expect(chooseInstitution([rule("a", { asleep: true })], FROM_DO)).toEqual({ ok: false, reason: "asleep" });
  });

  it("gives nothing to an institution without countries or categories", () => {
    expect(chooseInstitution([rule("a", { countries: [] }), rule("b", { categories: [] })], FROM_DO)).toEqual({ ok: false, reason: "no-rule" });
  });

  it("leaves a submission without a country or a category to the programme manager", () => {
    expect(chooseInstitution([rule("a")], { originCountry: null, category: "logistics" })).toEqual({ ok: false, reason: "no-rule" });
    expect(chooseInstitution([rule("a")], { originCountry: "DO", category: null })).toEqual({ ok: false, reason: "no-rule" });
  });

  it("does not depend on the order of the rules", () => {
    const anyRule = fc.record({
      institution: fc.constantFrom("a", "b", "c", "d"),
      countries: fc.subarray(["DO", "MX"]),
      categories: fc.subarray(["logistics", "agile-payments"]),
      priority: fc.integer({ min: 1, max: 3 }),
      asleep: fc.boolean(),
    });
    const routings = fc
      .uniqueArray(anyRule, { selector: ({ institution }) => institution })
      .chain((routing) => fc.tuple(fc.constant(routing), fc.shuffledSubarray(routing, { minLength: routing.length })));
    fc.assert(
      fc.property(routings, ([routing, shuffled]) => {
        expect(chooseInstitution(shuffled, FROM_DO)).toEqual(chooseInstitution(routing, FROM_DO));
      }),
    );
  });

  it("is warned of where nobody receives, and where two have the same priority", () => {
    const routing = [rule("a"), rule("b"), rule("c", { priority: 2 }), rule("d", { countries: ["MX"], asleep: true })];
    expect(reviewRouting(routing, ["DO", "MX", "CO"], ["logistics"])).toEqual([
      { kind: "same-priority", country: "DO", category: "logistics", institutions: ["a", "b"] },
      { kind: "nobody", country: "MX", category: "logistics", reason: "asleep" },
      { kind: "nobody", country: "CO", category: "logistics", reason: "no-rule" },
    ]);
  });

  it("is not warned of equals behind one that comes first", () => {
    expect(reviewRouting([rule("a"), rule("b", { priority: 2 }), rule("c", { priority: 2 })], ["DO"], ["logistics"])).toEqual([]);
  });
});
