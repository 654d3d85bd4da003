import { AppError } from "~/platform/errors";
import { enqueueJob } from "~/platform/outbox.server";
import type { Actor } from "../accounts/actor";
import { moveSubmission } from "../submissions/transition.server";
import { type DeskRequest, must, onDesk } from "./desk.server";
import { sendLetters } from "./letters.server";
import { findDecision, findOwnerIds, findStateOfDecision, insertDecision, setAnnounced, setRevoked } from "./repository.server";
import { canDecide, canOpenDeliberation, type DecisionReason, type DeliberationReason, type Outcome } from "./rules";

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
 * @throws AppError bad_input at `outcome` when the rules forbid it
 */
export function decideSubmission(actor: Actor, request: DeskRequest & { outcome: Outcome; reasonCode: DecisionReason; reason: string }, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "decide", kinds: ["decided"] }, now, async ({ tx, desk, as, seen }) => {
    const { submissionId, outcome, reasonCode, reason, version: seenVersion } = request;
    must(canDecide({ state: desk.state, outcome, reasonCode, panel: desk.panel }), "reasonCode");
    const decidedById = actor.kind === "person" ? actor.personId : null;
    const decisionId = await insertDecision(tx, { submissionId, outcome, reasonCode, reason, decidedById, decidedAt: now });
    const data = { ...seen, decisionId };
    await moveSubmission(tx, { submissionId, move: "decided", to: "decided", actor, as, seenVersion, reasonCode, data, now });
  });
}

/** Takes a decision back that nobody has been told of. */
export function revokeDecision(actor: Actor, request: DeskRequest, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "revokeDecision", kinds: ["decision_revoked"] }, now, async ({ tx, as, seen }) => {
    const { submissionId, version: seenVersion } = request;
    const decision = await findDecision(tx, submissionId);
    if (decision) await setRevoked(tx, decision.id, now);
    const to = await findStateOfDecision(tx, submissionId);
    await moveSubmission(tx, { submissionId, move: "decision_revoked", to, actor, as, seenVersion, data: { ...seen, decisionId: decision?.id ?? null }, now });
  });
}

/**
 * Tells the owners, in the letter as it was edited: one each. Of what is accepted the catalogue makes an unpublished
 * listing, whose text the owner confirms.
 */
export function announceDecision(actor: Actor, request: DeskRequest & { letter: string }, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "announce", kinds: ["announced"] }, now, async ({ tx, as, seen }) => {
    const { submissionId, letter, version: seenVersion } = request;
    const decision = await findDecision(tx, submissionId);
    if (!decision) throw new AppError("conflict", "no-such-move");
    const to = decision.outcome === "accepted" ? "accepted" : "declined";
    await setAnnounced(tx, decision.id, letter, now);
    await moveSubmission(tx, { submissionId, move: "announced", to, actor, as, seenVersion, data: { ...seen, decisionId: decision.id }, now });
    await sendLetters(tx, "decision.announced", await findOwnerIds(tx, submissionId, now), decision.id);
    if (to === "accepted") await enqueueJob(tx, "open-listing", { submissionId }, { key: `open-listing ${submissionId}` });
  });
}
