import { beforeAll, describe, expect, it } from "vitest";
import { createActor, createAssignment, createDesk, createMember } from "#tests/factories/desk";
import { MADE_AT, solutionContent } from "#tests/factories/records";
import type { PersonActor } from "~/features/accounts/actor";
import { announceDecision, decideSubmission, openDeliberation } from "~/features/review/decision.server";
import { findDeskPage } from "~/features/review/desk-queries.server";
import { eraseFromReview } from "~/features/review/erasure.server";
import { keepOut } from "~/features/review/keep-out.server";
import { readReviewData } from "~/features/review/personal-data-queries.server";
import { findAssignmentPage } from "~/features/review/reviewer-queries.server";
import { abstain, recuse, saveReviewDraft, submitReview } from "~/features/review/reviewing.server";
import { declareConflict, requestChanges, revokeReviewer } from "~/features/review/screening.server";
import { freezeNext } from "~/features/submissions/service.server";
import { db, transaction } from "~/platform/database/client.server";

const NOW = new Date(MADE_AT.getTime() + 86_400_000);
const REASON = { code: "not-independent", text: "Trabajó el año pasado para un competidor." } as const;
const FEWER = { code: "nobody-to-ask", text: "No queda nadie más en el país que conozca el tema." } as const;
const DECISION = { reasonCode: "meets-criteria", reason: "La vieron funcionar en dos colmados." } as const;
let desk: Awaited<ReturnType<typeof createDesk>>;
let low: PersonActor;
let high: PersonActor;

beforeAll(async () => {
  desk = await createDesk();
  [low, high] = desk.reviewers;
});

/** Two reviews of two that are wanted: 1 of 5, and 5 of 5. */
async function judged(state: "in_review" | "deliberation" = "deliberation") {
  const submission = await desk.submit(state);
  const harsh = await createAssignment(submission, { reviewerId: low.personId, status: "submitted", scores: [1, 1], edition: desk.edition });
  const kind = await createAssignment(submission, { reviewerId: high.personId, status: "submitted", scores: [5, 5], edition: desk.edition });
  return { ...submission, harsh, kind };
}

async function page(submissionId: string, actor = desk.coordinator) {
  const found = await findDeskPage(actor, submissionId, "es", NOW);
  if (!found) throw new Error("no page");
  return found;
}
const version = async (id: string) => (await db().submission.findUniqueOrThrow({ where: { id } })).version;
const accept = async (id: string, fewer: typeof FEWER | null = null) =>
  decideSubmission(desk.coordinator, { submissionId: id, version: await version(id), outcome: "accepted", ...DECISION, fewer }, NOW);
const memberOf = async (submissionId: string, assignmentId: string) => (await page(submissionId)).panel.find((member) => member.assignmentId === assignmentId);

