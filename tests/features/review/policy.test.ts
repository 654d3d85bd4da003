import { describe, expect, it } from "vitest";
import { conflictFacts } from "#tests/factories/conflict";
import type { Actor } from "~/features/accounts/actor";
import type { Role } from "~/features/accounts/schema";
import { type AssignmentRecord, DESK_POLICY, type DeskAction, type DeskRecord, REVIEW_POLICY, type ReviewAction } from "~/features/review/policy";
import { ASSIGNMENT_STATES, type AssignmentState } from "~/features/review/status";
import { SUBMISSION_STATES, type SubmissionState } from "~/features/submissions/status";

const HERE = "institution here";
const THERE = "institution there";
const FIRM = "the owner's firm";

function person(personId: string, ...memberships: Array<[string, Role]>): Actor {
  return { kind: "person", personId, memberships: memberships.map(([organisationId, role]) => ({ organisationId, role })), submissionIds: [] };
}

const CONFLICT = conflictFacts({
  ownerOrganisationId: FIRM,
  ownPersonIds: ["author"],
  conflictedPersonIds: ["conflicted"],
  formerMemberIds: ["former"],
  panelPersonIds: ["panel"],
  keptOut: { personIds: ["kept out"], organisationIds: ["kept out institution"] },
});
const RECORD: DeskRecord = { ...CONFLICT, state: "screening", institutionId: HERE, coordinatorLeft: true, waitsForNumber: false };
const actions = Object.keys(DESK_POLICY) as DeskAction[];
const allowed = (actor: Actor, overrides: Partial<DeskRecord> = {}) => actions.filter((action) => DESK_POLICY[action](actor, { ...RECORD, ...overrides })).sort();

/** By hand from DESIGN.md sections 4 and 5: what an unconflicted coordinator may do, state by state. */
const BY_STATE: Record<SubmissionState, DeskAction[]> = {
  draft: [],
  submitted: ["see", "readReviews", "claim", "moveDate", "handOver", "declareConflict", "keepOut"],
  screening: ["see", "readReviews", "assign", "revokeReviewer", "requestChanges", "decide", "moveDate", "handOver", "declareConflict", "keepOut"],
  in_review: ["see", "readReviews", "assign", "revokeReviewer", "requestChanges", "openDeliberation", "moveDate", "handOver", "declareConflict", "keepOut"],
  deliberation: ["see", "readReviews", "assign", "revokeReviewer", "requestChanges", "decide", "moveDate", "handOver", "declareConflict", "keepOut"],
  changes_requested: ["see", "readReviews", "declareConflict", "keepOut"],
  decided: ["see", "readReviews", "revokeDecision", "announce", "moveDate", "handOver", "declareConflict"],
  accepted: ["see", "readReviews"],
  declined: ["see", "readReviews"],
  withdrawn: ["see", "readReviews"],
  expired: ["see", "readReviews"],
};

describe("the desk's rights", () => {
  it.each(SUBMISSION_STATES)("in %s, of a coordinator and of a deputy", (state) => {
    for (const role of ["coordinator", "deputy"] as const) expect(allowed(person("somebody", [HERE, role]), { state })).toEqual([...BY_STATE[state]].sort());
  });

  it.each(SUBMISSION_STATES)("in %s, of the programme manager: where nobody is left everything, else to hand over", (state) => {
    const manager = person("manager", [THERE, "programme-manager"]);
    expect(allowed(manager, { state, coordinatorLeft: false })).toEqual([...BY_STATE[state]].sort());
    expect(allowed(manager, { state, institutionId: null, coordinatorLeft: false })).toEqual([...BY_STATE[state]].sort());
    expect(allowed(manager, { state })).toEqual(BY_STATE[state].includes("handOver") ? ["handOver"] : []);
  });

  const nobodys: Array<[string, Actor]> = [
    ["a visitor", { kind: "visitor" }],
    ["a draft holder", { kind: "draft-holder", submissionIds: [] }],
    ["the system, which asks no policy", { kind: "system" }],
    ["a person without a part", person("somebody")],
    ["a coordinator of another institution", person("somebody", [THERE, "coordinator"])],
    ["a reviewer here", person("somebody", [HERE, "reviewer"])],
    ["an adviser here", person("somebody", [HERE, "adviser"])],
    ["an administrator here", person("somebody", [HERE, "administrator"])],
    ["an owner", person("somebody", [FIRM, "owner"])],
    ["a coordinator who declared a conflict", person("conflicted", [HERE, "coordinator"])],
    ["a coordinator who belongs to the owner's firm", person("somebody", [HERE, "coordinator"], [FIRM, "owner"])],
    ["a coordinator who typed it for the owner", person("author", [HERE, "coordinator"])],
    ["a coordinator who left the owner's firm while it was under way", person("former", [HERE, "coordinator"])],
    ["a manager who declared a conflict", person("conflicted", [THERE, "programme-manager"])],
    ["a coordinator whom the owner keeps out", person("kept out", [HERE, "coordinator"])],
    ["a coordinator who belongs to an institution that is kept out", person("somebody", [HERE, "coordinator"], ["kept out institution", "adviser"])],
    ["a manager whom the owner keeps out", person("kept out", [THERE, "programme-manager"])],
  ];
  it.each(nobodys)("of %s are none, in any state, even where nobody is left", (_who, actor) => {
    for (const state of SUBMISSION_STATES) for (const coordinatorLeft of [true, false]) expect(allowed(actor, { state, coordinatorLeft })).toEqual([]);
  });

  it("do not let anybody begin before the owner's number is confirmed; all else stays", () => {
    const waiting = allowed(person("somebody", [HERE, "coordinator"]), { state: "submitted", waitsForNumber: true });
    expect(waiting).toEqual(BY_STATE.submitted.filter((action) => action !== "claim").sort());
  });

  it("of a coordinator who reviews it too open the reviews in deliberation", () => {
    const both = person("panel", [HERE, "coordinator"], [HERE, "reviewer"]);
    const readable = SUBMISSION_STATES.filter((state) => DESK_POLICY.readReviews(both, { ...RECORD, state }));
    expect(readable).toEqual(["deliberation", "decided", "accepted", "declined", "withdrawn", "expired"]);
  });
});

