import { beforeAll, describe, expect, it } from "vitest";
import { createActor, createAssignment, createEdition, createMember, createSubmission, lettersAsked } from "#tests/factories/desk";
import { createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import type { PersonActor } from "~/features/accounts/actor";
import { abstain, answerInvitation, declineInvitation, recuse, saveReviewDraft, submitReview } from "~/features/review/reviewing.server";
import { db } from "~/platform/database/client.server";

const NOW = new Date(MADE_AT.getTime() + 86_400_000);
const forAuthor = "Lo vi funcionar en dos colmados de Santiago.";
let edition: Awaited<ReturnType<typeof createEdition>>;
let institution: { id: string };
let coordinator: PersonActor;
let first: PersonActor;
let second: PersonActor;

beforeAll(async () => {
  await createCategory();
  edition = await createEdition();
  institution = await createOrganisation();
  coordinator = await createMember(institution.id, "coordinator");
  first = await createMember(institution.id, "reviewer");
  second = await createMember(institution.id, "reviewer");
});

const whole = () => ({ answers: { [edition.criterionIds[0]]: 4, [edition.criterionIds[1]]: null }, forAuthor, privateNote: "" });
const make = () => createSubmission({ edition, institutionId: institution.id, state: "in_review", coordinatorId: coordinator.personId });
const assignment = (id: string) => db().reviewAssignment.findUniqueOrThrow({ where: { id }, include: { review: { include: { scores: true } } } });

describe("an invitation", () => {
  it("is accepted with a declaration, once, however often it is sent", async () => {
    const assignmentId = await createAssignment(await make(), { reviewerId: first.personId, edition });
    for (let times = 0; times < 2; times += 1) await answerInvitation(first, { assignmentId, version: 1, conflict: "none" }, NOW);
    expect(await assignment(assignmentId)).toMatchObject({ status: "accepted", version: 2, conflict: null });
  });

  it("with a conflict is the end of it: nothing can be written any more", async () => {
    const assignmentId = await createAssignment(await make(), { reviewerId: first.personId, edition });
    await answerInvitation(first, { assignmentId, version: 1, conflict: "competitor" }, NOW);
    expect(await assignment(assignmentId)).toMatchObject({ status: "recused", conflict: "competitor" });
    await expect(saveReviewDraft(first, { assignmentId, version: 2, ...whole() }, NOW)).rejects.toMatchObject({ code: "not_found" });
  });

  it("cannot be skipped: before the declaration nothing is written", async () => {
    const assignmentId = await createAssignment(await make(), { reviewerId: first.personId, edition });
    await expect(submitReview(first, { assignmentId, version: 1, ...whole() }, NOW)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("when the last one leaves the panel", () => {
  it("the coordinator gets a letter, and none before", async () => {
    const submission = await make();
    const one = await createAssignment(submission, { reviewerId: first.personId, edition });
    const two = await createAssignment(submission, { reviewerId: second.personId, status: "draft", edition });
    const letters = async () => (await lettersAsked()).filter(({ subjectId }) => subjectId === submission.id);
    await declineInvitation(first, { assignmentId: one, version: 1 }, NOW);
    expect(await letters()).toEqual([]);
    await recuse(second, { assignmentId: two, version: 1, conflict: "family" }, NOW);
    expect(await letters()).toEqual([{ kind: "reviewer.left", recipientId: coordinator.personId, subjectId: submission.id }]);
  });

  it("by abstaining, too", async () => {
    const submission = await make();
    const assignmentId = await createAssignment(submission, { reviewerId: first.personId, status: "accepted", edition });
    await abstain(first, { assignmentId, version: 1 }, NOW);
    expect((await lettersAsked()).filter(({ subjectId }) => subjectId === submission.id)).toHaveLength(1);
  });
});

describe("a draft", () => {
  it("keeps what is there so far, and not more", async () => {
    const assignmentId = await createAssignment(await make(), { reviewerId: first.personId, status: "accepted", edition });
    await saveReviewDraft(first, { assignmentId, version: 1, answers: { [edition.criterionIds[0]]: 3 }, forAuthor: "Falta", privateNote: "Solo para la institución" }, NOW);
    const saved = await assignment(assignmentId);
    expect(saved).toMatchObject({ status: "draft", version: 2, review: { forAuthor: "Falta", submittedAt: null, scores: [{ value: 3 }] } });
  });

  it("that is stale by another window is refused and changes nothing", async () => {
    const assignmentId = await createAssignment(await make(), { reviewerId: first.personId, status: "accepted", edition });
    await saveReviewDraft(first, { assignmentId, version: 1, ...whole() }, NOW);
    await expect(saveReviewDraft(first, { assignmentId, version: 1, ...whole(), forAuthor: "Otra cosa, de otra ventana." }, NOW)).rejects.toMatchObject({
      reason: "changed-meanwhile",
    });
    await saveReviewDraft(first, { assignmentId, version: 1, ...whole() }, NOW);
    expect((await assignment(assignmentId)).review?.forAuthor).toBe(forAuthor);
  });

  it("takes no value off the scale and no criterion of another rubric", async () => {
    const assignmentId = await createAssignment(await make(), { reviewerId: first.personId, status: "accepted", edition });
    await expect(saveReviewDraft(first, { assignmentId, version: 1, ...whole(), answers: { [edition.criterionIds[0]]: 6 } }, NOW)).rejects.toMatchObject({
      reason: "not-on-the-scale",
    });
    const foreign = await createEdition();
    await saveReviewDraft(first, { assignmentId, version: 1, ...whole(), answers: { [foreign.criterionIds[0]]: 5 } }, NOW);
    expect((await assignment(assignmentId)).review?.scores).toEqual([]);
  });
});

describe("a review is handed in", () => {
  it("only when it is whole", async () => {
    const assignmentId = await createAssignment(await make(), { reviewerId: first.personId, status: "accepted", edition });
    const bad = (input: object) => expect(submitReview(first, { assignmentId, version: 1, ...whole(), ...input }, NOW)).rejects;
    await bad({ answers: { [edition.criterionIds[0]]: 4 } }).toMatchObject({ reason: "criterion-unanswered", field: `score_${edition.criterionIds[1]}` });
    await bad({ forAuthor: "Bien" }).toMatchObject({ reason: "text-too-short", field: "forAuthor" });
    expect(await assignment(assignmentId)).toMatchObject({ status: "accepted", version: 1, review: null });
  });

  it("and with the last one of the quorum, deliberation opens by itself", async () => {
    const submission = await make();
    const assignments = [first, second].map(async ({ personId }) => createAssignment(submission, { reviewerId: personId, status: "accepted", edition }));
    const [one = "", two = ""] = await Promise.all(assignments);
    await submitReview(first, { assignmentId: one, version: 1, ...whole() }, NOW);
    expect(await db().submission.findUnique({ where: { id: submission.id } })).toMatchObject({ state: "in_review" });
    await submitReview(second, { assignmentId: two, version: 1, ...whole() }, NOW);
    const after = await db().submission.findUniqueOrThrow({ where: { id: submission.id }, include: { events: { orderBy: { sequence: "asc" } } } });
    expect(after.state).toBe("deliberation");
    expect(after.events.map(({ kind, actorRole }) => `${kind} ${actorRole}`)).toEqual([
      "submitted owner",
      "review_submitted reviewer",
      "review_submitted reviewer",
      "deliberation_opened system",
    ]);
  });

  it("by two at once opens deliberation exactly once", async () => {
    const submission = await make();
    const one = await createAssignment(submission, { reviewerId: first.personId, status: "accepted", edition });
    const two = await createAssignment(submission, { reviewerId: second.personId, status: "accepted", edition });
    await Promise.all([submitReview(first, { assignmentId: one, version: 1, ...whole() }, NOW), submitReview(second, { assignmentId: two, version: 1, ...whole() }, NOW)]);
    expect(await db().submissionEvent.count({ where: { submissionId: submission.id, kind: "deliberation_opened" } })).toBe(1);
    expect((await db().submission.findUnique({ where: { id: submission.id } }))?.state).toBe("deliberation");
  });

  it("again, for another revision, and until then does not count", async () => {
    const submission = await make();
    const one = await createAssignment(submission, { reviewerId: first.personId, status: "submitted", scores: [4, 4], edition });
    const two = await createAssignment(submission, { reviewerId: second.personId, status: "accepted", edition });
    const { id: _id, ...revision } = await db().revision.findUniqueOrThrow({ where: { id: submission.revisionId } });
    const next = await db().revision.create({ data: { ...revision, id: crypto.randomUUID(), number: 2 } });
    await db().submission.update({ where: { id: submission.id }, data: { currentRevisionId: next.id } });
    await submitReview(second, { assignmentId: two, version: 1, ...whole() }, NOW);
    expect((await db().submission.findUnique({ where: { id: submission.id } }))?.state).toBe("in_review");
    await submitReview(first, { assignmentId: one, version: 1, ...whole() }, NOW);
    expect((await assignment(one)).review?.revisionId).toBe(next.id);
    expect((await db().submission.findUnique({ where: { id: submission.id } }))?.state).toBe("deliberation");
  });
});

describe("somebody else's assignment is not there", () => {
  it.each([
    ["another reviewer", () => Promise.resolve(second)],
    ["the coordinator", () => Promise.resolve(coordinator)],
    ["an administrator", () => createMember(institution.id, "administrator")],
    ["a stranger", () => createActor()],
  ])("for %s", async (_who, somebody) => {
    const assignmentId = await createAssignment(await make(), { reviewerId: first.personId, status: "accepted", edition });
    await expect(submitReview(await somebody(), { assignmentId, version: 1, ...whole() }, NOW)).rejects.toMatchObject({ code: "not_found" });
    expect((await assignment(assignmentId)).review).toBeNull();
  });

  it("nor is one's own any more, once one is no reviewer", async () => {
    const assignmentId = await createAssignment(await make(), { reviewerId: first.personId, status: "accepted", edition });
    await expect(submitReview({ ...first, memberships: [] }, { assignmentId, version: 1, ...whole() }, NOW)).rejects.toMatchObject({ code: "not_found" });
  });
});
