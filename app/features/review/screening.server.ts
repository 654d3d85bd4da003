import { AppError } from "~/platform/errors";
import { momentInTimeZone } from "~/platform/time-zone";
import type { Actor } from "../accounts/actor";
import { moveSubmission, noteOnSubmission } from "../submissions/transition.server";
import { moveAssignment } from "./assignment.server";
import { writeBlindNames } from "./blind.server";
import { type DeskRequest, must, onDesk } from "./desk.server";
import { revokeField } from "./desk-acts";
import { sendLetters, sendToManagers } from "./letters.server";
import { findDesk, findEarlierAssignments, findOwnerIds, insertAssignments, insertChangeRequests, insertConflict, listCandidates, listReceivers } from "./repository.server";
import { canAssign, canMoveDate, canRevoke, type RevokeReason } from "./rules";
import type { ChangeSection, ConflictKind, DATE_REASONS, HAND_OVER_REASONS } from "./schema";
import { ACTIVE_STATES, isOneOf } from "./status";

/** Takes a submission from the institution's pile: from now on it has a name beside it. */
export function claimSubmission(actor: Actor, request: DeskRequest, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "claim", kinds: ["claimed"] }, now, async ({ tx, as, seen }) => {
    const { submissionId, version: seenVersion } = request;
    const coordinatorId = actor.kind === "person" ? actor.personId : null;
    await moveSubmission(tx, { submissionId, move: "claimed", to: "screening", actor, as, seenVersion, set: { coordinatorId }, data: seen, now });
  });
}

/**
 * Asks people to review it, each by a letter. From screening this opens the review, once the edition's number of
 * reviewers is reached.
 *
 * @throws AppError bad_input "too-few-reviewers" or "not-a-candidate" at `reviewerIds`
 */
export function assignReviewers(actor: Actor, request: DeskRequest & { reviewerIds: readonly string[] }, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "assign", kinds: ["reviewer_assigned", "review_opened"] }, now, async ({ tx, desk, as, seen }) => {
    const { submissionId, version: seenVersion } = request;
    const chosen = [...new Set(request.reviewerIds)];
    const candidates = new Set((await listCandidates(tx, submissionId, actor, now)).map(({ personId }) => personId));
    if (!chosen.every((id) => candidates.has(id))) throw new AppError("bad_input", "not-a-candidate", { field: "reviewerIds" });
    must(canAssign({ state: desk.state, panel: desk.panel, chosen: chosen.length, quorum: desk.quorum }), "reviewerIds");
    const earlier = await findEarlierAssignments(tx, submissionId, chosen);
    for (const { assignmentId } of earlier) await moveAssignment(tx, { assignmentId, move: "reinvited", now });
    const asNew = chosen.filter((id) => !earlier.some(({ reviewerId }) => reviewerId === id));
    const assignments = [...earlier, ...(await insertAssignments(tx, submissionId, asNew, now))];
    const assignmentIds = assignments.map(({ assignmentId }) => assignmentId);
    if (desk.record.blind) await writeBlindNames(tx, submissionId, assignmentIds);
    const data = { ...seen, assignmentIds };
    if (desk.state === "screening") await moveSubmission(tx, { submissionId, move: "review_opened", to: "in_review", actor, as, seenVersion, data, now });
    else await noteOnSubmission(tx, { submissionId, kind: "reviewer_assigned", actor, as, seenVersion, data, now });
    // Whoever was asked while it was still being screened has had no letter yet that says so: only the new ones get one.
    for (const { assignmentId, reviewerId } of assignments) {
      const before = earlier.find((one) => one.assignmentId === assignmentId);
      await sendLetters(tx, "review.invited", [reviewerId], assignmentId, before && `again ${before.version}`);
    }
  });
}

/**
 * Takes a reviewer off the panel, for a reason that stays. A review that they handed in stays readable, out of the count.
 *
 * @throws AppError bad_input "reason-too-short" at the words of the reason
 */
export function revokeReviewer(actor: Actor, request: DeskRequest & { assignmentId: string; reason: RevokeReason }, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "revokeReviewer", kinds: ["reviewer_revoked"] }, now, async ({ tx, desk, as, seen }) => {
    const { submissionId, assignmentId, reason, version: seenVersion } = request;
    const member = desk.panel.find((row) => row.assignmentId === assignmentId);
    if (!member) throw new AppError("not_found", "assignment");
    must(canRevoke({ status: member.status, reason }), revokeField("words", assignmentId));
    await moveAssignment(tx, { assignmentId, move: "revoked", reason, now });
    const data = { ...seen, assignmentId, was: member.status };
    await noteOnSubmission(tx, { submissionId, kind: "reviewer_revoked", actor, as, seenVersion, reasonCode: reason.code, data, now });
  });
}

