import { describe, expect, it } from "vitest";
import { replay, type SubmissionEvent } from "~/features/submissions/events";

const DAY = 86_400_000;
const day = (number: number) => new Date(Date.parse("2026-05-01T12:00:00Z") + number * DAY);
const [FIRST, SECOND] = ["revision-1", "revision-2"];

/** [kind, from, to, day, by, data]: a note has neither from nor to. */
type Line = [kind: string, from: SubmissionEvent["fromState"], to: SubmissionEvent["toState"], on: number, by?: string, data?: unknown];
const told = (...lines: Line[]): SubmissionEvent[] =>
  lines.map(([kind, fromState, toState, on, actorId = null, data = null], index) => ({ sequence: index + 1, kind, fromState, toState, actorId, data, at: day(on) }));

const STARTED: Line = ["started", null, null, 0, "ana"];
const SUBMITTED: Line = ["submitted", "draft", "submitted", 1, "ana", { revisionId: FIRST, institutionId: "north", dueAt: day(31).toISOString() }];
const CLAIMED: Line = ["claimed", "submitted", "screening", 2, "coordinator"];
const ASKED: Line = ["changes_requested", "screening", "changes_requested", 5, "coordinator"];
const ANSWERED: Line = ["changes_answered", "changes_requested", "screening", 9, "ana", { revisionId: SECOND, from: FIRST }];

const submissionOf = (...lines: Line[]) => {
  const replayed = replay(told(...lines));
  if (!replayed.ok) throw new Error(`${replayed.reason} at ${replayed.sequence}`);
  return replayed.submission;
};

describe("a timeline replayed", () => {
  it("begins with a draft that nobody was promised anything for", () => {
    expect(submissionOf(STARTED)).toEqual({
      state: "draft",
      stateSince: day(0),
      returnsTo: null,
      submittedAt: null,
      dueAt: null,
      institutionId: null,
      coordinatorId: null,
      currentRevisionId: null,
    });
  });

  it("knows who has it, since when, and until when an answer is promised", () => {
    expect(submissionOf(STARTED, SUBMITTED, CLAIMED)).toEqual({
      state: "screening",
      stateSince: day(2),
      returnsTo: null,
      submittedAt: day(1),
      dueAt: day(31),
      institutionId: "north",
      coordinatorId: "coordinator",
      currentRevisionId: FIRST,
    });
  });

  it("lets the promised date stand still while the owner is waited for, and remembers where to go back to", () => {
    expect(submissionOf(STARTED, SUBMITTED, CLAIMED, ASKED)).toMatchObject({ state: "changes_requested", returnsTo: "screening", dueAt: day(31) });
    expect(submissionOf(STARTED, SUBMITTED, CLAIMED, ASKED, ANSWERED)).toMatchObject({ state: "screening", returnsTo: null, dueAt: day(35), currentRevisionId: SECOND });
  });

  it("follows a date that was moved, another institution, and a coordinator who declared a conflict", () => {
    const moved: Line = ["due_date_moved", null, null, 3, "coordinator", { from: day(31).toISOString(), to: day(40).toISOString() }];
    const conflict: Line = ["conflict_declared", null, null, 4, "coordinator"];
    const handedOver: Line = ["handed_over", null, null, 4, "deputy", { from: "north", to: "south" }];
    expect(submissionOf(STARTED, SUBMITTED, CLAIMED, moved)).toMatchObject({ dueAt: day(40), stateSince: day(2) });
    expect(submissionOf(STARTED, SUBMITTED, CLAIMED, conflict)).toMatchObject({ coordinatorId: null, institutionId: "north" });
    expect(submissionOf(STARTED, SUBMITTED, CLAIMED, ["conflict_declared", null, null, 4, "deputy"])).toMatchObject({ coordinatorId: "coordinator" });
    expect(submissionOf(STARTED, SUBMITTED, CLAIMED, ["kept_out", null, null, 4, "deputy", { coordinatorLeaves: true }])).toMatchObject({ coordinatorId: null });
    expect(submissionOf(STARTED, SUBMITTED, CLAIMED, ["kept_out", null, null, 4, "deputy", { coordinatorLeaves: false }])).toMatchObject({ coordinatorId: "coordinator" });
    expect(submissionOf(STARTED, SUBMITTED, CLAIMED, handedOver)).toMatchObject({ coordinatorId: null, institutionId: "south" });
  });

  it("promises nothing any more for what became a draft again", () => {
    const reopened = submissionOf(STARTED, SUBMITTED, ["withdrawn", "submitted", "withdrawn", 3, "ana"], ["reopened", "withdrawn", "draft", 4, "ana"]);
    expect(reopened).toMatchObject({ state: "draft", dueAt: null, submittedAt: null, currentRevisionId: FIRST });
  });

  it("begins with what was received elsewhere, too", () => {
    const imported: Line = ["imported", null, "submitted", 1, undefined, { revisionId: FIRST, institutionId: null, dueAt: day(31).toISOString() }];
    expect(submissionOf(imported, ["revised", null, null, 2, undefined, { revisionId: SECOND }])).toMatchObject({
      state: "submitted",
      submittedAt: day(1),
      dueAt: day(31),
      currentRevisionId: SECOND,
    });
  });

  it("does not hold together when a line is missing, or tells of what can't be", () => {
    expect(replay([])).toEqual({ ok: false, reason: "nothing-began", sequence: 0 });
    expect(replay(told(SUBMITTED))).toEqual({ ok: false, reason: "nothing-began", sequence: 1 });
    expect(replay(told(STARTED, SUBMITTED, CLAIMED).filter(({ kind }) => kind !== "submitted"))).toEqual({ ok: false, reason: "out-of-order", sequence: 3 });
    expect(replay(told(STARTED, CLAIMED))).toEqual({ ok: false, reason: "no-such-move", sequence: 2 });
    expect(replay(told(STARTED, SUBMITTED, ["announced", "submitted", "accepted", 3]))).toEqual({ ok: false, reason: "no-such-move", sequence: 3 });
    expect(replay(told(STARTED, SUBMITTED, ["toString", "submitted", "screening", 3]))).toEqual({ ok: false, reason: "no-such-move", sequence: 3 });
  });
});
