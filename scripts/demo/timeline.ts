import { createHash } from "node:crypto";
import type { DemoSolution, DemoSubmission } from "./format";

/** The history of a submission, made from the few days that the files give. Every event is at or before the moment of loading. */

export type SubmissionState = DemoSubmission["state"];
type TimelineEvent = {
  kind: "started" | "submitted" | "claimed" | "review_opened" | "due_date_moved" | "deliberation_opened" | "changes_requested" | "decided" | "announced" | "withdrawn" | "expired";
  from: SubmissionState | null;
  to: SubmissionState | null;
  actor: "owner" | "coordinator" | "system";
  reasonCode?: string;
  data?: Record<string, string>;
  at: Date;
};
export type Timeline = {
  events: TimelineEvent[];
  startedAt: Date;
  submittedAt: Date | null;
  /** The promised date, as it stands today. */
  dueAt: Date | null;
  stateSince: Date;
  returnsTo: SubmissionState | null;
};

const DAY = 86_400_000;
const CHANGES_EXPIRE_DAYS = 30;

/** A whole number below `limit` that is always the same for the same words: variety without chance. */
export function steadyNumber(words: string, limit: number): number {
  return createHash("sha256").update(words).digest().readUInt32BE(0) % limit;
}

/** `days` before `now`, and up to nine hours more, so that not everything happens at the hour of loading. */
function daysBefore(now: Date, days: number, words: string): Date {
  return new Date(now.getTime() - days * DAY - steadyNumber(words, 9 * 60) * 60_000);
}

function between(from: Date, to: Date, share: number): Date {
  return new Date(from.getTime() + (to.getTime() - from.getTime()) * share);
}

/** From draft to accepted, and the day its page was published. */
export function publishedTimeline(
  solution: DemoSolution,
  serviceLevelDays: number,
  now: Date,
): Timeline & { decidedAt: Date; announcedAt: Date; publishedAt: Date; reviewOpenedAt: Date } {
  const { key } = solution;
  const submittedAt = daysBefore(now, solution.submittedDaysAgo, `${key} submitted`);
  const startedAt = new Date(submittedAt.getTime() - (2 + steadyNumber(`${key} started`, 10)) * DAY);
  const decidedAt = daysBefore(now, solution.decidedDaysAgo + 0.5, `${key} decided`);
  const publishedAt = daysBefore(now, solution.publishedDaysAgo, `${key} published`);
  const announcedAt = between(decidedAt, publishedAt, 0.4);
  const history = new History(startedAt);
  history.submit(submittedAt, serviceLevelDays);
  history.add("claimed", "screening", "coordinator", between(submittedAt, decidedAt, 0.06));
  const reviewOpenedAt = between(submittedAt, decidedAt, 0.2);
  history.add("review_opened", "in_review", "coordinator", reviewOpenedAt);
  const dueAt = promise(history, submittedAt, decidedAt, serviceLevelDays);
  history.add("deliberation_opened", "deliberation", "system", between(submittedAt, decidedAt, 0.92));
  history.add("decided", "decided", "coordinator", decidedAt, "meets-criteria");
  history.add("announced", "accepted", "coordinator", announcedAt);
  return { ...history.finish(), submittedAt, dueAt, returnsTo: null, decidedAt, announcedAt, publishedAt, reviewOpenedAt };
}

/** A decision that comes late has had its date moved, with a reason, before the old one passed. */
function promise(history: History, submittedAt: Date, decidedAt: Date, serviceLevelDays: number): Date {
  const dueAt = new Date(submittedAt.getTime() + serviceLevelDays * DAY);
  if (decidedAt <= dueAt) return dueAt;
  const moved = new Date(decidedAt.getTime() + 2 * DAY);
  history.note("due_date_moved", "coordinator", new Date(dueAt.getTime() - 4 * DAY), "reviewer-unavailable", { from: dueAt.toISOString(), to: moved.toISOString() });
  return moved;
}

/** A submission that is not published: as far as its state says. */
export function openTimeline(submission: DemoSubmission, serviceLevelDays: number, now: Date): Timeline {
  const { key } = submission.content;
  const startedAt = daysBefore(now, submission.startedDaysAgo, `${key} started`);
  const history = new History(startedAt);
  const { state } = submission;
  if (state === "draft" || submission.submittedDaysAgo === undefined) return { ...history.finish(), submittedAt: null, dueAt: null, returnsTo: null };

  const submittedAt = daysBefore(now, submission.submittedDaysAgo, `${key} submitted`);
  const since = daysBefore(now, submission.stateDaysAgo, `${key} ${state === "submitted" ? "submitted" : "state"}`);
  const path = pathTo(submission);
  history.submit(submittedAt, serviceLevelDays);
  const last = path.length - 1;
  for (const [index, step] of path.entries()) {
    const at = index === last ? since : momentOfStep(step, submittedAt, since, (index + 1) / (path.length + 0.5));
    history.add(step.kind, step.to, step.actor, at, step.kind === "decided" ? submission.reasonCode : undefined);
  }
  const returnsTo = state === "changes_requested" ? stateBeforeChanges(submission) : null;
  return { ...history.finish(), submittedAt, dueAt: new Date(submittedAt.getTime() + serviceLevelDays * DAY), returnsTo };
}

