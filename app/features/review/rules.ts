import type { SubmissionState } from "../submissions/status";
import { ACTIVE_STATES, type AssignmentState, HANDED_IN_STATES, isOneOf } from "./status";

export type Verdict = { ok: true } | { ok: false; reason: string };

const OK: Verdict = { ok: true };
const no = (reason: string): Verdict => ({ ok: false, reason });

export type WeightedAnswer = { weight: number /** Null is "not applicable". */; value: number | null };

/** The weighted mean of the criteria answered; null when none applies. "Not applicable" is left out, never zero. */
export function reviewScore(answers: readonly WeightedAnswer[]): number | null {
  const answered = answers.flatMap(({ weight, value }) => (value === null || weight <= 0 ? [] : [{ weight, value }]));
  const weights = answered.reduce((sum, { weight }) => sum + weight, 0);
  return weights === 0 ? null : answered.reduce((sum, { weight, value }) => sum + weight * value, 0) / weights;
}

export type Summary = { count: number; median: number; lowest: number; highest: number };

/** A submission's score is the median of its current reviews'; how far they lie apart is shown with it. Null without any. */
export function summarise(scores: readonly number[]): Summary | null {
  const sorted = [...scores].sort((a, b) => a - b);
  const [lowest] = sorted;
  const highest = sorted.at(-1);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (lowest === undefined || highest === undefined || upper === undefined || lower === undefined) return null;
  return { count: sorted.length, median: lower + (upper - lower) / 2, lowest, highest };
}

export type PanelMember = {
  /** As of today: a review of an earlier revision is `stale`, not `submitted`. */
  status: AssignmentState;
  /** They may no longer write a review: no account, no part as a reviewer any more, or kept away from this submission. */
  gone?: boolean;
};

/** Reviews of the revision that stands now. */
export function countCurrent(panel: readonly PanelMember[]): number {
  return panel.filter(({ status }) => status === "submitted").length;
}

/** Reviewers who have given, or may still give, a review. Nobody waits for one from somebody who can't write it any more. */
export function countActive(panel: readonly PanelMember[]): number {
  return panel.filter(({ status, gone = false }) => status === "submitted" || (isOneOf(ACTIVE_STATES, status) && !gone)).length;
}

export function hasQuorum(panel: readonly PanelMember[], quorum: number): boolean {
  return countCurrent(panel) >= quorum;
}

export function canAssign({ state, panel, chosen, quorum }: { state: SubmissionState; panel: readonly PanelMember[]; chosen: number; quorum: number }): Verdict {
  if (chosen === 0) return no("nobody-chosen");
  return state === "screening" && countActive(panel) + chosen < quorum ? no("too-few-reviewers") : OK;
}

export const DELIBERATION_REASONS = ["quorum-unreachable", "overdue"] as const;
export type DeliberationReason = (typeof DELIBERATION_REASONS)[number];

/** A coordinator opens deliberation only where the system would wait in vain, or too long. */
export function canOpenDeliberation({
  panel,
  quorum,
  dueAt,
  reason,
  now,
}: {
  panel: readonly PanelMember[];
  quorum: number;
  dueAt: Date | null;
  reason: DeliberationReason;
  now: Date;
}): Verdict {
  if (reason === "overdue") return dueAt !== null && dueAt < now ? OK : no("not-overdue");
  return countActive(panel) < quorum ? OK : no("quorum-reachable");
}

export const SCREENING_REASONS = ["ineligible", "incomplete", "duplicate", "out-of-scope"] as const;
export const DECLINE_REASONS = [...SCREENING_REASONS, "insufficient-evidence", "not-ready"] as const;
export const ACCEPT_REASONS = ["meets-criteria"] as const;
export type DecisionReason = (typeof DECLINE_REASONS)[number] | (typeof ACCEPT_REASONS)[number];
export type Outcome = "accepted" | "declined";

