import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DemoSubmissionSchema } from "#scripts/demo/format";
import { openTimeline, steadyNumber } from "#scripts/demo/timeline";

const NOW = new Date("2026-11-21T15:00:00Z");
const DAY = 86_400_000;
const STATES = ["draft", "submitted", "screening", "in_review", "deliberation", "changes_requested", "decided", "accepted", "declined", "withdrawn", "expired"] as const;

const submission = fc
  .record({
    state: fc.constantFrom(...STATES),
    days: fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 3, maxLength: 3 }).map((days) => days.sort((a, b) => b - a)),
    reviewers: fc.array(fc.constantFrom("submitted", "draft", "invited"), { maxLength: 3 }),
    key: fc.stringMatching(/^[a-z]{3,12}$/),
  })
  .map(({ state, days: [started = 0, submitted = 0, since = 0], reviewers, key }) =>
    DemoSubmissionSchema.parse({
      state,
      owner: "ana",
      startedDaysAgo: started,
      ...(state === "draft" ? {} : { submittedDaysAgo: submitted }),
      stateDaysAgo: state === "submitted" ? submitted : since,
      reviewers: reviewers.map((status, index) => ({ person: `reviewer-${index}`, status })),
      content: { key, language: "es", organisation: { key: "org", name: "Org", country: "DO", about: {} }, institution: "valle", originCountry: "DO", texts: {} },
    }),
  );

describe("a submission's timeline", () => {
  it("goes from draft to its present state without a gap, in order and never into the future", () => {
    fc.assert(
      fc.property(submission, (record) => {
        const { events, stateSince, submittedAt, startedAt } = openTimeline(record, 30, NOW);
        let state: string | null = null;
        for (const [index, event] of events.entries()) {
          expect(event.from).toBe(state);
          expect(event.at.getTime()).toBeGreaterThanOrEqual(events[index - 1]?.at.getTime() ?? startedAt.getTime());
          expect(event.at.getTime()).toBeLessThanOrEqual(NOW.getTime());
          state = event.to;
        }
        expect(state).toBe(record.state);
        expect(stateSince).toEqual(events.at(-1)?.at);
        expect(submittedAt === null).toBe(record.state === "draft");
      }),
    );
  });

  it("promises an answer within the service level, and returns from requested changes to where it was", () => {
    fc.assert(
      fc.property(submission, (record) => {
        const { dueAt, submittedAt, returnsTo, events } = openTimeline(record, 30, NOW);
        expect(dueAt?.getTime()).toBe(submittedAt === null ? undefined : submittedAt.getTime() + 30 * DAY);
        const expected = record.state === "changes_requested" ? events.at(-1)?.from : null;
        expect(returnsTo).toBe(expected);
      }),
    );
  });

  it("is the same whenever it is made", () => {
    fc.assert(
      fc.property(submission, (record) => {
        expect(openTimeline(record, 30, NOW)).toEqual(openTimeline(record, 30, NOW));
      }),
    );
    expect(steadyNumber("the same words", 1_000)).toBe(steadyNumber("the same words", 1_000));
  });
});