type Step = { kind: TimelineEvent["kind"]; to: SubmissionState; actor: TimelineEvent["actor"] };

const CLAIMED: Step = { kind: "claimed", to: "screening", actor: "coordinator" };
const REVIEW_OPENED: Step = { kind: "review_opened", to: "in_review", actor: "coordinator" };
const DELIBERATION_OPENED: Step = { kind: "deliberation_opened", to: "deliberation", actor: "system" };
const CHANGES_REQUESTED: Step = { kind: "changes_requested", to: "changes_requested", actor: "coordinator" };
const DECIDED: Step = { kind: "decided", to: "decided", actor: "coordinator" };
const EXPIRED: Step = { kind: "expired", to: "expired", actor: "system" };
const WITHDRAWN: Step = { kind: "withdrawn", to: "withdrawn", actor: "owner" };

/** The steps after "submitted". */
function pathTo(submission: DemoSubmission): Step[] {
  const toDecision = [CLAIMED, REVIEW_OPENED, DELIBERATION_OPENED, DECIDED];
  switch (submission.state) {
    case "draft":
    case "submitted":
      return [];
    case "screening":
    case "in_review":
    case "deliberation":
    case "decided":
      return upTo(submission.state);
    case "accepted":
    case "declined":
      return [...toDecision, { kind: "announced", to: submission.state, actor: "coordinator" }];
    case "changes_requested":
      return [...upTo(stateBeforeChanges(submission)), CHANGES_REQUESTED];
    case "expired":
      return [...upTo(stateBeforeChanges(submission)), CHANGES_REQUESTED, EXPIRED];
    case "withdrawn":
      return [...upTo(submission.reviewers.length > 0 ? "in_review" : "screening"), WITHDRAWN];
  }
  function upTo(state: SubmissionState): Step[] {
    return toDecision.slice(0, toDecision.findIndex(({ to }) => to === state) + 1);
  }
}

/** Without reviewers it was still being screened; with all their reviews in, it was being deliberated. */
function stateBeforeChanges({ reviewers }: DemoSubmission): "screening" | "in_review" | "deliberation" {
  if (reviewers.length === 0) return "screening";
  return reviewers.every(({ status }) => status === "submitted") ? "deliberation" : "in_review";
}

function momentOfStep(step: Step, submittedAt: Date, since: Date, share: number): Date {
  if (step.kind === "changes_requested") return new Date(since.getTime() - CHANGES_EXPIRE_DAYS * DAY);
  if (step.kind === "decided") return new Date(Math.max(since.getTime() - DAY, submittedAt.getTime()));
  return between(submittedAt, since, share * 0.4);
}

/** Collects events; each begins in the state that the one before it led to, and none comes before it. */
class History {
  readonly #events: TimelineEvent[] = [];
  #state: SubmissionState = "draft";

  constructor(readonly startedAt: Date) {
    this.#events.push({ kind: "started", from: null, to: "draft", actor: "owner", at: startedAt });
  }

  /** The promise is made with the receipt, and the timeline holds it. */
  submit(at: Date, serviceLevelDays: number): void {
    this.#push({ kind: "submitted", from: this.#state, to: "submitted", actor: "owner", data: { dueAt: new Date(at.getTime() + serviceLevelDays * DAY).toISOString() }, at });
    this.#state = "submitted";
  }

  add(kind: TimelineEvent["kind"], to: SubmissionState, actor: TimelineEvent["actor"], at: Date, reasonCode?: string): void {
    this.#push({ kind, from: this.#state, to, actor, reasonCode, at });
    this.#state = to;
  }

  /** An event that leaves the state as it is. */
  note(kind: TimelineEvent["kind"], actor: TimelineEvent["actor"], at: Date, reasonCode: string, data: Record<string, string>): void {
    this.#push({ kind, from: null, to: null, actor, reasonCode, data, at });
  }

  #push(event: TimelineEvent): void {
    const before = this.#events.at(-1)?.at.getTime() ?? 0;
    this.#events.push({ ...event, at: new Date(Math.max(event.at.getTime(), before)) });
  }

  finish(): Pick<Timeline, "events" | "startedAt" | "stateSince"> {
    const changes = this.#events.filter(({ to }) => to !== null);
    return { events: this.#events, startedAt: this.startedAt, stateSince: changes.at(-1)?.at ?? this.startedAt };
  }
}
