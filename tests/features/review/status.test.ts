import { describe, expect, it } from "vitest";
import { ASSIGNMENT_MOVES, ASSIGNMENT_STATES, type AssignmentMove, afterMove, statusToday } from "~/features/review/status";

/** DESIGN.md section 4 once more, by hand: "from > to: move". A conflict may be declared before the content opens, too. */
const BY_HAND = `
invited > accepted: accepted
invited > declined: declined
accepted > draft: drafted
draft > draft: drafted
accepted > submitted: submitted
draft > submitted: submitted
stale > submitted: submitted
accepted > abstained: abstained
draft > abstained: abstained
stale > abstained: abstained
submitted > stale: outdated
invited > recused: recused
accepted > recused: recused
draft > recused: recused
submitted > recused: recused
stale > recused: recused
invited > revoked: revoked
revoked > invited: reinvited
accepted > revoked: revoked
draft > revoked: revoked
submitted > revoked: revoked
stale > revoked: revoked
`;

describe("an assignment's moves", () => {
  it("are those that the design names, and no other", () => {
    const moves = Object.keys(ASSIGNMENT_MOVES) as AssignmentMove[];
    const all = ASSIGNMENT_STATES.flatMap((from) => moves.flatMap((move) => (afterMove(move, from) ? [`${from} > ${afterMove(move, from)}: ${move}`] : [])));
    expect(all.sort()).toEqual(BY_HAND.trim().split("\n").sort());
  });
});

describe("a review that was handed in", () => {
  it("is stale from the moment that another revision stands", () => {
    expect(statusToday("submitted", { judged: "one", current: "one" })).toBe("submitted");
    expect(statusToday("submitted", { judged: "one", current: "two" })).toBe("stale");
    expect(statusToday("draft", { judged: "one", current: "two" })).toBe("draft");
  });
});
