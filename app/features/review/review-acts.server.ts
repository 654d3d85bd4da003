import type { Actor } from "../accounts/actor";
import type { ReviewAct } from "./review-acts";
import { type AssignmentRequest, abstain, answerBlindly, answerInvitation, declineInvitation, recuse, saveReviewDraft, submitReview } from "./reviewing.server";

/** Does what a form of a reviewer asks for. Throws what the services throw. */
export function actOnAssignment(actor: Actor, request: AssignmentRequest, act: ReviewAct, now: Date): Promise<void> {
  switch (act.intent) {
    case "answer":
      return act.ticked
        ? answerBlindly(actor, { ...request, conflict: act.conflict, ticked: act.ticked }, now)
        : answerInvitation(actor, { ...request, conflict: act.conflict }, now);
    case "decline":
      return declineInvitation(actor, request, now);
    case "recuse":
      return recuse(actor, { ...request, conflict: act.conflict }, now);
    case "abstain":
      return abstain(actor, request, now);
    case "save":
      return saveReviewDraft(actor, { ...request, ...act }, now);
    case "submit":
      return submitReview(actor, { ...request, ...act }, now);
  }
}
