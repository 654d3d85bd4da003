import { type Actor, hasRole, hasRoleAt } from "../accounts/actor";
import { type ConflictFacts, inConflict, inConflictToReview } from "../submissions/conflict-of-interest/rules";
import { clockRuns, RETURN_STATES, type SubmissionState } from "../submissions/status";
import { type AssignmentState, DECLARED_STATES, ENDED_STATES, isOneOf, WRITABLE_STATES } from "./status";

/** The facts that say whose a submission is to run. */
export type DeskRecord = ConflictFacts & {
  state: SubmissionState;
  institutionId: string | null;
  /** Somebody at the institution may run it. When nobody may, it waits in the programme manager's queue. */
  coordinatorLeft: boolean;
  /** Nobody has confirmed yet that its owner can be reached: until then nobody begins with it. */
  waitsForNumber: boolean;
};

/** What a reviewer's right to one assignment hangs on. */
export type AssignmentRecord = ConflictFacts & {
  reviewerId: string;
  status: AssignmentState;
  /** The submission's. */
  state: SubmissionState;
};

type DeskRule = (actor: Actor, record: DeskRecord) => boolean;

const atDesk: DeskRule = (actor, record) => hasRoleAt(actor, record.institutionId, "coordinator", "deputy");
const managesUnattended: DeskRule = (actor, record) => hasRole(actor, "programme-manager") && !record.coordinatorLeft;
const runs: DeskRule = (actor, record) => record.state !== "draft" && !inConflict(actor, record) && (atDesk(actor, record) || managesUnattended(actor, record));
const runsIn =
  (...states: readonly SubmissionState[]): DeskRule =>
  (actor, record) =>
    runs(actor, record) && states.includes(record.state);

/** Action by action, who at a desk may do it. A coordinator who also reviews waits for the others' reviews like every reviewer. */
export const DESK_POLICY = {
  see: runs,
  readReviews: (actor, record) =>
    runs(actor, record) &&
    !(actor.kind === "person" && record.panelPersonIds.includes(actor.personId) && ["submitted", "screening", "in_review", "changes_requested"].includes(record.state)),
  claim: (actor, record) => runsIn("submitted")(actor, record) && !record.waitsForNumber,
  /** In deliberation too, where a review that counted was lost: the quorum is made good before it is talked away. */
  assign: runsIn("screening", "in_review", "deliberation"),
  revokeReviewer: runsIn("screening", "in_review", "deliberation"),
  requestChanges: runsIn(...RETURN_STATES),
  openDeliberation: runsIn("in_review"),
  decide: runsIn("screening", "deliberation"),
  revokeDecision: runsIn("decided"),
  announce: runsIn("decided"),
  moveDate: (actor, record) => runs(actor, record) && clockRuns(record.state),
  /** The programme manager sees of every desk that something waits there, and nothing of what it says. */
  handOver: (actor, record) => clockRuns(record.state) && !inConflict(actor, record) && (atDesk(actor, record) || hasRole(actor, "programme-manager")),
  declareConflict: (actor, record) => runs(actor, record) && (clockRuns(record.state) || record.state === "changes_requested"),
  /** Says whom the owner's words mean. */
  keepOut: runsIn("submitted", "screening", "in_review", "deliberation", "changes_requested"),
} as const satisfies Record<string, DeskRule>;
export type DeskAction = keyof typeof DESK_POLICY;

type ReviewRule = (actor: Actor, record: AssignmentRecord) => boolean;

/** It is this person's assignment, and they are still a reviewer, in conflict with nothing of it. */
const isTheirs: ReviewRule = (actor, record) => actor.kind === "person" && actor.personId === record.reviewerId && hasRole(actor, "reviewer") && !inConflictToReview(actor, record);
const underReview = (state: SubmissionState) => state === "in_review" || state === "deliberation";

/** What a reviewer may do with an assignment. Nobody reads a review by administering the site. */
export const REVIEW_POLICY = {
  /** Title, category, country, organisation and people: before the declaration there is nothing else. */
  see: (actor, record) => isTheirs(actor, record) && (record.status === "invited" || isOneOf(DECLARED_STATES, record.status)),
  /** It was theirs, and no longer is: their letter's link tells them so. */
  knowItEnded: (actor, record) => isTheirs(actor, record) && isOneOf(ENDED_STATES, record.status),
  answer: (actor, record) => isTheirs(actor, record) && record.status === "invited",
  readContent: (actor, record) => isTheirs(actor, record) && isOneOf(DECLARED_STATES, record.status),
  write: (actor, record) => isTheirs(actor, record) && isOneOf(WRITABLE_STATES, record.status) && underReview(record.state),
  /** A conflict can be found out at any time before the decision. */
  leave: (actor, record) =>
    isTheirs(actor, record) && (record.status === "invited" || (isOneOf(DECLARED_STATES, record.status) && (underReview(record.state) || record.state === "changes_requested"))),
  /** Independent first: the others' reviews open in deliberation, to those who have given their own. */
  readOthers: (actor, record) => isTheirs(actor, record) && record.status === "submitted" && record.state === "deliberation",
} as const satisfies Record<string, ReviewRule>;
export type ReviewAction = keyof typeof REVIEW_POLICY;
