import { beforeAll, describe, expect, it } from "vitest";
import { createActor, createAssignment, createEdition, createMember, createSubmission, lettersAsked } from "#tests/factories/desk";
import { createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import type { PersonActor } from "~/features/accounts/actor";
import { announceDecision, decideSubmission, openDeliberation, revokeDecision } from "~/features/review/decision.server";
import { assignReviewers, claimSubmission, declareConflict, handOver, moveDate, requestChanges, revokeReviewer } from "~/features/review/screening.server";
import { db } from "~/platform/database/client.server";

const DAY = 86_400_000;
const NOW = new Date(MADE_AT.getTime() + DAY);
let edition: Awaited<ReturnType<typeof createEdition>>;
let institution: { id: string; name: string };
let other: { id: string };
let coordinator: PersonActor;
let reviewers: PersonActor[];

beforeAll(async () => {
  await createCategory();
  edition = await createEdition();
  institution = await createOrganisation();
  other = await createOrganisation();
  await db().editionInstitution.createMany({
    data: [institution, other].map(({ id }, index) => ({ editionId: edition.id, organisationId: id, countries: ["DO"], categories: ["agile-payments"], priority: index + 1 })),
  });
  coordinator = await createMember(institution.id, "coordinator");
  reviewers = [await createMember(institution.id, "reviewer"), await createMember(institution.id, "reviewer"), await createMember(other.id, "reviewer")];
});

const ids = (people: readonly PersonActor[]) => people.map(({ personId }) => personId);
const make = (state: Parameters<typeof createSubmission>[0]["state"] = "submitted") => createSubmission({ edition, institutionId: institution.id, state });
const read = (id: string) =>
  db().submission.findUniqueOrThrow({ where: { id }, include: { events: { orderBy: { sequence: "asc" } }, assignments: true, decisions: true, changeRequests: true } });
const lettersAbout = async (...subjects: string[]) => (await lettersAsked()).filter(({ subjectId }) => subjects.includes(subjectId));

describe("claiming", () => {
  it("gives a submission a name and screens it", async () => {
    const { id } = await make();
    await claimSubmission(coordinator, { submissionId: id, version: 1 }, NOW);
    expect(await read(id)).toMatchObject({ state: "screening", coordinatorId: coordinator.personId, version: 2 });
  });

  it("sent twice is done once", async () => {
    const { id } = await make();
    await claimSubmission(coordinator, { submissionId: id, version: 1 }, NOW);
    await claimSubmission(coordinator, { submissionId: id, version: 1 }, NOW);
    expect((await read(id)).events.map(({ kind }) => kind)).toEqual(["submitted", "claimed"]);
  });

  it("by two people at once is one's, and the other is told", async () => {
    const { id } = await make();
    const deputy = await createMember(institution.id, "deputy");
    const outcomes = await Promise.allSettled([coordinator, deputy].map((actor) => claimSubmission(actor, { submissionId: id, version: 1 }, NOW)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict", reason: "changed-meanwhile" } });
    expect((await read(id)).version).toBe(2);
  });
});

describe("to people who do not run it, a submission is not there", () => {
  it.each([
    ["a coordinator of another institution", () => createMember(other.id, "coordinator")],
    ["a reviewer of the institution", () => createMember(institution.id, "reviewer")],
    ["an administrator", () => createMember(institution.id, "administrator")],
    ["the programme manager, while somebody at the institution may run it", () => createMember(other.id, "programme-manager")],
    ["a stranger", () => createActor()],
  ])("%s", async (_who, somebody) => {
    const { id } = await make();
    await expect(claimSubmission(await somebody(), { submissionId: id, version: 1 }, NOW)).rejects.toMatchObject({ code: "not_found" });
    expect(await read(id)).toMatchObject({ state: "submitted", version: 1 });
  });

  it("a coordinator who belongs to the owner's organisation", async () => {
    const { id, organisationId } = await make();
    const both = await createActor([
      { organisationId: institution.id, role: "coordinator" },
      { organisationId, role: "owner" },
    ]);
    await expect(claimSubmission(both, { submissionId: id, version: 1 }, NOW)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("assigning reviewers", () => {
  it("opens the review with a letter to each", async () => {
    const { id } = await make("screening");
    await assignReviewers(coordinator, { submissionId: id, version: 1, reviewerIds: ids(reviewers.slice(0, 2)) }, NOW);
    const after = await read(id);
    expect(after).toMatchObject({ state: "in_review", version: 2 });
    expect(after.assignments.map(({ reviewerId, status }) => [reviewerId, status]).sort()).toEqual(
      ids(reviewers.slice(0, 2))
        .map((reviewerId) => [reviewerId, "invited"])
        .sort(),
    );
    const letters = await lettersAbout(...after.assignments.map((assignment) => assignment.id));
    expect(letters.map(({ kind, recipientId }) => [kind, recipientId]).sort()).toEqual(
      ids(reviewers.slice(0, 2))
        .map((reviewerId) => ["review.invited", reviewerId])
        .sort(),
    );
  });

  it("asks for the edition's number, and leaves no trace without it", async () => {
    const { id } = await make("screening");
    await expect(assignReviewers(coordinator, { submissionId: id, version: 1, reviewerIds: ids(reviewers.slice(0, 1)) }, NOW)).rejects.toMatchObject({
      code: "bad_input",
      reason: "too-few-reviewers",
      field: "reviewerIds",
    });
    expect(await read(id)).toMatchObject({ state: "screening", version: 1, assignments: [] });
  });

  it("counts somebody who is named twice once", async () => {
    const { id } = await make("screening");
    const [first] = ids(reviewers);
    const reviewerIds = [first ?? "", first ?? ""];
    await expect(assignReviewers(coordinator, { submissionId: id, version: 1, reviewerIds }, NOW)).rejects.toMatchObject({ reason: "too-few-reviewers" });
  });

  it("never takes somebody of the owner's organisation, of the author's on behalf, without the role, or asked before", async () => {
    const adviser = await createMember(other.id, "adviser");
    const submission = await createSubmission({ edition, institutionId: institution.id, state: "screening", authorOnBehalfId: adviser.personId });
    const ofOwner = await createActor([
      { organisationId: institution.id, role: "reviewer" },
      { organisationId: submission.organisationId, role: "owner" },
    ]);
    const former = await createMember(institution.id, "reviewer");
    await db().membership.updateMany({ where: { personId: former.personId }, data: { endsAt: MADE_AT } });
    const [first, , ofAuthor] = reviewers;
    for (const person of [ofOwner, ofAuthor, former, coordinator, submission.owner]) {
      const reviewerIds = ids([first, person].filter((one) => one !== undefined));
      await expect(assignReviewers(coordinator, { submissionId: submission.id, version: 1, reviewerIds }, NOW)).rejects.toMatchObject({ reason: "not-a-candidate" });
    }
  });

  it("adds somebody to a panel that is at work", async () => {
    const submission = await make("in_review");
    await createAssignment(submission, { reviewerId: reviewers[0]?.personId ?? "", edition });
    await assignReviewers(coordinator, { submissionId: submission.id, version: 1, reviewerIds: ids(reviewers.slice(2)) }, NOW);
    expect(await read(submission.id)).toMatchObject({ state: "in_review", version: 2, assignments: { length: 2 } });
    await expect(assignReviewers(coordinator, { submissionId: submission.id, version: 2, reviewerIds: ids(reviewers.slice(0, 1)) }, NOW)).rejects.toMatchObject({
      reason: "not-a-candidate",
    });
  });

  it("takes a reviewer off again", async () => {
    const submission = await make("in_review");
    const assignmentId = await createAssignment(submission, { reviewerId: reviewers[0]?.personId ?? "", status: "submitted", scores: [4, 4], edition });
    const reason = { code: "not-independent", text: "Es el cuñado del proveedor que compite." } as const;
    await revokeReviewer(coordinator, { submissionId: submission.id, version: 1, assignmentId, reason }, NOW);
    expect((await read(submission.id)).assignments).toMatchObject([{ status: "revoked", leftReason: reason.code, leftText: reason.text }]);
    const elsewhere = await make("in_review");
    await expect(revokeReviewer(coordinator, { submissionId: elsewhere.id, version: 1, assignmentId, reason }, NOW)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the promised date", () => {
  it("moves to the last minute of a day on the edition's clocks, with a letter to the owner", async () => {
    const { id, owner } = await make("in_review");
    await moveDate(coordinator, { submissionId: id, version: 1, date: "2026-07-01", reason: "workload" }, NOW);
    const after = await read(id);
    expect(after.dueAt).toEqual(new Date("2026-07-02T03:59:00Z"));
    expect(after.events.at(-1)).toMatchObject({ kind: "due_date_moved", reasonCode: "workload", actorRole: "coordinator" });
    expect(await lettersAbout(id)).toEqual([{ kind: "submission.date-moved", recipientId: owner.personId, subjectId: id }]);
  });

  it("sent twice is one letter", async () => {
    const { id } = await make("in_review");
    for (let times = 0; times < 2; times += 1) await moveDate(coordinator, { submissionId: id, version: 1, date: "2026-07-01", reason: "workload" }, NOW);
    expect(await lettersAbout(id)).toHaveLength(1);
  });

  it("does not move into the past, nor while the owner is waited for", async () => {
    const { id } = await make("in_review");
    await expect(moveDate(coordinator, { submissionId: id, version: 1, date: "2026-05-01", reason: "workload" }, NOW)).rejects.toMatchObject({
      reason: "date-past",
      field: "date",
    });
    const waiting = await make("changes_requested");
    await expect(moveDate(coordinator, { submissionId: waiting.id, version: 1, date: "2026-07-01", reason: "workload" }, NOW)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("handing over", () => {
  it("changes whose it is and nothing of where it stands", async () => {
    const { id } = await make("screening");
    await db().submission.update({ where: { id }, data: { coordinatorId: coordinator.personId } });
    await handOver(coordinator, { submissionId: id, version: 1, institutionId: other.id, reason: "other-topic" }, NOW);
    expect(await read(id)).toMatchObject({ institutionId: other.id, state: "screening", coordinatorId: null, version: 2 });
    await handOver(coordinator, { submissionId: id, version: 1, institutionId: other.id, reason: "other-topic" }, NOW);
    await expect(claimSubmission(coordinator, { submissionId: id, version: 2 }, NOW)).rejects.toMatchObject({ code: "not_found" });
  });

  it("goes only to institutions of the edition", async () => {
    const { id } = await make("screening");
    const outside = await createOrganisation();
    for (const institutionId of [outside.id, institution.id]) {
      await expect(handOver(coordinator, { submissionId: id, version: 1, institutionId, reason: "no-capacity" }, NOW)).rejects.toMatchObject({ reason: "not-a-receiver" });
    }
  });
});

describe("asking for changes", () => {
  it("stops the clock with a note for each section and a letter", async () => {
    const { id, owner } = await make("in_review");
    const notes = [
      { section: "results", note: "¿De cuántos meses?" },
      { section: "cost", note: "¿Con impuestos?" },
    ] as const;
    await requestChanges(coordinator, { submissionId: id, version: 1, notes }, NOW);
    const after = await read(id);
    expect(after).toMatchObject({ state: "changes_requested", returnsTo: "in_review" });
    expect(after.changeRequests.map(({ section }) => section).sort()).toEqual(["cost", "results"]);
    expect(await lettersAbout(id)).toEqual([{ kind: "submission.changes-requested", recipientId: owner.personId, subjectId: id }]);
  });
});

describe("a declared conflict", () => {
  it("closes the submission to whoever declares it, in every act", async () => {
    const conflicted = await createMember(institution.id, "coordinator");
    const { id } = await make("screening");
    await declareConflict(conflicted, { submissionId: id, version: 1, conflict: "family" }, NOW);
    const request = { submissionId: id, version: 2 };
    for (const act of [
      () => requestChanges(conflicted, { ...request, notes: [{ section: "cost", note: "?" }] }, NOW),
      () => decideSubmission(conflicted, { ...request, outcome: "declined", reasonCode: "duplicate", reason: "Ya la tenemos en el registro." }, NOW),
      () => handOver(conflicted, { ...request, institutionId: other.id, reason: "conflict" }, NOW),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: "not_found" });
    }
    await requestChanges(coordinator, { ...request, notes: [{ section: "cost", note: "¿Con impuestos?" }] }, NOW);
  });

  it("takes whoever declares it off the panel, where they review it too", async () => {
    const both = await createActor([
      { organisationId: institution.id, role: "coordinator" },
      { organisationId: institution.id, role: "reviewer" },
    ]);
    const submission = await make("in_review");
    await createAssignment(submission, { reviewerId: both.personId, status: "accepted", edition });
    await declareConflict(both, { submissionId: submission.id, version: 1, conflict: "family" }, NOW);
    expect((await read(submission.id)).assignments).toMatchObject([{ status: "recused", conflict: "family" }]);
  });

  it("of the last one there leaves it to the programme manager, who is told", async () => {
    const small = await createOrganisation();
    const only = await createMember(small.id, "coordinator");
    const manager = await createMember(other.id, "programme-manager");
    const { id } = await createSubmission({ edition, institutionId: small.id, state: "screening", coordinatorId: only.personId });
    await declareConflict(only, { submissionId: id, version: 1, conflict: "competitor" }, NOW);
    expect(await read(id)).toMatchObject({ coordinatorId: null, institutionId: small.id });
    expect((await lettersAbout(id)).filter(({ recipientId }) => recipientId === manager.personId).map(({ kind }) => kind)).toEqual(["desk.unclaimed"]);
    await handOver(manager, { submissionId: id, version: 2, institutionId: institution.id, reason: "conflict" }, NOW);
    expect((await read(id)).events.at(-1)).toMatchObject({ kind: "handed_over", actorRole: "programme-manager" });
  });
});

describe("a decision", () => {
  const reason = "Dos instituciones la vieron funcionar en 38 colmados.";

  async function inDeliberation(statuses: ReadonlyArray<"submitted" | "recused"> = ["submitted", "submitted"]) {
    const submission = await make("deliberation");
    for (const [index, status] of statuses.entries()) await createAssignment(submission, { reviewerId: reviewers[index]?.personId ?? "", status, scores: [4, 4], edition });
    return submission;
  }

  it("is not told before it is announced; announced, the owner gets the letter as it was edited, once", async () => {
    const { id, owner } = await inDeliberation();
    await decideSubmission(coordinator, { submissionId: id, version: 1, outcome: "accepted", reasonCode: "meets-criteria", reason }, NOW);
    const [decision] = (await read(id)).decisions;
    expect(await lettersAbout(id, decision?.id ?? "")).toEqual([]);
    const letter = "Estimada Miguelina: su solución fue aceptada. Gracias por compartirla.";
    for (let times = 0; times < 2; times += 1) await announceDecision(coordinator, { submissionId: id, version: 2, letter }, NOW);
    const after = await read(id);
    expect(after).toMatchObject({ state: "accepted", decisions: [{ letter, announcedAt: NOW }] });
    expect(await lettersAbout(decision?.id ?? "")).toEqual([{ kind: "decision.announced", recipientId: owner.personId, subjectId: decision?.id }]);
  });

  it("is taken back to where it was made until it is announced, and not after", async () => {
    const { id } = await inDeliberation();
    await decideSubmission(coordinator, { submissionId: id, version: 1, outcome: "declined", reasonCode: "not-ready", reason }, NOW);
    await revokeDecision(coordinator, { submissionId: id, version: 2 }, NOW);
    expect(await read(id)).toMatchObject({ state: "deliberation", decisions: [{ revokedAt: NOW }] });
    await decideSubmission(coordinator, { submissionId: id, version: 3, outcome: "declined", reasonCode: "not-ready", reason }, NOW);
    await announceDecision(coordinator, { submissionId: id, version: 4, letter: "Estimada Miguelina: por ahora no." }, NOW);
    await expect(revokeDecision(coordinator, { submissionId: id, version: 5 }, NOW)).rejects.toMatchObject({ code: "conflict" });

    const early = await make("screening");
    await decideSubmission(coordinator, { submissionId: early.id, version: 1, outcome: "declined", reasonCode: "duplicate", reason }, NOW);
    await revokeDecision(coordinator, { submissionId: early.id, version: 2 }, NOW);
    expect((await read(early.id)).state).toBe("screening");
  });

  it("accepts nothing that nobody reviewed as it stands", async () => {
    const { id, solutionId, revisionId } = await inDeliberation();
    const { id: _id, ...revision } = await db().revision.findUniqueOrThrow({ where: { id: revisionId } });
    const next = await db().revision.create({ data: { ...revision, id: crypto.randomUUID(), solutionId, number: 2 } });
    await db().submission.update({ where: { id }, data: { currentRevisionId: next.id } });
    await expect(decideSubmission(coordinator, { submissionId: id, version: 1, outcome: "accepted", reasonCode: "meets-criteria", reason }, NOW)).rejects.toMatchObject({
      reason: "no-current-review",
    });
  });

  it("by two people at once is one's, and the other is told", async () => {
    const { id } = await inDeliberation();
    const deputy = await createMember(institution.id, "deputy");
    const outcomes = await Promise.allSettled([
      decideSubmission(coordinator, { submissionId: id, version: 1, outcome: "accepted", reasonCode: "meets-criteria", reason }, NOW),
      decideSubmission(deputy, { submissionId: id, version: 1, outcome: "declined", reasonCode: "not-ready", reason }, NOW),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await read(id)).decisions).toHaveLength(1);
  });
});

describe("deliberation", () => {
  it("is opened by hand only where the quorum is out of reach", async () => {
    const submission = await make("in_review");
    const stays = await createAssignment(submission, { reviewerId: reviewers[0]?.personId ?? "", status: "submitted", scores: [4, 4], edition });
    const leaves = await createAssignment(submission, { reviewerId: reviewers[1]?.personId ?? "", status: "draft", edition });
    const request = { submissionId: submission.id, version: 1, reason: "quorum-unreachable" } as const;
    await expect(openDeliberation(coordinator, request, NOW)).rejects.toMatchObject({ reason: "quorum-reachable" });
    await db().reviewAssignment.update({ where: { id: leaves }, data: { status: "recused" } });
    await openDeliberation(coordinator, request, NOW);
    expect(await read(submission.id)).toMatchObject({ state: "deliberation" });
    expect(stays).toBeTruthy();
  });
});