/**
 * Gives it to another institution of the edition. It stays where it is on its way; nobody has it until somebody there
 * takes it.
 *
 * @throws AppError bad_input "not-a-receiver" at `institutionId`
 */
export function handOver(actor: Actor, request: DeskRequest & { institutionId: string; reason: (typeof HAND_OVER_REASONS)[number] }, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "handOver", kinds: ["handed_over"] }, now, async ({ tx, desk, as, seen }) => {
    const { submissionId, institutionId, reason, version: seenVersion } = request;
    const receivers = await listReceivers(tx, submissionId, now);
    if (!receivers.some(({ id }) => id === institutionId)) throw new AppError("bad_input", "not-a-receiver", { field: "institutionId" });
    const data = { ...seen, from: desk.record.institutionId, to: institutionId };
    const set = { institutionId, coordinatorId: null };
    await noteOnSubmission(tx, { submissionId, kind: "handed_over", actor, as, seenVersion, reasonCode: reason, set, data, now });
  });
}

/**
 * Promises the answer for another day, to its last minute on the edition's clocks; the owner is told why.
 *
 * @param request.date "2026-12-24"
 * @throws AppError bad_input at `date`
 */
export function moveDate(actor: Actor, request: DeskRequest & { date: string; reason: (typeof DATE_REASONS)[number] }, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "moveDate", kinds: ["due_date_moved"] }, now, async ({ tx, desk, as, seen }) => {
    const { submissionId, reason, version: seenVersion } = request;
    const dueAt = momentInTimeZone(`${request.date}T23:59`, desk.timeZone);
    must(canMoveDate({ dueAt: desk.dueAt, to: dueAt, now }), "date");
    const data = { ...seen, from: desk.dueAt?.toISOString() ?? null, to: dueAt.toISOString() };
    await noteOnSubmission(tx, { submissionId, kind: "due_date_moved", actor, as, seenVersion, reasonCode: reason, set: { dueAt }, data, now });
    await sendLetters(tx, "submission.date-moved", await findOwnerIds(tx, submissionId, now), submissionId);
  });
}

/** Asks the owner for what is missing, section by section. The clock stands still until they answer. */
export function requestChanges(actor: Actor, request: DeskRequest & { notes: ReadonlyArray<{ section: ChangeSection; note: string }> }, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "requestChanges", kinds: ["changes_requested"] }, now, async ({ tx, as, seen }) => {
    const { submissionId, notes, version: seenVersion } = request;
    if (notes.length === 0) throw new AppError("bad_input", "no-note", { field: "notes" });
    const changeRequestIds = await insertChangeRequests(tx, submissionId, notes, now);
    await moveSubmission(tx, { submissionId, move: "changes_requested", to: "changes_requested", actor, as, seenVersion, data: { ...seen, changeRequestIds }, now });
    await sendLetters(tx, "submission.changes-requested", await findOwnerIds(tx, submissionId, now), submissionId);
  });
}

/**
 * Says that this submission is not for oneself to run: from this moment it is closed to whoever says so. When nobody is
 * left at the institution, it waits in the programme manager's queue, who is told.
 */
export function declareConflict(actor: Actor, request: DeskRequest & { conflict: ConflictKind }, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "declareConflict", kinds: ["conflict_declared"] }, now, async ({ tx, desk, as, seen }) => {
    const { submissionId, conflict, version: seenVersion } = request;
    if (actor.kind !== "person") return;
    await insertConflict(tx, { submissionId, personId: actor.personId, kind: conflict, declaredAt: now });
    const own = desk.panel.find(({ reviewerId, status }) => reviewerId === actor.personId && isOneOf(ACTIVE_STATES, status));
    if (own) await moveAssignment(tx, { assignmentId: own.assignmentId, move: "recused", conflict, now });
    const set = desk.coordinatorId === actor.personId ? { coordinatorId: null } : {};
    await noteOnSubmission(tx, { submissionId, kind: "conflict_declared", actor, as, seenVersion, reasonCode: conflict, set, data: seen, now });
    const after = await findDesk(tx, submissionId, now);
    if (desk.record.coordinatorLeft && after && !after.record.coordinatorLeft) await sendToManagers(tx, "desk.unclaimed", submissionId, now);
  });
}
