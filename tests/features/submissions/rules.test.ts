import { describe, expect, it } from "vitest";
import { channelStanding, promisedDate, stateAfterChanges, takesSubmissions, waitsFor } from "~/features/submissions/rules";
import { SUBMISSION_STATES } from "~/features/submissions/status";

const opensAt = new Date("2026-03-01T04:00:00Z");
const closesAt = new Date("2026-06-01T04:00:00Z");
const call = { opensAt, closesAt, graceMinutes: 120 };
const at = (time: string) => new Date(time);

describe("an edition takes submissions", () => {
  it.each([
    ["2026-03-01T03:59:59.999Z", false],
    ["2026-03-01T04:00:00Z", true],
    ["2026-06-01T04:00:00Z", true],
    ["2026-06-01T06:00:00Z", true],
    ["2026-06-01T06:00:00.001Z", false],
  ])("at %s: %s, the grace included", (time, open) => expect(takesSubmissions(call, at(time))).toBe(open));

  it("for ever when it is rolling", () => expect(takesSubmissions({ ...call, closesAt: null }, at("2099-01-01T00:00:00Z"))).toBe(true));
});

describe("the promised date", () => {
  it("is the moment of submitting and the service level", () => expect(promisedDate(at("2026-05-12T15:00:00Z"), 30)).toEqual(at("2026-06-11T15:00:00Z")));
});

describe("after changes", () => {
  it.each([
    ["deliberation", 2, "deliberation"],
    ["deliberation", 1, "in_review"],
    ["in_review", 0, "in_review"],
    ["screening", 0, "screening"],
  ] as const)("from %s with %i current reviews of two it goes to %s", (from, reviews, to) => expect(stateAfterChanges(from, reviews, 2)).toBe(to));
});

describe("a person can be answered", () => {
  it.each([
    [[], "unverified"],
    [[{ kind: "email", verified: false }], "unverified"],
    [[{ kind: "whatsapp", verified: false }], "number-waits"],
    [
      [
        { kind: "whatsapp", verified: false },
        { kind: "email", verified: true },
      ],
      "verified",
    ],
  ] as const)("with %o: %s", (channels, standing) => expect(channelStanding(channels)).toBe(standing));
});

describe("who does the next step", () => {
  it("is known in every state", () => {
    expect(Object.fromEntries(SUBMISSION_STATES.map((state) => [state, waitsFor(state)]))).toEqual({
      draft: "owner",
      submitted: "institution",
      screening: "institution",
      in_review: "institution",
      deliberation: "institution",
      changes_requested: "owner",
      decided: "institution",
      accepted: "nobody",
      declined: "nobody",
      withdrawn: "nobody",
      expired: "nobody",
    });
  });
});
