import { beforeAll, describe, expect, it } from "vitest";
import { createAssignment, createEdition, createMember, createSubmission, lettersAsked } from "#tests/factories/desk";
import { createBusinessType, createCategory, createOrganisation, MADE_AT } from "#tests/factories/records";
import { filledForm } from "#tests/factories/submission-form";
import { composeLetter } from "~/features/notifications/compose.server";
import { saveReviewDraft, submitReview } from "~/features/review/reviewing.server";
import { answerChanges } from "~/features/submissions/owner-service.server";
import { db, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";

const NOW = new Date(MADE_AT.getTime() + 10 * 86_400_000);

beforeAll(async () => {
  await createCategory();
  await createBusinessType();
});

/** Two have handed in their review and one has only begun; then the owner was asked for changes. */
async function waitingForAnswer() {
  const institution = await createOrganisation();
  const edition = await createEdition();
  const submission = await createSubmission({ edition, institutionId: institution.id, state: "changes_requested", returnsTo: "deliberation" });
  const [first, second, begun] = [await createMember(institution.id, "reviewer"), await createMember(institution.id, "reviewer"), await createMember(institution.id, "reviewer")];
  const assignment = (reviewerId: string, status: "submitted" | "draft") => createAssignment(submission, { reviewerId, status, scores: [4, 5], edition });
  const ids = [await assignment(first.personId, "submitted"), await assignment(second.personId, "submitted")];
  await assignment(begun.personId, "draft");
  return { submission, edition, reviewers: [first, second], ids };
}

const answer = ({ owner, id }: Awaited<ReturnType<typeof createSubmission>>, seenVersion: number, title = "El vale del colmado, con garantía") =>
  answerChanges({ actor: owner, submissionId: id, seenVersion, values: filledForm({ title }), now: NOW }).catch((error: unknown) =>
    error instanceof AppError ? error.reason : error,
  );

const staleLetters = async (ids: readonly string[]) => (await lettersAsked()).filter(({ kind, subjectId }) => kind === "review.stale" && ids.includes(subjectId));

describe("an answer that changes what was reviewed", () => {
  it("tells each reviewer whose review it outdates, once, and nobody who had not handed one in", async () => {
    const { submission, reviewers, ids } = await waitingForAnswer();
    const answers = await Promise.all([answer(submission, 1), answer(submission, 1)]);
    expect(answers).toEqual([{ kind: "answered" }, { kind: "answered" }]);
    const letters = await staleLetters(ids);
    expect(letters.map(({ recipientId }) => recipientId).sort()).toEqual(reviewers.map(({ personId }) => personId).sort());
    expect(letters.map(({ subjectId }) => subjectId).sort()).toEqual([...ids].sort());
    expect((await db().reviewAssignment.findMany({ where: { id: { in: ids } } })).map(({ status }) => status)).toEqual(["stale", "stale"]);
  });

  it("asks for nothing when it is refused: an older version, or nothing that changed", async () => {
    const { submission, ids } = await waitingForAnswer();
    expect(await answer(submission, 7)).toBe("changed-meanwhile");
    expect(await staleLetters(ids)).toEqual([]);
    expect((await db().reviewAssignment.findMany({ where: { id: { in: ids } } })).map(({ status }) => status)).toEqual(["submitted", "submitted"]);
  });

  it("leaves what they had written to be read again, corrected and handed in", async () => {
    const { submission, reviewers, ids, edition } = await waitingForAnswer();
    expect(await answer(submission, 1)).toEqual({ kind: "answered" });
    const [reviewer] = reviewers;
    const [assignmentId = ""] = ids;
    if (!reviewer) throw new Error("There is no reviewer.");
    const { version } = await db().reviewAssignment.findUniqueOrThrow({ where: { id: assignmentId } });
    const [one, two] = edition.criterionIds;
    const input = { answers: { [one]: 4, [two]: 4 }, forAuthor: "Lo leí otra vez: la garantía lo mejora mucho.", privateNote: "" };
    await saveReviewDraft(reviewer, { assignmentId, version, ...input }, NOW);
    await submitReview(reviewer, { assignmentId, version: version + 1, ...input }, NOW);
    // The letter that was asked for has nothing to say any more.
    const job = { kind: "review.stale", recipientId: reviewer.personId, subjectId: assignmentId } as const;
    expect(await transaction((tx) => composeLetter(tx, job, "https://solucionario.example", NOW))).toBeNull();
    const [, other = ""] = ids;
    expect(await transaction((tx) => composeLetter(tx, { ...job, subjectId: other }, "https://solucionario.example", NOW))).not.toBeNull();
    const { currentRevisionId } = await db().submission.findUniqueOrThrow({ where: { id: submission.id } });
    expect(await db().review.findUniqueOrThrow({ where: { assignmentId } })).toMatchObject({ revisionId: currentRevisionId, forAuthor: input.forAuthor });
  });
});
