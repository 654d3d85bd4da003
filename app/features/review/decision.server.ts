import { AppError } from "~/platform/errors";
import { enqueueJob } from "~/platform/outbox.server";
import type { Actor } from "../accounts/actor";
import { moveSubmission } from "../submissions/transition.server";
import { type DeskRequest, must, onDesk } from "./desk.server";
import { sendLetters } from "./letters.server";
import { findDecision, findOwnerIds, findStateOfDecision, insertDecision, setAnnounced } from "./repository.server";
import { canAnnounce, canDecide, canOpenDeliberation, countCurrent, type DecisionReason, type DeliberationReason, type FewerReason, hasQuorum, type Outcome } from "./rules";

/** Opens deliberation where the quorum can't be met any more, or the promised date has passed. @throws AppError bad_input at `deliberationReason` */
export function openDeliberation(actor: Actor, request: DeskRequest & { reason: DeliberationReason }, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "openDeliberation", kinds: ["deliberation_opened"] }, now, async ({ tx, desk, as, seen }) => {
    const { submissionId, reason, version: seenVersion } = request;
    must(canOpenDeliberation({ panel: desk.panel, quorum: desk.quorum, dueAt: desk.dueAt, reason, now }), "deliberationReason");
    await moveSubmission(tx, { submissionId, move: "deliberation_opened", to: "deliberation", actor, as, seenVersion, reasonCode: reason, data: seen, now });
  });
}

/**
 * Decides, with the reason that the owner will read. Nobody outside the institution learns of it before it is announced.
 *
 * @throws AppError bad_input at `reasonCode`, or at what says why fewer reviews are enough, when the rules forbid it
 */
export function decideSubmission(actor: Actor, request: DecideRequest, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "decide", kinds: ["decided"] }, now, async ({ tx, desk, as, seen }) => {
    const { submissionId, outcome, reasonCode, reason, fewer = null, version: seenVersion } = request;
    const { state, panel, quorum } = desk;
    const verdict = canDecide({ state, outcome, reasonCode, panel, quorum, fewer });
    must(verdict, verdict.ok || verdict.reason !== "too-few-reviews" ? "reasonCode" : fewer === null ? "fewerReason" : "fewerText");
    const isShort = outcome === "accepted" && !hasQuorum(panel, quorum);
    const [given, decidedById] = [countCurrent(panel), actor.kind === "person" ? actor.personId : null];
    const why = isShort ? { fewerReasonCode: fewer?.code ?? null, fewerReason: fewer?.text ?? null, reviewsGiven: given } : {};
    const decisionId = await insertDecision(tx, { submissionId, outcome, reasonCode, reason, decidedById, decidedAt: now, ...why });
    const data = { ...seen, decisionId, ...(isShort && { given, wanted: quorum }) };
    await moveSubmission(tx, { submissionId, move: "decided", to: "decided", actor, as, seenVersion, reasonCode, data, now });
  });
}

type DecideRequest = DeskRequest & {
  outcome: Outcome;
  reasonCode: DecisionReason;
  reason: string /** Why fewer reviews than the edition asks for are enough. */;
  fewer?: FewerReason | null;
};

/** Takes a decision back that nobody has been told of. */
export function revokeDecision(actor: Actor, request: DeskRequest, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "revokeDecision", kinds: ["decision_revoked"] }, now, async ({ tx, as, seen }) => {
    const { submissionId, version: seenVersion } = request;
    const decision = await findDecision(tx, submissionId);
    const to = await findStateOfDecision(tx, submissionId);
    await moveSubmission(tx, { submissionId, move: "decision_revoked", to, actor, as, seenVersion, data: { ...seen, decisionId: decision?.id ?? null }, now });
  });
}

/**
 * Tells the owners, in the letter as it was edited: one each. Of what is accepted the catalogue makes an unpublished
 * listing, whose text the owner confirms.
 *
 * @throws AppError bad_input "fewer-reviews-now" at `letter` when reviews that the decision counted are out of the count
 */
export function announceDecision(actor: Actor, request: DeskRequest & { letter: string }, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "announce", kinds: ["announced"] }, now, async ({ tx, desk, as, seen }) => {
    const { submissionId, letter, version: seenVersion } = request;
    const decision = await findDecision(tx, submissionId);
    if (!decision) throw new AppError("conflict", "no-such-move");
    const { outcome, reviewsGiven } = decision;
    must(canAnnounce({ outcome: outcome as Outcome, panel: desk.panel, quorum: desk.quorum, reviewsGiven }), "letter");
    const to = decision.outcome === "accepted" ? "accepted" : "declined";
    await setAnnounced(tx, decision.id, letter, now);
    await moveSubmission(tx, { submissionId, move: "announced", to, actor, as, seenVersion, data: { ...seen, decisionId: decision.id }, now });
    await sendLetters(tx, "decision.announced", await findOwnerIds(tx, submissionId, now), decision.id);
    if (to === "accepted") await enqueueJob(tx, "open-listing", { submissionId }, { key: `open-listing ${submissionId}` });
  });
}
