import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canAnnounce, canDecide, canOpenDeliberation, canRevoke, countActive, FEWER_REASONS, type FewerReason, type PanelMember } from "~/features/review/rules";
import { ASSIGNMENT_STATES } from "~/features/review/status";
import { stateAfterChanges } from "~/features/submissions/rules";
import { RETURN_STATES } from "~/features/submissions/status";

const panel: fc.Arbitrary<PanelMember[]> = fc.array(fc.record({ status: fc.constantFrom(...ASSIGNMENT_STATES), gone: fc.boolean() }), { maxLength: 6 });
const quorum = fc.integer({ min: 1, max: 4 });
const fewer: fc.Arbitrary<FewerReason | null> = fc.option(
  fc.record({ code: fc.constantFrom(...FEWER_REASONS), text: fc.constantFrom("", "  corto  ", " ".repeat(40), "No queda nadie más a quien preguntar.") }),
  { nil: null },
);
/** Counted by hand: only what is handed in and of the revision that stands. */
const current = (members: readonly PanelMember[]) => members.filter(({ status }) => status === "submitted").length;
const accept = { state: "deliberation", outcome: "accepted", reasonCode: "meets-criteria" } as const;

describe("accepting", () => {
  it("takes the edition's number of current reviews or a stated reason, and at least one review, for every panel", () => {
    fc.assert(
      fc.property(panel, quorum, fewer, (members, wanted, why) => {
        const given = current(members);
        const stated = why !== null && why.text.trim().length >= 20;
        const verdict = canDecide({ ...accept, panel: members, quorum: wanted, fewer: why });
        const expected = given === 0 ? "no-current-review" : given < wanted && !stated ? "too-few-reviews" : null;
        expect(verdict).toEqual(expected === null ? { ok: true } : { ok: false, reason: expected });
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);

  it.each(ASSIGNMENT_STATES)("does not count a second review that is %s, unless it is handed in and current", (status) => {
    const members = [{ status: "submitted" as const }, { status }];
    expect(canDecide({ ...accept, panel: members, quorum: 2, fewer: null }).ok).toBe(status === "submitted");
  });

  it("is never easier after somebody left the panel", () => {
    fc.assert(
      fc.property(panel, quorum, fc.nat(), fc.constantFrom("revoked", "recused", "abstained", "stale", "declined"), (members, wanted, which, becomes) => {
        if (members.length === 0) return;
        const left = members.map((member, index) => (index === which % members.length ? { ...member, status: becomes as PanelMember["status"] } : member));
        const [before, after] = [members, left].map((one) => canDecide({ ...accept, panel: one, quorum: wanted, fewer: null }).ok);
        expect(!before && after).toBe(false);
      }),
    );
  }, 60_000);

  it("does not stop a refusal, which needs no review", () => {
    expect(canDecide({ state: "deliberation", outcome: "declined", reasonCode: "not-ready", panel: [], quorum: 3, fewer: null })).toEqual({ ok: true });
  });
});

describe("announcing what was accepted", () => {
  it.each([
    [2, 2, null, true],
    [1, 2, null, false],
    [1, 2, 1, true],
    [0, 2, 1, false],
    [3, 2, 1, true],
    [0, 0, null, false],
  ] as const)("with %i current reviews of %i, decided with %j: %s", (given, wanted, reviewsGiven, ok) => {
    const members = Array.from({ length: given }, () => ({ status: "submitted" as const }));
    expect(canAnnounce({ outcome: "accepted", panel: members, quorum: wanted, reviewsGiven }).ok).toBe(ok);
    expect(canAnnounce({ outcome: "declined", panel: members, quorum: wanted, reviewsGiven }).ok).toBe(true);
  });
});

describe("taking a reviewer off", () => {
  it.each(ASSIGNMENT_STATES)("who is %s asks for words where a review was handed in", (status) => {
    const handedIn = status === "submitted" || status === "stale";
    for (const text of ["", "   ", "no me gusta", " ".repeat(30)]) expect(canRevoke({ status, reason: { code: "conflict", text } }).ok).toBe(!handedIn);
    expect(canRevoke({ status, reason: { code: "conflict", text: "Trabaja para quien la presentó." } })).toEqual({ ok: true });
  });
});

describe("a quorum that can still be reached", () => {
  it("counts nobody who can't write a review any more, but every review that is in", () => {
    expect(countActive([{ status: "submitted", gone: true }, { status: "invited", gone: true }, { status: "draft" }, { status: "revoked" }])).toBe(2);
    const members = [{ status: "submitted" as const }, { status: "invited" as const, gone: true }];
    const asked = { panel: members, quorum: 2, dueAt: null, reason: "quorum-unreachable", now: new Date(0) } as const;
    expect(canOpenDeliberation(asked)).toEqual({ ok: true });
    expect(canOpenDeliberation({ ...asked, panel: [{ status: "submitted" }, { status: "invited" }] })).toEqual({ ok: false, reason: "quorum-reachable" });
  });
});

describe("after the owner answered", () => {
  it("deliberation goes on only with a quorum of current reviews, and every other state comes back as it was", () => {
    fc.assert(
      fc.property(fc.constantFrom(...RETURN_STATES), panel, quorum, (from, members, wanted) => {
        const to = stateAfterChanges(from, current(members), wanted);
        expect(to).toBe(from === "deliberation" && current(members) < wanted ? "in_review" : from);
      }),
    );
  }, 60_000);
});
