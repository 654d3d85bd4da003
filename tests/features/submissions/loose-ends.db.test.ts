import { beforeAll, describe, expect, it } from "vitest";
import { createAssignment, createDesk, lettersAsked } from "#tests/factories/desk";
import { createOrganisation, MADE_AT } from "#tests/factories/records";
import { eventually } from "#tests/setup/processes";
import { announceDecision, decideSubmission } from "~/features/review/decision.server";
import { answerInvitation, recuse } from "~/features/review/reviewing.server";
import { assignReviewers, handOver } from "~/features/review/screening.server";
import { withdraw } from "~/features/submissions/owner-service.server";
import { moveSubmission } from "~/features/submissions/transition.server";
import { db, sqlPool, transaction } from "~/platform/database/client.server";

const NOW = new Date(MADE_AT.getTime() + 86_400_000);
const LETTER = "Buenos días. Esta es la respuesta que le prometimos hace un mes.";
let desk: Awaited<ReturnType<typeof createDesk>>;
let other: { id: string };

beforeAll(async () => {
  desk = await createDesk();
  other = await createOrganisation();
  await db().editionInstitution.createMany({
    data: [desk.institution, other].map(({ id }, index) => ({
      editionId: desk.edition.id,
      organisationId: id,
      countries: ["DO"],
      categories: ["agile-payments"],
      priority: index + 1,
    })),
  });
});

async function decided(outcome: "accepted" | "declined" = "declined") {
  const submission = await desk.submit("deliberation");
  for (const { personId } of desk.reviewers) await createAssignment(submission, { reviewerId: personId, status: "submitted", scores: [4, 4], edition: desk.edition });
  const why = outcome === "accepted" ? ({ outcome, reasonCode: "meets-criteria" } as const) : ({ outcome, reasonCode: "not-ready" } as const);
  await decideSubmission(desk.coordinator, { submissionId: submission.id, version: 1, ...why, reason: "Lo pensamos con mucho cuidado." }, NOW);
  return submission;
}

