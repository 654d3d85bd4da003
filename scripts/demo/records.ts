import { newId } from "~/platform/ids";
import type { DemoContent, DemoSolution, DemoSubmission } from "./format";
import { type Demonstration, isComplete } from "./read";
import { openTimeline, publishedTimeline, type SubmissionState, steadyNumber, type Timeline } from "./timeline";

/** A solution on its way through the edition: what the files of published and of open ones have in common. */
export type DemoRecord = {
  solutionId: string;
  submissionId: string;
  organisationId: string;
  /** Null for a draft: nothing was frozen yet. */
  revisionId: string | null;
  content: DemoSubmission["content"];
  /** The same content, when it has everything that a submission must have. */
  complete: DemoContent | null;
  state: SubmissionState;
  /** Keys of people. */
  owner: string;
  coordinator: string | null;
  reviewers: DemoSubmission["reviewers"];
  reviews: DemoSubmission["reviews"];
  /** When reviewers were assigned; null when review never began. */
  reviewOpenedAt: Date | null;
  changes: DemoSubmission["changes"];
  decision: { outcome: "accepted" | "declined"; reasonCode: string; reason: string; decidedAt: Date; announcedAt: Date | null } | null;
  publishedAt: Date | null;
  timeline: Timeline;
};

const REVIEWERS_OF_PUBLISHED = 2;
const CRITERIA = 5;

export function required<T>(values: ReadonlyMap<string, T>, key: string): T {
  const value = values.get(key);
  if (value === undefined) throw new Error(`The demonstration has nothing with the key ${key}.`);
  return value;
}

export function recordsOf(demonstration: Demonstration, serviceLevelDays: number, now: Date): DemoRecord[] {
  const organisations = new Map<string, string>();
  const organisationId = (key: string, startedAt: Date) => {
    const id = organisations.get(key) ?? newId(startedAt);
    organisations.set(key, id);
    return id;
  };
  const records = [
    ...demonstration.solutions.map((solution) => publishedRecord(solution, demonstration, serviceLevelDays, now)),
    ...demonstration.submissions.map((submission) => openRecord(submission, serviceLevelDays, now)),
  ];
  return records
    .sort((a, b) => a.timeline.startedAt.getTime() - b.timeline.startedAt.getTime())
    .map((record) => {
      const { startedAt, submittedAt } = record.timeline;
      return {
        ...record,
        solutionId: newId(startedAt),
        submissionId: newId(startedAt),
        revisionId: submittedAt && newId(submittedAt),
        organisationId: organisationId(record.content.organisation.key, startedAt),
      };
    });
}

type WithoutIds = Omit<DemoRecord, "solutionId" | "submissionId" | "revisionId" | "organisationId">;

function publishedRecord(solution: DemoSolution, demonstration: Demonstration, serviceLevelDays: number, now: Date): WithoutIds {
  const { submittedDaysAgo: _submitted, decidedDaysAgo: _decided, publishedDaysAgo: _published, decision, ...content } = solution;
  const timeline = publishedTimeline(solution, serviceLevelDays, now);
  const reviewers = reviewersFor(solution, demonstration);
  return {
    content,
    complete: content,
    state: "accepted",
    // No key of the files has two hyphens in a row.
    owner: `${solution.organisation.key}--owner`,
    coordinator: coordinatorOf(solution.institution, demonstration),
    reviewers: reviewers.map((person) => ({ person, status: "submitted" as const })),
    reviews: reviewers.map((reviewer) => ({ reviewer, scores: scoresOfAccepted(`${solution.key} ${reviewer}`), forAuthor: decision })),
    reviewOpenedAt: timeline.reviewOpenedAt,
    changes: [],
    decision: { outcome: "accepted", reasonCode: "meets-criteria", reason: decision, decidedAt: timeline.decidedAt, announcedAt: timeline.announcedAt },
    publishedAt: timeline.publishedAt,
    timeline,
  };
}

function openRecord(submission: DemoSubmission, serviceLevelDays: number, now: Date): WithoutIds {
  const { content, state, owner, coordinator, reviewers, reviews, changes, outcome, reasonCode, reason } = submission;
  const timeline = openTimeline(submission, serviceLevelDays, now);
  const momentOf = (kind: string) => timeline.events.find((event) => event.kind === kind)?.at ?? null;
  const decidedAt = momentOf("decided");
  return {
    content,
    complete: state !== "draft" && isComplete(content) ? content : null,
    state,
    owner,
    coordinator: coordinator ?? null,
    reviewers,
    reviews,
    reviewOpenedAt: momentOf("review_opened"),
    changes,
    decision: decidedAt && outcome && reasonCode && reason ? { outcome, reasonCode, reason, decidedAt, announcedAt: momentOf("announced") } : null,
    publishedAt: null,
    timeline,
  };
}

function coordinatorOf(institution: string, { people }: Demonstration): string | null {
  return people.find(({ memberships }) => memberships.some(({ organisation, role }) => organisation === institution && role === "coordinator"))?.key ?? null;
}

/** Two reviewers of the accepting institution; where it has fewer, of its neighbours in the same country, then of any. */
function reviewersFor({ key, institution }: DemoSolution, { people, institutions }: Demonstration): string[] {
  const country = institutions.find((candidate) => candidate.key === institution)?.country;
  const neighbours = new Set(institutions.filter((candidate) => candidate.country === country).map((candidate) => candidate.key));
  const isReviewerAt = (isOne: (organisation: string) => boolean) =>
    people.filter(({ memberships }) => memberships.some(({ organisation, role }) => role === "reviewer" && isOne(organisation)));
  const circles = [isReviewerAt((organisation) => organisation === institution), isReviewerAt((organisation) => neighbours.has(organisation)), isReviewerAt(() => true)];
  const inTurn = circles.flatMap((circle) => rotated(circle, steadyNumber(key, Math.max(circle.length, 1))));
  return [...new Set(inTurn.map((person) => person.key))].slice(0, REVIEWERS_OF_PUBLISHED);
}

function rotated<T>(values: readonly T[], by: number): T[] {
  return [...values.slice(by), ...values.slice(0, by)];
}

/** Three to five on every criterion, always the same for the same words. */
function scoresOfAccepted(words: string): number[] {
  return Array.from({ length: CRITERIA }, (_, criterion) => 3 + steadyNumber(`${words} ${criterion}`, 3));
}
