import { describe, expect, it } from "vitest";
import { CLOSED_STATES, canMove, clockRuns, OPEN_STATES, SUBMISSION_MOVES, SUBMISSION_STATES, type SubmissionMove, type SubmissionState } from "~/features/submissions/status";

/** DESIGN.md section 4 once more, by hand: "from > to: move". */
const BY_HAND = `
draft > submitted: submitted
submitted > screening: claimed
submitted > withdrawn: withdrawn
screening > in_review: review_opened
screening > changes_requested: changes_requested
screening > decided: decided
screening > withdrawn: withdrawn
in_review > deliberation: deliberation_opened
in_review > changes_requested: changes_requested
in_review > withdrawn: withdrawn
deliberation > decided: decided
deliberation > changes_requested: changes_requested
deliberation > withdrawn: withdrawn
changes_requested > screening: changes_answered
changes_requested > in_review: changes_answered
changes_requested > deliberation: changes_answered
changes_requested > expired: expired
changes_requested > withdrawn: withdrawn
decided > screening: decision_revoked
decided > deliberation: decision_revoked
decided > accepted: announced
decided > declined: announced
decided > withdrawn: withdrawn
declined > draft: reopened
withdrawn > draft: reopened
expired > draft: reopened
`;

const moves = Object.keys(SUBMISSION_MOVES) as SubmissionMove[];

function everyMove(): string[] {
  return SUBMISSION_STATES.flatMap((from) => SUBMISSION_STATES.flatMap((to) => moves.filter((move) => canMove(move, from, to)).map((move) => `${from} > ${to}: ${move}`)));
}

function reachable(start: SubmissionState): Set<SubmissionState> {
  const seen = new Set<SubmissionState>([start]);
  for (const state of seen) for (const to of SUBMISSION_STATES) if (moves.some((move) => canMove(move, state, to))) seen.add(to);
  return seen;
}

describe("a submission's moves", () => {
  it("are those that the design names, and no other", () => {
    expect(everyMove().sort()).toEqual(BY_HAND.trim().split("\n").sort());
  });

  it("reach every state from a draft", () => {
    expect([...reachable("draft")].sort()).toEqual([...SUBMISSION_STATES].sort());
  });

  it("lead from every open state to an end", () => {
    for (const state of [...OPEN_STATES, "changes_requested"] as const) expect(CLOSED_STATES.some((closed) => reachable(state).has(closed))).toBe(true);
  });

  it("leave an accepted submission where it is", () => {
    expect([...reachable("accepted")]).toEqual(["accepted"]);
  });
});

describe("the clock", () => {
  it("runs while somebody of the institution is waited for, and not while the owner is", () => {
    expect(SUBMISSION_STATES.filter(clockRuns)).toEqual(["submitted", "screening", "in_review", "deliberation", "decided"]);
  });
});
