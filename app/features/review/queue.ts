import type { SolutionContent } from "../submissions/schema";
import type { SubmissionState } from "../submissions/status";
import type { Outcome, Summary } from "./rules";
import type { AssignmentState } from "./status";

/** What the pages of desk and reviewers show. Dates are `Date` as read and `string` once they travelled as JSON. */

export type JudgedContent = SolutionContent;

/** The piles of a desk: the stages that somebody works on, and what is over. */
export const PILES = {
  open: ["submitted", "screening", "in_review", "deliberation", "changes_requested", "decided"],
  submitted: ["submitted"],
  screening: ["screening"],
  in_review: ["in_review"],
  deliberation: ["deliberation"],
  changes_requested: ["changes_requested"],
  decided: ["decided"],
  closed: ["accepted", "declined", "withdrawn", "expired"],
} as const satisfies Record<string, readonly SubmissionState[]>;
export type Pile = keyof typeof PILES;

export function pileNamed(name: string | null): Pile {
  return name !== null && Object.hasOwn(PILES, name) ? (name as Pile) : "open";
}

export type QueueRow<Moment = Date> = {
  id: string;
  reference: string;
  title: string;
  /** The title's language. */
  language: string;
  category: string | null;
  country: string | null;
  state: SubmissionState;
  stateSince: Moment;
  dueAt: Moment | null;
  timeZone: string;
  coordinator: string | null;
  /** Null for whoever no institution has. */
  institution: string | null;
  /** Nobody can begin with it before its owner's number is confirmed. */
  waitsForNumber: boolean;
  late: number;
  /** How many reviews stand, of how many that the edition asks for. */
  reviews: { given: number; wanted: number; active: number };
};

/** One that waited for a number, and can be claimed. */
export type FreedRow = Pick<QueueRow, "id" | "reference" | "title" | "language">;

export type Queue<Moment = Date> = { rows: QueueRow<Moment>[]; total: number; counts: Record<Pile, number>; page: number; pages: number };

export type PanelReview = { score: number | null; answers: Array<{ criterion: string; value: number | null }>; forAuthor: string; privateNote: string | null };
export type PanelMemberRow<Moment = Date> = {
  assignmentId: string;
  name: string | null;
  institution: string | null;
  status: AssignmentState;
  conflict: string | null;
  /** Why they were taken off: a code, and the words for those who may read the review. */
  left: { code: string; text: string } | null;
  /** Waited for, though they can't write a review any more. */
  gone: boolean;
  /** Their review is current: it counts. */
  counts: boolean;
  since: Moment;
  /** Only for those who may read it. */
  review: PanelReview | null;
};
export type ScoreSummary = Summary & { scaleMin: number; scaleMax: number; scores: number[] };

export type TimelineRow<Moment = Date> = {
  sequence: number;
  kind: string;
  to: SubmissionState | null;
  role: string;
  name: string | null;
  reasonCode: string | null /** What was said beside the code. */;
  words: string | null /** Accepted with fewer reviews than wanted, and why. */;
  fewer: { given: number; wanted: number; code: string; text: string } | null;
  at: Moment;
};
export type DecisionRow<Moment = Date> = {
  outcome: Outcome;
  reasonCode: string;
  reason: string;
  decidedAt: Moment;
  announcedAt: Moment | null;
  fewer: { given: number; code: string; text: string } | null;
};

/** One request for changes: answered as a whole, or not. */
export type ChangesAsked<Moment = Date> = { askedAt: Moment; answeredAt: Moment | null; notes: Array<{ id: string; section: string; note: string }> };

export type ReviewTask<Moment = Date> = {
  assignmentId: string;
  reference: string;
  title: string;
  language: string;
  status: AssignmentState;
  dueAt: Moment | null;
  /** Days since then, while it waits for this person. */
  late: number;
  timeZone: string;
  /** Its page is there for this person. */
  open: boolean;
  /** It waits for an answer or a review. */
  writable: boolean;
  /** Its owner was asked for something; it waits again once they have answered. */
  paused: boolean;
};
