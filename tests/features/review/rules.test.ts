import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canAssign, canDecide, canMoveDate, canOpenDeliberation, canSubmitReview, daysLate, hasQuorum, reviewScore, summarise, type WeightedAnswer } from "~/features/review/rules";

const value = fc.integer({ min: 1, max: 5 });
const weight = fc.integer({ min: 1, max: 50 });
const answer: fc.Arbitrary<WeightedAnswer> = fc.record({ weight, value: fc.option(value, { nil: null }) });
const answered = fc.array(fc.record({ weight, value }), { minLength: 1, maxLength: 8 });

describe("the score of a review", () => {
  it("weighs the criteria: 4 at one quarter and 2 at three quarters is 2.5", () => {
    expect(
      reviewScore([
        { weight: 10, value: 4 },
        { weight: 30, value: 2 },
      ]),
    ).toBe(2.5);
  });

  it("is the same with and without criteria that do not apply", () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 10 }), (answers) => {
        expect(reviewScore(answers)).toEqual(reviewScore(answers.filter(({ value: given }) => given !== null)));
      }),
    );
  });

  it("lies between the lowest and the highest answer", () => {
    fc.assert(
      fc.property(answered, (answers) => {
        const score = reviewScore(answers);
        const values = answers.map((one) => one.value);
        expect(score).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(score).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
    );
  });

  it("does not depend on the order, nor on what all weights are multiplied with", () => {
    fc.assert(
      fc.property(answered, fc.integer({ min: 2, max: 9 }), (answers, factor) => {
        const score = reviewScore(answers) ?? 0;
        expect(reviewScore([...answers].reverse())).toBeCloseTo(score, 10);
        expect(reviewScore(answers.map((one) => ({ ...one, weight: one.weight * factor })))).toBeCloseTo(score, 10);
      }),
    );
  });

  it("leaves out a criterion that weighs nothing", () => {
    expect(reviewScore([{ weight: 0, value: 5 }])).toBeNull();
  });

  it("is not there when nothing applies", () => {
    expect(reviewScore([{ weight: 10, value: null }])).toBeNull();
    expect(reviewScore([])).toBeNull();
  });
});

describe("the score of a submission", () => {
  it("is the median of its reviews, with how far they lie apart", () => {
    expect(summarise([5, 1, 4])).toEqual({ count: 3, median: 4, lowest: 1, highest: 5 });
    expect(summarise([4, 2])).toEqual({ count: 2, median: 3, lowest: 2, highest: 4 });
    expect(summarise([])).toBeNull();
  });

  it("has as many reviews below as above, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 5, noNaN: true }), { minLength: 1, maxLength: 9 }), (scores) => {
        const summary = summarise(scores);
        const median = summary?.median ?? Number.NaN;
        expect(scores.filter((score) => score < median).length).toBeLessThanOrEqual(scores.length / 2);
        expect(scores.filter((score) => score > median).length).toBeLessThanOrEqual(scores.length / 2);
        expect(summarise([...scores].sort((a, b) => b - a))).toEqual(summary);
      }),
    );
  });
});

const CURRENT = { status: "submitted" } as const;
const STALE = { status: "stale" } as const;
const GONE = { status: "recused" } as const;

describe("reviewers are asked", () => {
  it.each([
    ["screening", [], 0, "nobody-chosen"],
    ["screening", [], 1, "too-few-reviewers"],
    ["screening", [], 2, true],
    ["screening", [STALE], 1, true],
    ["screening", [GONE], 1, "too-few-reviewers"],
    ["in_review", [], 1, true],
    ["in_review", [CURRENT], 0, "nobody-chosen"],
  ] as const)("in %s, beside %j, %i of them where two are wanted: %s", (state, panel, chosen, answer) => {
    expect(canAssign({ state, panel, chosen, quorum: 2 })).toEqual(answer === true ? { ok: true } : { ok: false, reason: answer });
  });
});

describe("the quorum", () => {
  it("is reached with the last review that is wanted, of the revision that stands", () => {
    expect(hasQuorum([CURRENT], 2)).toBe(false);
    expect(hasQuorum([CURRENT, STALE], 2)).toBe(false);
    expect(hasQuorum([CURRENT, CURRENT], 2)).toBe(true);
    expect(hasQuorum([CURRENT, CURRENT, CURRENT], 2)).toBe(true);
  });
});