describe("a review that was handed in is never unseen", () => {
  it("asks for the words of a reason before its author is taken off, and leaves everything as it was without them", async () => {
    const { id, harsh } = await judged();
    for (const text of ["", "no sirve"]) {
      await expect(revokeReviewer(desk.coordinator, { submissionId: id, version: 1, assignmentId: harsh, reason: { ...REASON, text } }, NOW)).rejects.toMatchObject({
        code: "bad_input",
        reason: "reason-too-short",
        field: `off_words_${harsh}`,
      });
    }
    expect(await version(id)).toBe(1);
    expect((await page(id)).summary).toMatchObject({ count: 2, median: 3 });
  });

  it("stays readable out of the count with its reason, on the panel, in the timeline and for the other reviewers", async () => {
    const { id, harsh, kind } = await judged();
    await revokeReviewer(desk.coordinator, { submissionId: id, version: 1, assignmentId: harsh, reason: REASON }, NOW);
    const after = await page(id);
    expect(after.summary).toMatchObject({ count: 1, median: 5, scores: [5] });
    expect(await memberOf(id, harsh)).toMatchObject({ status: "revoked", counts: false, left: REASON, review: { score: 1, forAuthor: "Lo vi funcionar en dos colmados." } });
    expect(after.timeline[0]).toMatchObject({ kind: "reviewer_revoked", reasonCode: REASON.code, words: REASON.text });
    const others = (await findAssignmentPage(high, kind, "es", NOW))?.work?.others;
    expect(others?.panel.find((member) => member.assignmentId === harsh)).toMatchObject({ counts: false, left: REASON, review: { score: 1 } });
    expect(others?.summary).toMatchObject({ count: 1, median: 5 });
    expect((await readReviewData(low)).reviews.find(({ reference }) => reference === after.reference)).toMatchObject({ status: "revoked", takenOffFor: REASON.code, review: {} });
  });

  const leaves: Array<[string, (made: Awaited<ReturnType<typeof judged>>) => Promise<unknown>, string]> = [
    ["its author declares a conflict", ({ harsh }) => recuse(low, { assignmentId: harsh, version: 1, conflict: "family" }, NOW), "recused"],
    [
      "its author declares a conflict as a deputy",
      async ({ id }) => {
        const deputy: PersonActor = { ...low, memberships: [...low.memberships, { organisationId: desk.institution.id, role: "deputy" }] };
        await declareConflict(deputy, { submissionId: id, version: 1, conflict: "family" }, NOW);
      },
      "recused",
    ],
    ["the desk keeps its author out", ({ id }) => keepOut(desk.coordinator, { submissionId: id, version: 1, personIds: [low.personId], organisationIds: [] }, NOW), "revoked"],
    [
      "the text changes and its author abstains",
      async ({ id, solutionId, harsh }) => {
        await newRevision(id, solutionId);
        await abstain(low, { assignmentId: harsh, version: 1 }, NOW);
      },
      "abstained",
    ],
    [
      "the text changes and its author saves half of another",
      async ({ id, solutionId, harsh }) => {
        await newRevision(id, solutionId);
        await saveReviewDraft(low, { assignmentId: harsh, version: 1, answers: {}, forAuthor: "A medias", privateNote: "" }, NOW);
      },
      "stale",
    ],
  ];
  it.each(leaves)("when %s: it stays readable and does not count", async (_when, leave, status) => {
    const made = await judged();
    await leave(made);
    expect(await memberOf(made.id, made.harsh)).toMatchObject({ status, counts: false, review: { score: 1, forAuthor: "Lo vi funcionar en dos colmados." } });
    expect((await page(made.id)).summary?.scores ?? []).not.toContain(1);
    await expect(accept(made.id)).rejects.toMatchObject({ reason: status === "stale" || status === "abstained" ? "no-current-review" : "too-few-reviews" });
  });

  async function newRevision(id: string, solutionId: string) {
    const content = solutionContent({ claims: [{ statement: { es: "40 colmados la usan" }, evidence: [] }] });
    const next = await transaction((tx) => freezeNext(tx, solutionId, content, NOW));
    await db().submission.update({ where: { id }, data: { currentRevisionId: next } });
  }

  it("half of another is its author's alone, kept for them, and takes its place once handed in", async () => {
    const { id, solutionId, harsh } = await judged();
    await newRevision(id, solutionId);
    const answers = Object.fromEntries(desk.edition.criterionIds.map((criterionId) => [criterionId, 4]));
    const half = { assignmentId: harsh, version: 1, answers, forAuthor: "La nueva versión convence.", privateNote: "" };
    await saveReviewDraft(low, half, NOW);
    expect((await findAssignmentPage(low, harsh, "es", NOW))?.work).toMatchObject({ forAuthor: "La nueva versión convence.", criteria: [{ answer: 4 }, { answer: 4 }] });
    expect(JSON.stringify(await page(id))).not.toContain("convence");
    await submitReview(low, { ...half, version: 2 }, NOW);
    expect(await memberOf(id, harsh)).toMatchObject({ status: "submitted", counts: true, review: { score: 4, forAuthor: "La nueva versión convence." } });
  });

  it.each([
    ["their part as a reviewer ended", (personId: string) => db().membership.updateMany({ where: { personId }, data: { endsAt: MADE_AT } })],
    ["their account was disabled", (personId: string) => db().person.update({ where: { id: personId }, data: { disabledAt: MADE_AT } })],
    [
      "they were erased",
      (personId: string) =>
        transaction((tx) => eraseFromReview(tx, { personId, names: [], addresses: [], left: [], shared: [], blankSince: NOW } as Parameters<typeof eraseFromReview>[1], NOW)),
    ],
  ])("stays in the count when %s: it was given while they might; nobody waits for the other any more", async (_when, change) => {
    const [gave, owes] = [await createMember(desk.institution.id, "reviewer"), await createMember(desk.institution.id, "reviewer")];
    const submission = await desk.submit("in_review");
    await createAssignment(submission, { reviewerId: gave.personId, status: "submitted", scores: [2, 2], edition: desk.edition });
    const awaited = await createAssignment(submission, { reviewerId: owes.personId, status: "draft", edition: desk.edition });
    for (const { personId } of [gave, owes]) await change(personId);
    expect((await page(submission.id)).summary).toMatchObject({ count: 1, median: 2 });
    expect(await memberOf(submission.id, awaited)).toMatchObject({ counts: false });
    await openDeliberation(desk.coordinator, { submissionId: submission.id, version: await version(submission.id), reason: "quorum-unreachable" }, NOW);
    await expect(accept(submission.id)).rejects.toMatchObject({ reason: "too-few-reviews", field: "fewerReason" });
  });
});

