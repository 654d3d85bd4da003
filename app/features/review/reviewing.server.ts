import { type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { type Actor, SYSTEM } from "../accounts/actor";
import { moveSubmission, noteOnSubmission } from "../submissions/transition.server";
import { moveAssignment } from "./assignment.server";
import { isAnyTheirs } from "./blind.server";
import { must } from "./desk.server";
import { sendToDesk } from "./letters.server";
import { REVIEW_POLICY, type ReviewAction } from "./policy";
import { type Desk, findAssignment, findDesk, findRubric, lockDesk, type OwnAssignment, type Rubric, saveRedraft, saveReview } from "./repository.server";
import { scoreField } from "./review-acts";
import { canSubmitReview, countActive, hasQuorum } from "./rules";
import type { ConflictKind, ReviewInput } from "./schema";
import type { AssignmentState } from "./status";

/** Which assignment, in which version its page was read. */
export type AssignmentRequest = { assignmentId: string; version: number };

type ReviewWork = { tx: Tx; desk: Desk; own: OwnAssignment };

/**
 * One act of a reviewer, in one transaction that holds the submission.
 *
 * @param isDone whether the assignment is already where the act leads: the same form sent twice is answered alike
 * @throws AppError not_found; conflict "changed-meanwhile" or "no-such-move"
 */
function onAssignment(
  actor: Actor,
  { assignmentId, version }: AssignmentRequest,
  { action, isDone }: { action: ReviewAction; isDone: (own: OwnAssignment) => boolean },
  now: Date,
  work: (work: ReviewWork) => Promise<void>,
): Promise<void> {
  return transaction(async (tx) => {
    const found = await findAssignment(tx, assignmentId);
    const desk = found && (await lockDesk(tx, found.submissionId, now));
    // Read again under the lock: somebody may have been at it a moment ago.
    const own = desk && (await findAssignment(tx, assignmentId));
    if (!desk || !own) throw new AppError("not_found", "assignment");
    if (actor.kind !== "person" || actor.personId !== own.reviewerId) throw new AppError("not_found", "assignment");
    if (own.version !== version && isDone(own)) return;
    const record = { ...desk.record, reviewerId: own.reviewerId, status: own.status };
    if (!REVIEW_POLICY.see(actor, record)) throw new AppError("not_found", "assignment");
    if (own.version !== version) throw new AppError("conflict", "changed-meanwhile");
    if (!REVIEW_POLICY[action](actor, record)) throw new AppError("conflict", "no-such-move");
    await work({ tx, desk, own });
  });
}

const isIn = (status: AssignmentState) => (own: OwnAssignment) => own.status === status;

/** Says before the content opens that nothing stands between reviewer and owner, or what does: then the content never opens. */
export function answerInvitation(actor: Actor, request: AssignmentRequest & { conflict: "none" | ConflictKind }, now: Date): Promise<void> {
  const { conflict, assignmentId } = request;
  if (conflict !== "none") return recuse(actor, { ...request, conflict }, now);
  return onAssignment(actor, request, { action: "answer", isDone: isIn("accepted") }, now, async ({ tx, desk }) => {
    // Where names are hidden, nothing can be said about them but by the list.
    if (desk.record.blind) throw new AppError("bad_input", "required", { field: "conflict" });
    await moveAssignment(tx, { assignmentId, move: "accepted", now });
  });
}

/** The same in a blind edition, by a list of names: whoever ticks one of the owner's is recused, and the content never opens. */
export function answerBlindly(actor: Actor, request: AssignmentRequest & { conflict: "none" | ConflictKind; ticked: readonly number[] }, now: Date): Promise<void> {
  const { assignmentId, conflict, ticked } = request;
  const isDone = ({ status }: OwnAssignment) => status === "accepted" || status === "recused";
  return onAssignment(actor, request, { action: "answer", isDone }, now, async (work) => {
    const tied = conflict !== "none" && (!work.desk.record.blind || (await isAnyTheirs(work.tx, assignmentId, ticked)));
    if (!tied) return void (await moveAssignment(work.tx, { assignmentId, move: "accepted", now }));
    await moveAssignment(work.tx, { assignmentId, move: "recused", conflict, now });
    await leave(work, actor, conflict, now);
  });
}

/** Has no time; needs no reason. */
export function declineInvitation(actor: Actor, request: AssignmentRequest, now: Date): Promise<void> {
  return onAssignment(actor, request, { action: "answer", isDone: isIn("declined") }, now, async (work) => {
    await moveAssignment(work.tx, { assignmentId: request.assignmentId, move: "declined", now });
    await leave(work, actor, "declined", now);
  });
}

/** Declares a conflict, at once or when it is found out later. What was handed in no longer counts, and stays readable. */
export function recuse(actor: Actor, request: AssignmentRequest & { conflict: ConflictKind }, now: Date): Promise<void> {
  return onAssignment(actor, request, { action: "leave", isDone: isIn("recused") }, now, async (work) => {
    await moveAssignment(work.tx, { assignmentId: request.assignmentId, move: "recused", conflict: request.conflict, now });
    await leave(work, actor, request.conflict, now);
  });
}

/** Has read it and can't judge it. */
export function abstain(actor: Actor, request: AssignmentRequest, now: Date): Promise<void> {
  return onAssignment(actor, request, { action: "write", isDone: isIn("abstained") }, now, async (work) => {
    await moveAssignment(work.tx, { assignmentId: request.assignmentId, move: "abstained", now });
    await leave(work, actor, "abstained", now);
  });
}

/** Keeps what is there so far. A review that was outdated stays so, and readable as it was, until it is handed in again. */
export function saveReviewDraft(actor: Actor, request: AssignmentRequest & ReviewInput, now: Date): Promise<void> {
  return onAssignment(actor, request, { action: "write", isDone: (own) => own.status !== "submitted" && holds(own, request) }, now, async ({ tx, desk, own }) => {
    const rubric = await findRubric(tx, { editionId: desk.editionId, review: own.review });
    await write({ tx, desk, own }, rubric, request, null, now);
    if (own.status === "stale") await touch(tx, own.assignmentId, now);
    else await moveAssignment(tx, { assignmentId: own.assignmentId, move: "drafted", now });
  });
}

/**
 * Hands the review in. With the last one that the edition asks for, the system opens deliberation, in the same
 * transaction: two reviewers who hand in at once wait for each other, and the second opens it.
 *
 * @throws AppError bad_input at `forAuthor`, or at the first criterion without an answer, when it is not complete
 */
export function submitReview(actor: Actor, request: AssignmentRequest & ReviewInput, now: Date): Promise<void> {
  return onAssignment(actor, request, { action: "write", isDone: (own) => own.status === "submitted" && holds(own, request) }, now, async ({ tx, desk, own }) => {
    const { assignmentId, submissionId } = own;
    const rubric = await findRubric(tx, { editionId: desk.editionId, review: own.review });
    const verdict = canSubmitReview({ answers: rubric.criteria.map(({ id }) => request.answers[id]), forAuthor: request.forAuthor });
    const unanswered = rubric.criteria.find(({ id }) => request.answers[id] === undefined) ?? rubric.criteria[0];
    must(verdict, !verdict.ok && verdict.reason === "text-too-short" ? "forAuthor" : scoreField(unanswered?.id ?? ""));
    // Before the review is written anew, because a stale one can't be told from a current one afterwards.
    await moveAssignment(tx, { assignmentId, move: "submitted", now });
    await write({ tx, desk, own }, rubric, request, now, now);
    await noteOnSubmission(tx, { submissionId, kind: "review_submitted", actor, as: "reviewer", data: { assignmentId }, now });
    const after = await findDesk(tx, submissionId, now);
    if (after?.state === "in_review" && hasQuorum(after.panel, after.quorum)) {
      await moveSubmission(tx, { submissionId, move: "deliberation_opened", to: "deliberation", actor: SYSTEM, as: "system", now });
    }
  });
}

function write({ tx, desk, own }: ReviewWork, rubric: Rubric, input: ReviewInput, submittedAt: Date | null, now: Date): Promise<void> {
  if (!desk.currentRevisionId) throw new AppError("conflict", "no-such-move");
  const { forAuthor, privateNote } = input;
  const answers = new Map<string, number | null>();
  for (const { id } of rubric.criteria) {
    const value = input.answers[id];
    if (value === undefined) continue;
    if (value !== null && (value < rubric.scaleMin || value > rubric.scaleMax)) throw new AppError("bad_input", "not-on-the-scale", { field: scoreField(id) });
    answers.set(id, value);
  }
  // One that was handed in stays as it was, bound to the revision that it judged, until its writer hands it in anew.
  if (own.review?.submittedAt && submittedAt === null) return saveRedraft(tx, own.review.id, { forAuthor, privateNote, answers });
  const id = own.review?.id ?? newId(now);
  return saveReview(tx, { id, assignmentId: own.assignmentId, revisionId: desk.currentRevisionId, rubricVersionId: rubric.id, forAuthor, privateNote, answers, submittedAt });
}

/** Whether this is what is stored already. */
function holds({ review }: OwnAssignment, { answers, forAuthor, privateNote }: ReviewInput): boolean {
  if (!review || review.forAuthor !== forAuthor || review.privateNote !== privateNote) return false;
  const given = Object.entries(answers);
  return given.length === review.answers.size && given.every(([criterionId, value]) => review.answers.get(criterionId) === value);
}

async function touch(tx: Tx, assignmentId: string, now: Date): Promise<void> {
  await tx.reviewAssignment.update({ where: { id: assignmentId }, data: { updatedAt: now, version: { increment: 1 } } });
}

/** The panel is told of by its timeline; when nobody is left on it, whoever has the submission gets a letter. */
export async function leave(
  { tx, own: { submissionId, assignmentId } }: { tx: Tx; own: Pick<OwnAssignment, "submissionId" | "assignmentId"> },
  actor: Actor,
  reasonCode: string,
  now: Date,
): Promise<void> {
  await noteOnSubmission(tx, { submissionId, kind: "reviewer_left", actor, as: "reviewer", reasonCode, data: { assignmentId }, now });
  const desk = await findDesk(tx, submissionId, now);
  if (!desk || countActive(desk.panel) > 0) return;
  await sendToDesk(tx, "reviewer.left", submissionId, now);
}
