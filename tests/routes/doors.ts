import { type Actor, hasRole } from "~/features/accounts/actor";
import { rolesToOffer } from "~/features/accounts/policy";
import { mayOnContacts } from "~/features/adoption/policy";
import { hasPartFor, LISTING_ACTIONS, type ListingAction, mayAct, mayView } from "~/features/catalogue/policy";
import { isReadable } from "~/features/catalogue/status";
import { mayReadSums } from "~/features/insights/policy";
import { keptOutField, revokeField } from "~/features/review/desk-acts";
import { DESK_POLICY, type DeskAction, REVIEW_POLICY, type ReviewAction } from "~/features/review/policy";
import { mayDo, mayWriteForOthers, type SubmissionAction } from "~/features/submissions/policy";
import { type Cast, personIdOf } from "./matrix-cast";
import type { ListingMade, SubmissionMade } from "./matrix-records";

/**
 * What somebody meets at an address: it is theirs; they see it, but it can't be done now; it is not there, which a person
 * without an account is told by being asked to sign in; or it was there.
 */
export type Answer = "in" | "overtaken" | "not there" | "gone";
type Ask<Made> = (actor: Actor, made: Made) => Answer;
type Act<Made> = { form: (made: Made, cast: Cast) => Record<string, string>; may: Ask<Made> };

export type Door<Made> = {
  pattern: string;
  /** Also what is put behind the address. */
  path: (made: Made) => string;
  /** Open to whoever is not signed in: nobody is asked to. */
  isPublic?: true;
  read?: Ask<Made>;
  /** By the intent that the form sends. */
  acts?: Readonly<Record<string, Act<Made>>>;
};

const NOW = () => new Date();
const when = (is: boolean): Answer => (is ? "in" : "not there");

const owned = (action: SubmissionAction): Ask<SubmissionMade> => {
  return (actor, { facts }) => (!mayDo("read", actor, facts) ? "not there" : mayDo(action, actor, facts) ? "in" : "overtaken");
};
const atDesk = (action: DeskAction): Ask<SubmissionMade> => {
  return (actor, { record }) => (DESK_POLICY[action](actor, record) ? "in" : DESK_POLICY.see(actor, record) ? "overtaken" : "not there");
};
const inReview = (action: ReviewAction): Ask<SubmissionMade> => {
  return (actor, { assignment }) => (!REVIEW_POLICY.see(actor, assignment) ? "not there" : REVIEW_POLICY[action](actor, assignment) ? "in" : "overtaken");
};

const LONG = "Esto lo vi funcionar en dos colmados, y así se lo contamos.";
/** What each form of the desk sends, whole enough to be done. */
const DESK_FORMS: Readonly<Record<Exclude<DeskAction, "see" | "readReviews">, (made: SubmissionMade, cast: Cast) => Record<string, string>>> = {
  claim: () => ({}),
  assign: (_made, { players }) => ({ [`reviewer_${personIdOf(players["reviewer unassigned"])}`]: "on" }),
  revokeReviewer: ({ assignmentId }) => ({ assignmentId, [revokeField("reason", assignmentId)]: "not-answering", [revokeField("words", assignmentId)]: LONG }),
  requestChanges: () => ({ note_claims: "¿De qué fecha son los cuadernos?" }),
  openDeliberation: () => ({ deliberationReason: "quorum-unreachable" }),
  decide: () => ({ outcome: "declined", reasonCode: "out-of-scope", reason: LONG }),
  revokeDecision: () => ({}),
  announce: () => ({ letter: LONG }),
  moveDate: () => ({ date: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10), dateReason: "workload" }),
  handOver: (_made, { south }) => ({ institutionId: south, handOverReason: "no-capacity" }),
  declareConflict: () => ({ conflict: "family" }),
  keepOut: (_made, { players }) => ({ [keptOutField("person", personIdOf(players["reviewer unassigned"]))]: "on" }),
};

const review = ({ edition }: Cast) => ({ ...Object.fromEntries(edition.criterionIds.map((id) => [`score_${id}`, "4"])), forAuthor: LONG, privateNote: "" });
const REVIEW_FORMS: Readonly<Record<string, { form: (cast: Cast) => Record<string, string>; action: ReviewAction }>> = {
  answer: { form: () => ({ conflict: "none" }), action: "answer" },
  decline: { form: () => ({}), action: "answer" },
  recuse: { form: () => ({ conflict: "family" }), action: "leave" },
  abstain: { form: () => ({}), action: "write" },
  save: { form: review, action: "write" },
  submit: { form: review, action: "write" },
};

const VERSION = { version: "1" };