describe("in a blind edition", () => {
  it("a reviewer on the panel reviews it", () => {
    expect(REVIEW_POLICY.write(person("panel", [THERE, "reviewer"]), { ...ASSIGNMENT, reviewerId: "panel", blind: true })).toBe(true);
  });

  const both = person("panel", [HERE, "coordinator"], [HERE, "reviewer"]);

  it("a coordinator who reviews it has no desk for it, in any state; the others have", () => {
    for (const state of SUBMISSION_STATES) {
      expect(allowed(both, { state, blind: true })).toEqual([]);
      expect(allowed(person("somebody", [HERE, "coordinator"]), { state, blind: true })).toEqual([...BY_STATE[state]].sort());
    }
  });
});

const ASSIGNMENT: AssignmentRecord = { ...CONFLICT, reviewerId: "reviewer", status: "accepted", state: "in_review" };
const reviewActions = Object.keys(REVIEW_POLICY) as ReviewAction[];
const mayReview = (actor: Actor, overrides: Partial<AssignmentRecord> = {}) =>
  reviewActions.filter((action) => REVIEW_POLICY[action](actor, { ...ASSIGNMENT, ...overrides })).sort();

/** What a reviewer may do while it is in review, by the state of the assignment. */
const BY_STATUS: Record<AssignmentState, ReviewAction[]> = {
  invited: ["see", "answer", "leave"],
  accepted: ["see", "readContent", "write", "leave"],
  draft: ["see", "readContent", "write", "leave"],
  submitted: ["see", "readContent", "leave"],
  stale: ["see", "readContent", "write", "leave"],
  declined: ["knowItEnded"],
  abstained: ["knowItEnded"],
  recused: [],
  revoked: ["knowItEnded"],
};

describe("a reviewer's rights", () => {
  const reviewer = person("reviewer", [THERE, "reviewer"]);

  it.each(ASSIGNMENT_STATES)("when %s", (status) => {
    expect(mayReview(reviewer, { status })).toEqual([...BY_STATUS[status]].sort());
  });

  it("to the others' reviews are there in deliberation only, after one's own", () => {
    const open = SUBMISSION_STATES.flatMap((state) =>
      ASSIGNMENT_STATES.filter((status) => REVIEW_POLICY.readOthers(reviewer, { ...ASSIGNMENT, state, status })).map((status) => `${state} ${status}`),
    );
    expect(open).toEqual(["deliberation submitted"]);
  });

  it("to write end with the review", () => {
    expect(SUBMISSION_STATES.filter((state) => REVIEW_POLICY.write(reviewer, { ...ASSIGNMENT, state }))).toEqual(["in_review", "deliberation"]);
  });

  const others: Array<[string, Actor]> = [
    ["a visitor", { kind: "visitor" }],
    ["another reviewer", person("another", [THERE, "reviewer"])],
    ["a coordinator", person("coordinator", [HERE, "coordinator"])],
    ["an administrator", person("administrator", [HERE, "administrator"])],
    ["whoever was a reviewer once", person("reviewer")],
    ["a reviewer who came to belong to the owner's firm", person("reviewer", [THERE, "reviewer"], [FIRM, "owner"])],
    ["the same person as administrator only", person("reviewer", [HERE, "administrator"])],
    ["a reviewer of an institution that is kept out", person("reviewer", [THERE, "reviewer"], ["kept out institution", "reviewer"])],
  ];
  it.each(others)("are not those of %s", (_who, actor) => {
    for (const status of ASSIGNMENT_STATES) for (const state of SUBMISSION_STATES) expect(mayReview(actor, { status, state })).toEqual([]);
  });

  it.each([
    ["whom the owner names after they were asked", { keptOut: { personIds: ["reviewer"], organisationIds: [] } }],
    ["who declared a conflict in another part", { conflictedPersonIds: ["reviewer"] }],
    ["who typed it for the owner", { ownPersonIds: ["reviewer"] }],
    ["who left the owner's firm while it was under way", { formerMemberIds: ["reviewer"] }],
  ])("end for somebody %s", (_who, facts) => {
    for (const status of ASSIGNMENT_STATES) for (const state of SUBMISSION_STATES) expect(mayReview(reviewer, { status, state, ...facts })).toEqual([]);
  });
});
