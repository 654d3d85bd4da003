/**
 * A submission's way through an edition, as data (DESIGN.md section 4). Keys are stored and translated, never matched by
 * their labels. `rules.ts` has what must hold for a move, `policy.ts` who may make it, and one function writes it:
 * `moveSubmission` in transition.server.ts.
 */

export const SUBMISSION_STATES = [
  "draft",
  "submitted",
  "screening",
  "in_review",
  "deliberation",
  "changes_requested",
  "decided",
  "accepted",
  "declined",
  "withdrawn",
  "expired",
] as const;
export type SubmissionState = (typeof SUBMISSION_STATES)[number];

/** Somebody is waited for: the owner has been promised an answer. */
export const OPEN_STATES = ["submitted", "screening", "in_review", "deliberation", "decided"] as const satisfies readonly SubmissionState[];
/** Nothing more happens by itself. */
export const CLOSED_STATES = ["accepted", "declined", "withdrawn", "expired"] as const satisfies readonly SubmissionState[];
/** Why a reviewer is off the panel of one that is over. Should it come back, they may be asked again. */
export const SUBMISSION_CLOSED = "submission-closed";
/** Where changes can be asked for, and where a submission comes back to after them. */
export const RETURN_STATES = ["screening", "in_review", "deliberation"] as const satisfies readonly SubmissionState[];
export type ReturnState = (typeof RETURN_STATES)[number];

/** Every move there is. The name is the timeline event's kind. */
export const SUBMISSION_MOVES = {
  submitted: { from: ["draft"], to: ["submitted"] },
  claimed: { from: ["submitted"], to: ["screening"] },
  review_opened: { from: ["screening"], to: ["in_review"] },
  changes_requested: { from: RETURN_STATES, to: ["changes_requested"] },
  /** Where to is the place it came from, or in_review when too few current reviews are left for a deliberation. */
  changes_answered: { from: ["changes_requested"], to: RETURN_STATES },
  expired: { from: ["changes_requested"], to: ["expired"] },
  deliberation_opened: { from: ["in_review"], to: ["deliberation"] },
  /** From screening only to decline. */
  decided: { from: ["screening", "deliberation"], to: ["decided"] },
  /** Back to where it was decided, until it is announced. */
  decision_revoked: { from: ["decided"], to: ["screening", "deliberation"] },
  announced: { from: ["decided"], to: ["accepted", "declined"] },
  reopened: { from: ["declined", "withdrawn", "expired"], to: ["draft"] },
  withdrawn: { from: [...OPEN_STATES, "changes_requested"], to: ["withdrawn"] },
} as const satisfies Record<string, { from: readonly SubmissionState[]; to: readonly SubmissionState[] }>;
export type SubmissionMove = keyof typeof SUBMISSION_MOVES;

/** What the timeline also tells, without a change of state. */
export const SUBMISSION_NOTES = [
  "started",
  "due_date_moved",
  "handed_over",
  "reviewer_assigned",
  "reviewer_revoked",
  "reviewer_left",
  "conflict_declared",
  "review_submitted",
  "kept_out",
  "taken_over",
] as const;
export type SubmissionNote = (typeof SUBMISSION_NOTES)[number];

export function canMove(move: SubmissionMove, from: SubmissionState, to: SubmissionState): boolean {
  const { from: sources, to: targets }: { from: readonly SubmissionState[]; to: readonly SubmissionState[] } = SUBMISSION_MOVES[move];
  return sources.includes(from) && targets.includes(to);
}

/** The clock that the promised date runs on stands still only while the owner is asked for changes. */
export function clockRuns(state: SubmissionState): boolean {
  return OPEN_STATES.some((open) => open === state);
}