/** Doors to a submission: for its owners, and for the desk that runs it. */
export const SUBMISSION_DOORS: ReadonlyArray<Door<SubmissionMade>> = [
  {
    pattern: "/:locale/my/solutions/:id",
    path: ({ id }) => `/es/my/solutions/${id}`,
    read: owned("read"),
    acts: {
      withdraw: { form: () => ({ intent: "withdraw", ...VERSION }), may: owned("withdraw") },
      reopen: { form: () => ({ intent: "reopen", ...VERSION }), may: owned("reopen") },
    },
  },
  { pattern: "/:locale/my/solutions/:id/receipt", path: ({ id }) => `/es/my/solutions/${id}/receipt`, read: owned("read") },
  {
    pattern: "/:locale/my/solutions/:id/answer",
    path: ({ id }) => `/es/my/solutions/${id}/answer`,
    read: owned("read"),
    acts: { send: { form: () => ({ intent: "send", stateVersion: "1", title: "Otro título", summary: "Otra cosa." }), may: owned("answer_changes") } },
  },
  {
    pattern: "/:locale/submit",
    path: ({ id }) => `/es/submit?draft=${id}`,
    read: owned("read"),
    // What is no draft any more leads its owner to where it is now, whatever they send.
    acts: { save: { form: () => ({ intent: "save", version: "1", title: "Un borrador" }), may: owned("read") } },
  },
  {
    pattern: "/:locale/coordinate/:id",
    path: ({ id }) => `/es/coordinate/${id}`,
    read: atDesk("see"),
    acts: Object.fromEntries(
      Object.entries(DESK_FORMS).map(([intent, form]) => [
        intent,
        { form: (made: SubmissionMade, cast: Cast) => ({ intent, ...VERSION, ...form(made, cast) }), may: atDesk(intent as DeskAction) },
      ]),
    ),
  },
];

/** Doors to a reviewer's part in it. */
export const ASSIGNMENT_DOORS: ReadonlyArray<Door<SubmissionMade>> = [
  {
    pattern: "/:locale/review/:id",
    path: ({ assignmentId }) => `/es/review/${assignmentId}`,
    read: inReview("see"),
    acts: Object.fromEntries(
      Object.entries(REVIEW_FORMS).map(([intent, { form, action }]) => [
        intent,
        { form: (_made: SubmissionMade, cast: Cast) => ({ intent, ...VERSION, ...form(cast) }), may: inReview(action) },
      ]),
    ),
  },
];

const listed = (action: ListingAction): Ask<ListingMade> => {
  return (actor, { facts }) => (!hasPartFor(actor, action, facts, NOW()) ? "not there" : mayAct(actor, action, facts, NOW()) ? "in" : "overtaken");
};

/** Doors to a listing: its public page, and the work on it. */
export const LISTING_DOORS: ReadonlyArray<Door<ListingMade>> = [
  {
    pattern: "/:locale/solutions/:slug",
    path: ({ slug }) => `/es/solutions/${slug}`,
    isPublic: true,
    read: (_actor, { facts }) => (facts.state === "removed" ? "gone" : when(isReadable(facts.state))),
  },
  {
    pattern: "/:locale/my/listings/:id",
    path: ({ id }) => `/es/my/listings/${id}`,
    read: (actor, { facts }) => when(mayView(actor, "open", facts, NOW())),
    acts: {
      ...Object.fromEntries(
        (Object.keys(LISTING_ACTIONS) as ListingAction[]).map((action) => [
          action,
          { form: () => ({ action, ...VERSION, "reason-suspend": "duplicate", "reason-remove": "duplicate" }), may: listed(action) },
        ]),
      ),
      "dismiss-report": {
        form: () => ({ action: "dismiss-report", report: "019a0000-0000-7000-8000-000000000000" }),
        may: (actor, { facts }) => when(mayView(actor, "moderate", facts, NOW())),
      },
      answered: { form: ({ requestId }) => ({ action: "answered", request: requestId }), may: (actor, { facts }) => when(mayOnContacts(actor, "answer", facts)) },
    },
  },
];

const desk: Ask<null> = (actor) => when(hasRole(actor, "coordinator", "deputy", "programme-manager"));
const person: Ask<null> = (actor) => when(actor.kind === "person");
const plain = (path: string, read: Ask<null>): Door<null> => ({ pattern: `/:locale${path}`, path: () => `/es${path}`, read });

/** Doors to a part in the programme, with nothing in particular behind them. */
export const PLAIN_DOORS: ReadonlyArray<Door<null>> = [
  plain("/coordinate", desk),
  plain("/coordinate/announce", desk),
  plain("/coordinate/letters", desk),
  plain("/coordinate/letters/failed", desk),
  plain("/coordinate/numbers", desk),
  plain("/moderate", desk),
  plain("/review", (actor) => when(hasRole(actor, "reviewer"))),
  plain("/manage/waiting", (actor) => when(hasRole(actor, "programme-manager"))),
  plain("/manage", (actor) => when(mayReadSums(actor))),
  plain("/advise", (actor) => when(mayWriteForOthers(actor))),
  // One that nobody wrote for anybody.
  { pattern: "/:locale/advise/:id", path: () => "/es/advise/019a0000-0000-7000-8000-000000000000", read: () => "not there" },
  plain("/my/listings", person),
  plain("/my/solutions", person),
  plain("/my/data", person),
  plain("/my/data/download", person),
  plain("/my/data/erase", person),
  plain("/account", person),
  plain("/account/name", person),
  plain("/account/password", person),
  plain("/account/address", person),
  plain("/account/second-factor", person),
  plain("/account/invite", (actor) => when(actor.kind === "person" && actor.memberships.some(({ organisationId }) => rolesToOffer(actor, organisationId).length > 0))),
];