/** Why something is accepted with fewer current reviews than the edition asks for. */
export const FEWER_REASONS = ["reviewer-left", "nobody-to-ask", "date-passed"] as const;
export type FewerReason = { code: (typeof FEWER_REASONS)[number]; text: string };

export type DecisionToTake = {
  state: SubmissionState;
  outcome: Outcome;
  reasonCode: DecisionReason;
  panel: readonly PanelMember[];
  /** Reviews that the edition asks for. */
  quorum: number;
  /** Why fewer are enough this once; null when nobody says so. */
  fewer: FewerReason | null;
};

/**
 * From screening one can only decline, for what screening looks at. Accepting asks for the edition's number of current
 * reviews, or for a reason why fewer are enough; and nothing is accepted that nobody has reviewed as it stands.
 */
export function canDecide({ state, outcome, reasonCode, panel, quorum, fewer }: DecisionToTake): Verdict {
  const reasons: readonly string[] = outcome === "accepted" ? ACCEPT_REASONS : state === "screening" ? SCREENING_REASONS : DECLINE_REASONS;
  if (state === "screening" && outcome === "accepted") return no("only-declined-in-screening");
  if (!reasons.includes(reasonCode)) return no("reason-does-not-fit");
  if (outcome === "declined") return OK;
  if (countCurrent(panel) === 0) return no("no-current-review");
  return hasQuorum(panel, quorum) || isStated(fewer) ? OK : no("too-few-reviews");
}

/** What was decided with so many reviews is not announced with fewer: somebody may have declared a conflict since. */
export function canAnnounce({ outcome, panel, quorum, reviewsGiven }: { outcome: Outcome; panel: readonly PanelMember[]; quorum: number; reviewsGiven: number | null }): Verdict {
  return outcome === "declined" || countCurrent(panel) >= Math.max(1, Math.min(quorum, reviewsGiven ?? quorum)) ? OK : no("fewer-reviews-now");
}

const SHORTEST_REASON = 20;

function isStated(reason: { text: string } | null): boolean {
  return reason !== null && reason.text.trim().length >= SHORTEST_REASON;
}

/** Why a reviewer is taken off a panel. */
export const REVOKE_REASONS = ["not-answering", "asked-to-leave", "conflict", "not-independent", "wrong-field"] as const;
export type RevokeReason = { code: (typeof REVOKE_REASONS)[number]; text: string };

/** A reason is always given; in words too where a review was handed in, because that review no longer counts. */
export function canRevoke({ status, reason }: { status: AssignmentState; reason: RevokeReason }): Verdict {
  return !isOneOf(HANDED_IN_STATES, status) || isStated(reason) ? OK : no("reason-too-short");
}

const FARTHEST_DAYS = 180;
const DAY = 86_400_000;

/** A promised date lies ahead, and not so far that it promises nothing. */
export function canMoveDate({ dueAt, to, now }: { dueAt: Date | null; to: Date; now: Date }): Verdict {
  if (to <= now) return no("date-past");
  if (to.getTime() > now.getTime() + FARTHEST_DAYS * DAY) return no("date-too-far");
  return dueAt !== null && dueAt.getTime() === to.getTime() ? no("date-same") : OK;
}

/** Whole days that the promised date has passed by; 0 when it has not. */
export function daysLate(dueAt: Date | null, now: Date): number {
  return dueAt === null || dueAt >= now ? 0 : Math.max(1, Math.floor((now.getTime() - dueAt.getTime()) / DAY));
}

export type CompleteReview = { answers: ReadonlyArray<number | null | undefined>; forAuthor: string };

/** What stands between a draft and a review that counts. */
export function canSubmitReview({ answers, forAuthor }: CompleteReview): Verdict {
  if (answers.some((answer) => answer === undefined)) return no("criterion-unanswered");
  if (answers.every((answer) => answer === null)) return no("nothing-applies");
  return forAuthor.trim().length < 20 ? no("text-too-short") : OK;
}
