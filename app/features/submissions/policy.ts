import { type Actor, hasRole, hasRoleAt } from "../accounts/actor";
import { CLOSED_STATES, OPEN_STATES, type SubmissionState } from "./status";

/** What the owner's policies ask of a submission. */
export type SubmissionFacts = {
  id: string;
  state: SubmissionState;
  /** The organisation that the solution belongs to; null until it was first submitted. */
  organisationId: string | null;
  /** The person who types a draft that belongs to no organisation yet. */
  draftOwnerId: string | null;
  /** Who types it for somebody without a computer. */
  authorOnBehalfId: string | null;
  /** That somebody has opened their link: from then on it is theirs alone to change. */
  takenOver: boolean;
};

type Rule = (actor: Actor, submission: SubmissionFacts) => boolean;

/** People of an institution or a centre who sit with somebody and type for them. */
export function mayWriteForOthers(actor: Actor): boolean {
  return hasRole(actor, "adviser", "coordinator", "deputy");
}

/** In what part somebody acts on it, as the timeline keeps it. */
export function partOf(actor: Actor, submission: SubmissionFacts): "owner" | "author-on-behalf" {
  return !owns(actor, submission) && wrote(actor, submission) ? "author-on-behalf" : "owner";
}

const owns: Rule = (actor, { organisationId, draftOwnerId }) =>
  actor.kind === "person" && (hasRoleAt(actor, organisationId, "owner") || (organisationId === null && draftOwnerId === actor.personId));
/** Begun without an account, and not taken by anybody yet. */
export function isUnowned({ state, organisationId, draftOwnerId, authorOnBehalfId }: SubmissionFacts): boolean {
  return state === "draft" && organisationId === null && draftOwnerId === null && authorOnBehalfId === null;
}
/** The key in the cookie opens what was begun in that browser; a signed-in person is offered it, and may save what they have typed meanwhile. */
const holdsKey: Rule = (actor, submission) => (actor.kind === "draft-holder" || actor.kind === "person") && isUnowned(submission) && actor.submissionIds.includes(submission.id);
const holdsDraft: Rule = (actor, submission) => actor.kind === "draft-holder" && holdsKey(actor, submission);
/** Whoever may type for others, and typed this. */
const wrote: Rule = (actor, { authorOnBehalfId }) => mayWriteForOthers(actor) && actor.kind === "person" && actor.personId === authorOnBehalfId;
/** Nobody else could: the owner has no account of it yet. */
const standsIn: Rule = (actor, submission) => wrote(actor, submission) && !submission.takenOver;
const within =
  (...states: readonly SubmissionState[]): Rule =>
  (_actor, { state }) =>
    states.includes(state);
const all =
  (...rules: readonly Rule[]): Rule =>
  (actor, submission) =>
    rules.every((rule) => rule(actor, submission));
const any =
  (...rules: readonly Rule[]): Rule =>
  (actor, submission) =>
    rules.some((rule) => rule(actor, submission));

/** What an owner, or whoever holds a draft's key, may do with a submission. Institutions have their own table (review/policy.ts). */
export const SUBMISSION_POLICY = {
  /** Its page: state, timeline, notes, difference, answer. */
  read: any(owns, holdsDraft, wrote),
  edit_draft: any(all(any(owns, standsIn), within("draft")), holdsKey),
  /** Makes what a person is offered theirs. */
  take: (actor, submission) => actor.kind === "person" && holdsKey(actor, submission),
  /** Deletes a draft that was never submitted: what was has a history that others read. */
  discard: all(any(owns, holdsDraft, standsIn), within("draft"), (_actor, { organisationId }) => organisationId === null),
  /** The key of a draft is enough to write it, not to stand behind it. */
  submit: all(any(owns, standsIn), within("draft")),
  answer_changes: all(any(owns, standsIn), within("changes_requested")),
  withdraw: all(any(owns, standsIn), within(...OPEN_STATES, "changes_requested")),
  reopen: all(any(owns, standsIn), within(...CLOSED_STATES.filter((state) => state !== "accepted"))),
} as const satisfies Record<string, Rule>;
export type SubmissionAction = keyof typeof SUBMISSION_POLICY;

export function mayDo(action: SubmissionAction, actor: Actor, submission: SubmissionFacts): boolean {
  return Object.hasOwn(SUBMISSION_POLICY, action) && SUBMISSION_POLICY[action](actor, submission);
}
