import type { Actor } from "../accounts/actor";
import { announceDecision, decideSubmission, openDeliberation, revokeDecision } from "./decision.server";
import type { DeskRequest } from "./desk.server";
import type { DeskAct } from "./desk-acts";
import { keepOut } from "./keep-out.server";
import { assignReviewers, claimSubmission, declareConflict, handOver, moveDate, requestChanges, revokeReviewer } from "./screening.server";

/** Does what a form of the desk asks for. Throws what the services throw. */
export function actOnDesk(actor: Actor, request: DeskRequest, act: DeskAct, now: Date): Promise<void> {
  switch (act.intent) {
    case "claim":
      return claimSubmission(actor, request, now);
    case "assign":
      return assignReviewers(actor, { ...request, reviewerIds: act.reviewerIds }, now);
    case "revokeReviewer":
      return revokeReviewer(actor, { ...request, assignmentId: act.assignmentId, reason: act.reason }, now);
    case "handOver":
      return handOver(actor, { ...request, institutionId: act.institutionId, reason: act.handOverReason }, now);
    case "moveDate":
      return moveDate(actor, { ...request, date: act.date, reason: act.dateReason }, now);
    case "keepOut":
      return keepOut(actor, { ...request, personIds: act.personIds, organisationIds: act.organisationIds }, now);
    case "requestChanges":
      return requestChanges(actor, { ...request, notes: act.notes }, now);
    case "declareConflict":
      return declareConflict(actor, { ...request, conflict: act.conflict }, now);
    case "openDeliberation":
      return openDeliberation(actor, { ...request, reason: act.deliberationReason }, now);
    case "decide": {
      const { outcome, reasonCode, reason, fewerReason, fewerText } = act;
      const fewer = fewerReason === "" ? null : { code: fewerReason, text: fewerText };
      return decideSubmission(actor, { ...request, outcome, reasonCode, reason, fewer }, now);
    }
    case "revokeDecision":
      return revokeDecision(actor, request, now);
    case "announce":
      return announceDecision(actor, { ...request, letter: act.letter }, now);
  }
}