describe("a decision", () => {
  it.each([
    ["screening", "declined", "ineligible", [], true],
    ["screening", "declined", "incomplete", [], true],
    ["screening", "declined", "duplicate", [], true],
    ["screening", "declined", "out-of-scope", [], true],
    ["screening", "declined", "insufficient-evidence", [], "reason-does-not-fit"],
    ["screening", "accepted", "meets-criteria", [CURRENT], "only-declined-in-screening"],
    ["deliberation", "accepted", "meets-criteria", [CURRENT, CURRENT], true],
    ["deliberation", "accepted", "meets-criteria", [CURRENT], "too-few-reviews"],
    ["deliberation", "accepted", "meets-criteria", [STALE], "no-current-review"],
    ["deliberation", "accepted", "meets-criteria", [], "no-current-review"],
    ["deliberation", "accepted", "not-ready", [CURRENT], "reason-does-not-fit"],
    ["deliberation", "declined", "meets-criteria", [CURRENT], "reason-does-not-fit"],
    ["deliberation", "declined", "not-ready", [], true],
    ["deliberation", "declined", "insufficient-evidence", [], true],
  ] as const)("from %s, %s for %s with %j: %s", (state, outcome, reasonCode, panel, answer) => {
    expect(canDecide({ state, outcome, reasonCode, panel, quorum: 2, fewer: null })).toEqual(answer === true ? { ok: true } : { ok: false, reason: answer });
  });
});

describe("deliberation is opened by hand", () => {
  const now = new Date("2026-06-01T12:00:00Z");
  const base = { quorum: 2, dueAt: new Date("2026-06-20T00:00:00Z"), now };

  it("when too few reviewers are left to reach the quorum, and not before", () => {
    expect(canOpenDeliberation({ ...base, panel: [CURRENT, GONE], reason: "quorum-unreachable" })).toEqual({ ok: true });
    expect(canOpenDeliberation({ ...base, panel: [CURRENT, STALE], reason: "quorum-unreachable" })).toEqual({ ok: false, reason: "quorum-reachable" });
  });

  it("when the promised date has passed, and not before", () => {
    expect(canOpenDeliberation({ ...base, panel: [CURRENT, STALE], reason: "overdue" })).toEqual({ ok: false, reason: "not-overdue" });
    expect(canOpenDeliberation({ ...base, dueAt: new Date("2026-05-31T00:00:00Z"), panel: [], reason: "overdue" })).toEqual({ ok: true });
    expect(canOpenDeliberation({ ...base, dueAt: now, panel: [], reason: "overdue" })).toEqual({ ok: false, reason: "not-overdue" });
  });
});

describe("a review is handed in", () => {
  const forAuthor = "Funciona en dos colmados.";
  it.each([
    [[4, null], forAuthor, true],
    [[4, undefined], forAuthor, "criterion-unanswered"],
    [[null, null], forAuthor, "nothing-applies"],
    [[4, 5], "   corto     ", "text-too-short"],
    [[4, 5], "Diecinueve letras..", "text-too-short"],
    [[4, 5], "Veinte letras justas", true],
  ] as const)("with %j and %j: %s", (answers, text, answer) => {
    expect(canSubmitReview({ answers, forAuthor: text })).toEqual(answer === true ? { ok: true } : { ok: false, reason: answer });
  });
});

describe("the promised date", () => {
  const now = new Date("2026-06-01T12:00:00Z");
  const dueAt = new Date("2026-06-10T03:59:00Z");
  it.each([
    ["2026-06-20T03:59:00Z", true],
    ["2026-06-05T03:59:00Z", true],
    ["2026-06-01T03:59:00Z", "date-past"],
    ["2026-06-01T12:00:00Z", "date-past"],
    ["2026-11-28T12:00:00Z", true],
    ["2026-11-28T12:01:00Z", "date-too-far"],
    ["2027-06-01T03:59:00Z", "date-too-far"],
    ["2026-06-10T03:59:00Z", "date-same"],
  ] as const)("moved to %s: %s", (to, answer) => {
    expect(canMoveDate({ dueAt, to: new Date(to), now })).toEqual(answer === true ? { ok: true } : { ok: false, reason: answer });
  });

  it("is late from its first minute past, in whole days", () => {
    expect(daysLate(now, new Date(now.getTime() - 1))).toBe(0);
    expect(daysLate(now, now)).toBe(0);
    expect(daysLate(now, new Date(now.getTime() + 60_000))).toBe(1);
    expect(daysLate(now, new Date(now.getTime() + 3.5 * 86_400_000))).toBe(3);
    expect(daysLate(null, now)).toBe(0);
  });
});
