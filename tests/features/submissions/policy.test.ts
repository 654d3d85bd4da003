import { describe, expect, it } from "vitest";
import { type Actor, SYSTEM, VISITOR } from "~/features/accounts/actor";
import { ROLES } from "~/features/accounts/schema";
import { mayDo, SUBMISSION_POLICY, type SubmissionAction, type SubmissionFacts } from "~/features/submissions/policy";
import { SUBMISSION_STATES, type SubmissionState } from "~/features/submissions/status";

const person = (personId: string, memberships: Extract<Actor, { kind: "person" }>["memberships"] = [], submissionIds: string[] = []): Actor => ({
  kind: "person",
  personId,
  memberships,
  submissionIds,
});
const owner = person("p1", [{ organisationId: "firm", role: "owner" }]);
const facts = (state: SubmissionState, overrides: Partial<SubmissionFacts> = {}): SubmissionFacts => ({
  id: "s",
  state,
  organisationId: "firm",
  draftOwnerId: null,
  authorOnBehalfId: null,
  takenOver: false,
  ...overrides,
});

/** By action, the states in which an owner may. Written by hand from the design, not from the table. */
const OWNER: Record<SubmissionAction, readonly SubmissionState[]> = {
  read: SUBMISSION_STATES,
  edit_draft: ["draft"],
  take: [],
  // Only before it was first submitted: this one has an organisation.
  discard: [],
  submit: ["draft"],
  answer_changes: ["changes_requested"],
  withdraw: ["submitted", "screening", "in_review", "deliberation", "decided", "changes_requested"],
  reopen: ["declined", "withdrawn", "expired"],
};
const ACTIONS = Object.keys(OWNER) as SubmissionAction[];
const EVERY = ACTIONS.flatMap((action) => SUBMISSION_STATES.map((state) => ({ action, state })));

describe("the owner's table", () => {
  it("has the actions of the design", () => {
    expect(Object.keys(SUBMISSION_POLICY).sort()).toEqual([...ACTIONS].sort());
  });

  it.each(EVERY)("lets an owner $action in $state as the design says", ({ action, state }) => {
    expect(mayDo(action, owner, facts(state))).toBe(OWNER[action].includes(state));
  });

  it("lets nobody else do anything", () => {
    const others: Actor[] = [
      VISITOR,
      SYSTEM,
      person("p2"),
      person("p2", [{ organisationId: "other", role: "owner" }]),
      person("p2", [], ["other-submission"]),
      { kind: "draft-holder", submissionIds: ["other-submission"] },
      // A key opens a draft that nobody owns; this one has an owner.
      { kind: "draft-holder", submissionIds: ["s"] },
      ...ROLES.filter((role) => role !== "owner").map((role) => person("p2", [{ organisationId: "firm", role }])),
    ];
    for (const actor of others) for (const { action, state } of EVERY) expect(mayDo(action, actor, facts(state)), `${JSON.stringify(actor)} ${action} ${state}`).toBe(false);
  });

  it("lets a browser with the key read, write and delete an unowned draft, and a signed-in person only save or take it", () => {
    const unowned = (state: SubmissionState) => facts(state, { organisationId: null });
    const holder: Actor = { kind: "draft-holder", submissionIds: ["s"] };
    for (const { action, state } of EVERY) {
      expect(mayDo(action, holder, unowned(state)), `${action} ${state}`).toBe(state === "draft" && ["read", "edit_draft", "discard"].includes(action));
      expect(mayDo(action, person("p1", [], ["s"]), unowned(state)), `person: ${action} ${state}`).toBe(state === "draft" && ["edit_draft", "take"].includes(action));
    }
  });

  it("lets nobody take or delete what a key was not made for", () => {
    const holders: Actor[] = [{ kind: "draft-holder", submissionIds: ["s"] }, person("p2", [], ["s"])];
    const others = [facts("draft"), facts("draft", { organisationId: null, draftOwnerId: "p1" }), facts("draft", { organisationId: null, authorOnBehalfId: "p1" })];
    for (const actor of holders)
      for (const submission of others) for (const action of ["take", "discard", "read", "edit_draft"] as const) expect(mayDo(action, actor, submission)).toBe(false);
  });

  it("lets the person who types a draft delete it until it is first submitted", () => {
    expect(mayDo("discard", person("p1"), facts("draft", { organisationId: null, draftOwnerId: "p1" }))).toBe(true);
    expect(mayDo("discard", owner, facts("draft"))).toBe(false);
    expect(mayDo("discard", person("p2"), facts("draft", { organisationId: null, draftOwnerId: "p1" }))).toBe(false);
  });

  it("gives a draft to the person who types it, until an organisation owns it", () => {
    expect(mayDo("submit", person("p1"), facts("draft", { organisationId: null, draftOwnerId: "p1" }))).toBe(true);
    expect(mayDo("submit", person("p1"), facts("draft", { organisationId: "firm", draftOwnerId: "p1" }))).toBe(false);
    expect(mayDo("read", { kind: "draft-holder", submissionIds: ["s"] }, facts("draft", { organisationId: null, draftOwnerId: "p1" }))).toBe(false);
  });

  it("lets whoever wrote it for somebody else stand in for them until they take it over, then only read", () => {
    const written = (state: SubmissionState, takenOver = false) => facts(state, { authorOnBehalfId: "p2", takenOver });
    for (const role of ["adviser", "coordinator", "deputy"] as const) {
      const author = person("p2", [{ organisationId: "centre", role }]);
      for (const { action, state } of EVERY) {
        expect(mayDo(action, author, written(state)), `${role} ${action} ${state}`).toBe(OWNER[action].includes(state));
        expect(mayDo(action, author, written(state, true)), `taken over: ${role} ${action} ${state}`).toBe(action === "read");
      }
    }
    const nobody = [person("p2"), person("p2", [{ organisationId: "centre", role: "reviewer" }]), person("p3", [{ organisationId: "centre", role: "adviser" }])];
    for (const actor of nobody) for (const { action, state } of EVERY) expect(mayDo(action, actor, written(state)), `${action} ${state}`).toBe(false);
  });

  it("denies what it does not know", () => {
    expect(mayDo("toString" as SubmissionAction, owner, facts("draft"))).toBe(false);
  });
});