describe("accepting with fewer reviews than the edition asks for", () => {
  it("is refused after a review was taken out, until somebody says why, and that stays with the decision", async () => {
    const { id, harsh } = await judged();
    await revokeReviewer(desk.coordinator, { submissionId: id, version: 1, assignmentId: harsh, reason: REASON }, NOW);
    await expect(accept(id)).rejects.toMatchObject({ code: "bad_input", reason: "too-few-reviews", field: "fewerReason" });
    await expect(accept(id, { ...FEWER, text: "porque sí" as typeof FEWER.text })).rejects.toMatchObject({ field: "fewerText" });
    await accept(id, FEWER);
    const after = await page(id);
    expect(after.decision).toMatchObject({ outcome: "accepted", fewer: { given: 1, ...FEWER } });
    expect(after.timeline[0]).toMatchObject({ kind: "decided", fewer: { given: 1, wanted: 2, ...FEWER } });
    await announceDecision(desk.coordinator, { submissionId: id, version: await version(id), letter: "Su solución fue aceptada. Muchas gracias por compartirla." }, NOW);
  });

  it("needs no reason with enough, and keeps none", async () => {
    const { id } = await judged();
    await accept(id, FEWER);
    expect((await page(id)).decision).toMatchObject({ outcome: "accepted", fewer: null });
  });

  it("is not announced when a review left the count after the decision", async () => {
    const { id } = await judged();
    await accept(id);
    const deputy: PersonActor = { ...low, memberships: [...low.memberships, { organisationId: desk.institution.id, role: "deputy" }] };
    await declareConflict(deputy, { submissionId: id, version: await version(id), conflict: "financial" }, NOW);
    await expect(
      announceDecision(desk.coordinator, { submissionId: id, version: await version(id), letter: "Su solución fue aceptada. Muchas gracias por compartirla." }, NOW),
    ).rejects.toMatchObject({ code: "bad_input", reason: "fewer-reviews-now", field: "letter" });
    expect((await page(id)).state).toBe("decided");
  });

  it("holds in a blind edition, where the reviewers' page hides the owner's name in the coordinator's words", async () => {
    await db().edition.update({ where: { id: desk.edition.id }, data: { blind: true } });
    try {
      const { id, harsh, kind, organisationId } = await judged();
      const { name } = await db().organisation.findUniqueOrThrow({ where: { id: organisationId } });
      await revokeReviewer(desk.coordinator, { submissionId: id, version: 1, assignmentId: harsh, reason: { ...REASON, text: `Trabaja con ${name} desde hace años.` } }, NOW);
      const others = (await findAssignmentPage(high, kind, "es", NOW))?.work?.others;
      expect(others?.panel.find((member) => member.assignmentId === harsh)).toMatchObject({ counts: false, left: { text: "Trabaja con […] desde hace años." } });
      await expect(accept(id)).rejects.toMatchObject({ reason: "too-few-reviews" });
    } finally {
      await db().edition.update({ where: { id: desk.edition.id }, data: { blind: false } });
    }
  });
});

it("keeps the reviews from those who may not read them, whatever became of their authors", async () => {
  const { id, harsh } = await judged("in_review");
  await revokeReviewer(desk.coordinator, { submissionId: id, version: 1, assignmentId: harsh, reason: REASON }, NOW);
  const both = await createActor([
    { organisationId: desk.institution.id, role: "deputy" },
    { organisationId: desk.institution.id, role: "reviewer" },
  ]);
  await createAssignment({ id, revisionId: "" }, { reviewerId: both.personId, status: "draft", edition: desk.edition });
  const shown = await page(id, both);
  expect(JSON.stringify(shown.panel)).not.toContain("Lo vi funcionar");
  expect(shown.panel.find((member) => member.assignmentId === harsh)?.left).toEqual({ code: REASON.code, text: "" });
  expect(shown.summary).toBeNull();
});

it("a submission that is asked for changes in deliberation keeps its reviews in sight while it waits", async () => {
  const { id, harsh } = await judged();
  await requestChanges(desk.coordinator, { submissionId: id, version: 1, notes: [{ section: "cost", note: "¿Con impuestos?" }] }, NOW);
  expect((await page(id)).panel.find((member) => member.assignmentId === harsh)).toMatchObject({ counts: true, review: { score: 1 } });
});
