import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chaseChanges, chaseReview, DAY_MS, daysAfter, keepPromise, managersMayBeTold } from "~/features/notifications/sweep-rules";
import { SUBMISSION_STATES } from "~/features/submissions/status";

const START = new Date("2026-05-12T15:00:00Z");
const day = (days: number) => daysAfter(START, days);

describe("a request for changes", () => {
  const reminders = (...days: number[]) => days.map((number) => ({ day: number, at: day(number) }));

  it.each([
    [6.9, [], null],
    [7, [], { remindOfDay: 7 }],
    [7.1, [7], null],
    [21, [7], { remindOfDay: 21 }],
    [29.9, [7, 21], null],
    [30, [7, 21], { expire: true }],
  ])("on day %f after reminders of %j: %j", (today, reminded, expected) => {
    expect(chaseChanges({ stateSince: START, reminders: reminders(...reminded) }, day(today))).toEqual(expected);
  });

  it("gets one reminder, not two, when days were missed", () => {
    expect(chaseChanges({ stateSince: START, reminders: [] }, day(25))).toEqual({ remindOfDay: 21 });
  });

  it("does not end for somebody whose reminder came late, until a week after it", () => {
    const late = [{ day: 21, at: day(45) }];
    expect(chaseChanges({ stateSince: START, reminders: [] }, day(45))).toEqual({ remindOfDay: 21 });
    expect(chaseChanges({ stateSince: START, reminders: late }, day(51.9))).toBeNull();
    expect(chaseChanges({ stateSince: START, reminders: late }, day(52))).toEqual({ expire: true });
  });

  it("always ends, never before 30 days, and never without a reminder a week before, however rarely somebody looks", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 * 24 }), { minLength: 40, maxLength: 60 }), (hours) => {
        const sent: Array<{ day: number; at: Date }> = [];
        let now = START;
        for (const pause of hours) {
          now = new Date(now.getTime() + pause * 3_600_000);
          const chase = chaseChanges({ stateSince: START, reminders: sent }, now);
          if (chase === null) continue;
          if ("remindOfDay" in chase) {
            sent.push({ day: chase.remindOfDay, at: now });
            expect(sent.length).toBeLessThanOrEqual(2);
            expect(chaseChanges({ stateSince: START, reminders: sent }, now)).toBeNull();
          } else {
            expect(now.getTime()).toBeGreaterThanOrEqual(day(30).getTime());
            expect(now.getTime() - Math.max(...sent.map(({ at }) => at.getTime()))).toBeGreaterThanOrEqual(7 * DAY_MS);
            return;
          }
        }
        expect(now.getTime()).toBeLessThan(day(30 + 20 * 3).getTime());
      }),
    );
  });
});

describe("a promised date", () => {
  const promise = { state: "in_review", dueAt: day(30), coordinatorReminded: false } as const;

  it.each([
    [26.9, false, null],
    [27, false, { remindCoordinator: true }],
    [27, true, null],
    [28.9, true, null],
    [29, true, { moveTo: day(37) }],
    [29, false, { moveTo: day(37) }],
    [30, true, { moveTo: day(37) }],
  ])("of day 30, on day %f (coordinator reminded: %s): %j", (today, coordinatorReminded, expected) => {
    expect(keepPromise({ ...promise, coordinatorReminded }, day(today))).toEqual(expected);
  });

  it("moves to a date that is a week ahead, even when it passed while nobody looked", () => {
    expect(keepPromise(promise, day(90))).toEqual({ moveTo: day(97) });
  });

  it("stands still while the owner is waited for, and ends with an answer", () => {
    const watched = SUBMISSION_STATES.filter((state) => keepPromise({ ...promise, state }, day(30)) !== null);
    expect(watched).toEqual(["submitted", "screening", "in_review", "deliberation", "decided"]);
    expect(keepPromise({ ...promise, dueAt: null }, day(30))).toBeNull();
  });

  it("is not due again right after it was moved", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 24 }), (hours) => {
        const now = new Date(START.getTime() + hours * 3_600_000);
        const step = keepPromise({ ...promise, coordinatorReminded: true }, now);
        if (step && "moveTo" in step) expect(keepPromise({ ...promise, dueAt: step.moveTo }, now)).toBeNull();
      }),
    );
  });
});

describe("a review that is owed", () => {
  it.each([
    [6.9, [], undefined],
    [7, [], 7],
    [13, [7], undefined],
    [14, [7], 14],
    [20, [], 14],
    [90, [7, 14], undefined],
  ])("on day %f after reminders of %j: %j", (today, remindedDays, expected) => {
    expect(chaseReview({ invitedAt: START, remindedDays }, day(today))).toBe(expected);
  });
});

describe("managers", () => {
  it("are told of what nobody claims once a day at most", () => {
    expect(managersMayBeTold(null, START)).toBe(true);
    expect(managersMayBeTold(START, day(0.9))).toBe(false);
    expect(managersMayBeTold(START, day(1))).toBe(true);
  });
});