/** Does these in this order while another connection holds the submission: each waits for its row before the next begins. */
async function atOnce(submissionId: string, acts: ReadonlyArray<() => Promise<unknown>>): Promise<PromiseSettledResult<unknown>[]> {
  const holder = await sqlPool().connect();
  const begun: Promise<unknown>[] = [];
  try {
    await holder.query("BEGIN");
    await holder.query(`SELECT 1 FROM "Submission" WHERE id = $1 FOR UPDATE`, [submissionId]);
    for (const act of acts) {
      const running = act();
      running.catch(() => {});
      begun.push(running);
      const waits = await eventually(async () => {
        const { rows } = await sqlPool().query<{ waiting: number }>(
          `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rows[0]?.waiting === begun.length;
      }, 60);
      expect(waits, "it waits for the submission's row").toBe(true);
    }
    await holder.query("COMMIT");
  } finally {
    holder.release();
  }
  return Promise.allSettled(begun);
}

const read = (id: string) => db().submission.findUniqueOrThrow({ where: { id }, include: { decisions: true, assignments: true, events: true } });
const standing = (decisions: ReadonlyArray<{ announcedAt: Date | null; revokedAt: Date | null }>) => decisions.filter(({ announcedAt, revokedAt }) => !announcedAt && !revokedAt);

describe("a decision that nobody has announced", () => {
  const hand = (id: string) => () => handOver(desk.coordinator, { submissionId: id, version: 2, institutionId: other.id, reason: "no-capacity" }, NOW);
  const announce = (id: string) => () => announceDecision(desk.coordinator, { submissionId: id, version: 2, letter: LETTER }, NOW);
  const takeBack = async (id: string, owner: Parameters<typeof withdraw>[0]["actor"]) =>
    withdraw({ actor: owner, submissionId: id, seenVersion: (await read(id)).version, now: NOW });

  it("does not outlive a withdrawal after hand-over and announcement came at the same moment and the hand-over was first", async () => {
    const { id, owner } = await decided();
    const outcomes = await atOnce(id, [hand(id), announce(id)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await read(id)).toMatchObject({ state: "decided", institutionId: other.id });
    await takeBack(id, owner);
    const after = await read(id);
    expect(after.state).toBe("withdrawn");
    expect(standing(after.decisions)).toEqual([]);
  });

  it("is announced when the announcement was first, and nothing can be withdrawn any more", async () => {
    const { id, owner } = await decided();
    const outcomes = await atOnce(id, [announce(id), hand(id)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await read(id)).toMatchObject({ state: "declined", institutionId: desk.institution.id });
    await expect(takeBack(id, owner)).rejects.toMatchObject({ code: "conflict" });
  });

  it("is not announced after a withdrawal that came at the same moment and was first, and no letter leaves", async () => {
    const { id, owner } = await decided("accepted");
    const outcomes = await atOnce(id, [() => withdraw({ actor: owner, submissionId: id, seenVersion: 2, now: NOW }), announce(id)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    const after = await read(id);
    expect([after.state, standing(after.decisions).length]).toEqual(["withdrawn", 0]);
    expect((await lettersAsked()).filter(({ subjectId }) => subjectId === after.decisions[0]?.id)).toEqual([]);
  });

  it("is not announced while a reviewer whose review it counted declares a conflict", async () => {
    const submission = await desk.submit("deliberation");
    const assignmentIds: string[] = [];
    for (const { personId } of desk.reviewers)
      assignmentIds.push(await createAssignment(submission, { reviewerId: personId, status: "submitted", scores: [4, 4], edition: desk.edition }));
    const [reviewer] = desk.reviewers;
    const accept = { submissionId: submission.id, version: 1, outcome: "accepted", reasonCode: "meets-criteria", reason: "Lo pensamos con mucho cuidado." } as const;
    const outcomes = await atOnce(submission.id, [
      () => recuse(reviewer, { assignmentId: assignmentIds[0] ?? "", version: 1, conflict: "family" }, NOW),
      () => decideSubmission(desk.coordinator, accept, NOW),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });
});

describe("a submission that is over", () => {
  it.each(["withdrawn", "expired", "accepted", "declined"] as const)("when %s: nobody is asked to review it, and what was handed in stays as it was", async (to) => {
    const from = { withdrawn: "in_review", expired: "changes_requested", accepted: "decided", declined: "decided" } as const;
    const moves = { withdrawn: "withdrawn", expired: "expired", accepted: "announced", declined: "announced" } as const;
    const submission = await desk.submit(from[to]);
    const [one, two] = desk.reviewers;
    const asked = await createAssignment(submission, { reviewerId: one.personId, status: "draft", edition: desk.edition });
    const given = await createAssignment(submission, { reviewerId: two.personId, status: "submitted", scores: [4, 4], edition: desk.edition });
    await transaction((tx) => moveSubmission(tx, { submissionId: submission.id, move: moves[to], to, actor: { kind: "system" }, as: "system", now: NOW }));
    const { assignments } = await read(submission.id);
    expect(assignments.find(({ id }) => id === asked)).toMatchObject({ status: "revoked", leftReason: "submission-closed" });
    expect(assignments.find(({ id }) => id === given)).toMatchObject({ status: "submitted", version: 1 });
  });

  it("asks the same people again once it has come back, each by another letter", async () => {
    const submission = await desk.submit("in_review");
    const asked = await Promise.all(desk.reviewers.map(({ personId }) => createAssignment(submission, { reviewerId: personId, edition: desk.edition })));
    await withdraw({ actor: submission.owner, submissionId: submission.id, seenVersion: 1, now: NOW });
    await db().submission.update({ where: { id: submission.id }, data: { state: "screening" } });
    const reviewerIds = desk.reviewers.map(({ personId }) => personId);
    await assignReviewers(desk.coordinator, { submissionId: submission.id, version: 2, reviewerIds }, NOW);
    const { assignments, state } = await read(submission.id);
    expect([state, ...assignments.map(({ status, leftReason }) => [status, leftReason])]).toEqual(["in_review", ["invited", null], ["invited", null]]);
    expect((await lettersAsked()).filter(({ subjectId }) => asked.includes(subjectId))).toMatchObject([{ occasion: "again 2" }, { occasion: "again 2" }]);
    const [reviewer] = desk.reviewers;
    await answerInvitation(reviewer, { assignmentId: asked[0] ?? "", version: 3, conflict: "none" }, NOW);
  });
});
