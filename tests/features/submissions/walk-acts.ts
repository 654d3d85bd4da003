import { filledForm } from "#tests/factories/submission-form";
import type { Actor } from "~/features/accounts/actor";
import type { ListingAction } from "~/features/catalogue/policy";
import { changeListing, openListing } from "~/features/catalogue/service.server";
import { LetterJobSchema } from "~/features/notifications/schema";
import { deliverLetter } from "~/features/notifications/service.server";
import { sweep } from "~/features/notifications/sweep.server";
import { announceDecision, decideSubmission, openDeliberation, revokeDecision } from "~/features/review/decision.server";
import { abstain, answerInvitation, declineInvitation, recuse, saveReviewDraft, submitReview } from "~/features/review/reviewing.server";
import { assignReviewers, claimSubmission, declareConflict, handOver, moveDate, requestChanges, revokeReviewer } from "~/features/review/screening.server";
import { saveDraft } from "~/features/submissions/draft-service.server";
import { answerChanges, reopen, withdraw } from "~/features/submissions/owner-service.server";
import { submitDraft } from "~/features/submissions/submit-service.server";
import { sqlPool } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { partsOf, type View } from "./walk-view";
import { DAY, MARKER, NAMES, type Name, type World } from "./walk-world";

/** One thing that somebody tries to do. `pick` chooses among what there is to choose from; the same try is the same request. */
export type Try = { act: string; who: Name; pick: number; stale: boolean };
type Asked = { actor: Actor; view: View; world: World; pick: number; stale: boolean; now: Date };

export type Act = {
  /** Where it makes sense, and who would do it: it guides the walk, and decides nothing. */
  sensible: (view: View, world: World) => readonly Name[];
  run: (asked: Asked) => Promise<unknown>;
  /** It is checked against the submission's, or the listing's, own version: of two at once only one can come to pass. */
  versioned?: "submission" | "listing";
  weight?: number;
};

const OWNERS: readonly Name[] = ["ana", "beto"];
const nobody: readonly Name[] = [];
const inState = (view: View, ...states: readonly string[]) => view.submission !== null && states.includes(view.submission.state);
const deskOf = (view: View, world: World) => NAMES.filter((name) => partsOf(name, view, world).has("desk"));
const moderatorsOf = (view: View, world: World) => NAMES.filter((name) => partsOf(name, view, world).has("moderator"));
const activeIn = (view: View, ...statuses: readonly string[]) => view.assignments.filter(({ status }) => statuses.includes(status));
const reviewersIn = (view: View, ...statuses: readonly string[]) => activeIn(view, ...statuses).map(({ reviewer }) => reviewer);

const values = ({ firm }: World, pick: number) =>
  filledForm({ organisationId: firm, title: `El ${MARKER} de la esquina`, summary: `Variante ${pick % 3}.`, contactPerson: `Persona ${pick % 2}`, organisationName: "" });
const NOWHERE = "019a0000-0000-7000-8000-000000000000";

function ofSubmission(view: View, stale: boolean) {
  return { submissionId: view.submission?.id ?? NOWHERE, version: (view.submission?.version ?? 1) - (stale ? 1 : 0) };
}
function ofOwner({ actor, view, stale, now }: Asked) {
  const { submissionId, version } = ofSubmission(view, stale);
  return { actor, submissionId, seenVersion: version, now };
}
/** The reviewer's own, else the one that is picked. */
function ofAssignment({ actor, view, world, pick, stale }: Asked) {
  const own = actor.kind === "person" ? world.names.get(actor.personId) : undefined;
  const chosen = view.assignments.find(({ reviewer }) => reviewer === own && pick % 5 > 0) ?? view.assignments[pick % Math.max(1, view.assignments.length)];
  return { assignmentId: chosen?.id ?? NOWHERE, version: (chosen?.version ?? 1) - (stale ? 1 : 0) };
}
/** Whoever was sent away because it was over may be asked again. */
const wasAsked = (view: View, name: Name) => view.assignments.some(({ reviewer, status, left }) => reviewer === name && !(status === "revoked" && left === "submission-closed"));
const personIds = (world: World, names: readonly Name[]) => names.flatMap((name) => (world.cast[name].kind === "person" ? [world.cast[name].personId] : []));

/** Reviewers by the bits of the pick; one in sixteen is the owners' own partner. */
function reviewersPicked({ world, view, pick }: Asked): string[] {
  const pool: Name[] = (["rita", "raul", "dora", "sofia"] as const).filter((name) => !wasAsked(view, name) && !view.declared.has(name));
  const chosen = pick % 16 === 15 ? (["partner"] as const) : pool.filter((_, index) => (pick >> index) % 2 === 0);
  return personIds(world, chosen);
}

const full = ({ world }: Asked, pick: number) => ({
  answers: Object.fromEntries(world.criterionIds.map((id, index) => [id, 1 + ((pick + index) % 5)])),
  forAuthor: `Lo vi funcionar en dos colmados, ${pick % 4}.`,
  privateNote: "",
});
const KINDS = ["employment", "family", "competitor"] as const;

const listingAct = (action: ListingAction, from: readonly string[], who: "owner" | "moderator"): Act => ({
  sensible: (view, world) => (view.listing && from.includes(view.listing.state) ? (who === "owner" ? OWNERS : moderatorsOf(view, world)) : nobody),
  run: ({ actor, view, stale, pick, now }) =>
    changeListing(
      actor,
      {
        listingId: view.listing?.id ?? NOWHERE,
        action,
        seenVersion: (view.listing?.version ?? 1) - (stale ? 1 : 0),
        ...((action === "suspend" || action === "remove") && pick % 7 > 0 && { reasonCode: "duplicate" as const }),
      },
      now,
    ),
  versioned: "listing",
  weight: action === "remove" ? 1 : 2,
});
const PUBLIC = ["published", "needs_confirmation"];

export const ACTS: Readonly<Record<string, Act>> = {
  save: {
    sensible: (view) => (view.submission === null ? ["ana"] : inState(view, "draft", "changes_requested") ? OWNERS : nobody),
    run: ({ actor, view, world, pick, stale, now }) =>
      saveDraft({
        actor,
        submissionId: view.submission?.id ?? null,
        formKey: "",
        values: values(world, pick),
        seenVersion: view.draftVersion === null ? null : view.draftVersion - (stale ? 1 : 0),
        now,
      }),
    weight: 1,
  },
  submit: {
    sensible: (view) => (inState(view, "draft") ? OWNERS : nobody),
    run: ({ actor, view, now }) => submitDraft({ actor, submissionId: view.submission?.id ?? NOWHERE, seenDuplicates: true, now }),
  },
  answer: {
    sensible: (view) => (inState(view, "changes_requested") ? OWNERS : nobody),
    run: (asked) => answerChanges({ ...ofOwner(asked), values: values(asked.world, asked.pick) }),
    versioned: "submission",
    weight: 6,
  },
  withdraw: {
    sensible: (view) => (inState(view, "submitted", "screening", "in_review", "deliberation", "changes_requested", "decided") ? OWNERS : nobody),
    run: (asked) => withdraw(ofOwner(asked)),
    versioned: "submission",
    weight: 1,
  },
  reopen: { sensible: (view) => (inState(view, "declined", "withdrawn", "expired") ? OWNERS : nobody), run: (asked) => reopen(ofOwner(asked)), versioned: "submission" },

  claim: deskAct(["submitted"], ({ actor, view, stale, now }) => claimSubmission(actor, ofSubmission(view, stale), now), 6),
  assign: deskAct(
    ["screening", "in_review", "deliberation"],
    (asked) => assignReviewers(asked.actor, { ...ofSubmission(asked.view, asked.stale), reviewerIds: reviewersPicked(asked) }, asked.now),
    6,
  ),
  revokeReviewer: deskAct(["screening", "in_review", "deliberation"], ({ actor, view, stale, pick, now }) =>
    revokeReviewer(
      actor,
      {
        ...ofSubmission(view, stale),
        assignmentId: view.assignments[pick % Math.max(1, view.assignments.length)]?.id ?? NOWHERE,
        reason: { code: "not-answering", text: pick % 4 ? "No contesta desde hace tres semanas." : "" },
      },
      now,
    ),
  ),
  handOver: deskAct(["submitted", "screening", "in_review", "deliberation", "decided"], ({ actor, view, world, stale, pick, now }) => {
    const institutionId = pick % 5 === 0 ? world.firm : view.submission?.institutionId === world.north ? world.south : world.north;
    return handOver(actor, { ...ofSubmission(view, stale), institutionId, reason: "no-capacity" }, now);
  }),
  moveDate: deskAct(["submitted", "screening", "in_review", "deliberation", "decided"], ({ actor, view, stale, pick, now }) =>
    moveDate(actor, { ...ofSubmission(view, stale), date: dateAhead(now, (pick % 40) - 2), reason: "workload" }, now),
  ),
  requestChanges: deskAct(
    ["screening", "in_review", "deliberation"],
    ({ actor, view, stale, pick, now }) =>
      requestChanges(actor, { ...ofSubmission(view, stale), notes: pick % 9 === 0 ? [] : [{ section: "claims", note: "¿De qué fecha son los cuadernos?" }] }, now),
    3,
  ),
  declareConflict: deskAct(["submitted", "screening", "in_review", "deliberation", "decided", "changes_requested"], ({ actor, view, stale, pick, now }) =>
    declareConflict(actor, { ...ofSubmission(view, stale), conflict: KINDS[pick % 3] ?? "family" }, now),
  ),
  openDeliberation: deskAct(["in_review"], ({ actor, view, stale, pick, now }) =>
    openDeliberation(actor, { ...ofSubmission(view, stale), reason: pick % 2 ? "overdue" : "quorum-unreachable" }, now),
  ),
  accept: deskAct(
    ["deliberation"],
    ({ actor, view, stale, pick, now }) =>
      decideSubmission(
        actor,
        {
          ...ofSubmission(view, stale),
          outcome: "accepted",
          reasonCode: "meets-criteria",
          reason: "Cumple con lo que se pide.",
          fewer: pick % 3 ? { code: "nobody-to-ask", text: "No queda nadie más que conozca el tema." } : null,
        },
        now,
      ),
    6,
  ),
  decline: deskAct(["screening", "deliberation"], ({ actor, view, stale, pick, now }) =>
    decideSubmission(actor, { ...ofSubmission(view, stale), outcome: "declined", reasonCode: pick % 3 ? "out-of-scope" : "not-ready", reason: "Todavía no hay evidencia." }, now),
  ),
  revokeDecision: deskAct(["decided"], ({ actor, view, stale, now }) => revokeDecision(actor, ofSubmission(view, stale), now)),
  announce: deskAct(
    ["decided"],
    ({ actor, view, stale, now }) => announceDecision(actor, { ...ofSubmission(view, stale), letter: "Buenos días. Esta es la respuesta que le prometimos." }, now),
    6,
  ),

  answerInvitation: reviewAct(["invited"], (asked) => answerInvitation(asked.actor, { ...ofAssignment(asked), conflict: asked.pick % 6 ? "none" : "family" }, asked.now), 4),
  declineInvitation: reviewAct(["invited"], (asked) => declineInvitation(asked.actor, ofAssignment(asked), asked.now)),
  recuse: reviewAct(["invited", "accepted", "draft", "submitted", "stale"], (asked) => recuse(asked.actor, { ...ofAssignment(asked), conflict: "competitor" }, asked.now)),
  abstain: reviewAct(["accepted", "draft", "stale"], (asked) => abstain(asked.actor, ofAssignment(asked), asked.now)),
  saveReview: reviewAct(
    ["accepted", "draft", "stale"],
    (asked) => saveReviewDraft(asked.actor, { ...ofAssignment(asked), ...full(asked, asked.pick), forAuthor: "" }, asked.now),
    2,
  ),
  submitReview: reviewAct(["accepted", "draft", "stale"], (asked) => submitReview(asked.actor, { ...ofAssignment(asked), ...full(asked, asked.pick) }, asked.now), 6),

  publish: listingAct("publish", ["unpublished"], "owner"),
  publishOnBehalf: listingAct("publish-on-behalf", ["unpublished"], "moderator"),
  shelve: listingAct("shelve", ["unpublished"], "moderator"),
  confirm: listingAct("confirm", PUBLIC, "owner"),
  republish: listingAct("republish", ["archived"], "owner"),
  hide: listingAct("hide", [...PUBLIC, "archived"], "owner"),
  show: listingAct("show", ["hidden"], "owner"),
  suspend: listingAct("suspend", [...PUBLIC, "archived", "hidden"], "moderator"),
  lift: listingAct("lift", ["suspended"], "moderator"),
  remove: listingAct("remove", [...PUBLIC, "archived", "hidden", "suspended"], "moderator"),
};

function deskAct(from: readonly string[], run: Act["run"], weight = 2): Act {
  return { sensible: (view, world) => (inState(view, ...from) ? deskOf(view, world) : nobody), run, versioned: "submission", weight };
}

function reviewAct(from: readonly string[], run: Act["run"], weight = 1): Act {
  return { sensible: (view) => (inState(view, "screening", "in_review", "deliberation", "changes_requested") ? reviewersIn(view, ...from) : nobody), run, weight };
}

/** A day on the edition's clocks, so many days from now. */
export function dateAhead(now: Date, days: number): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "America/Santo_Domingo" }).format(now.getTime() + days * DAY);
}

export type Outcome = { done: true } | { done: false; error: AppError };
/** What the owner's services answer when they have done it; every other answer says why they have not. */
const DONE: ReadonlySet<unknown> = new Set([undefined, "received", "answered"]);

export async function attempt({ act, who, pick, stale }: Try, view: View, world: World, now: Date): Promise<Outcome> {
  try {
    const answer = (await ACTS[act]?.run({ actor: world.cast[who], view, world, pick, stale, now })) as { kind?: string } | undefined;
    return DONE.has(answer?.kind) ? { done: true } : { done: false, error: new AppError("bad_input", answer?.kind ?? "") };
  } catch (error) {
    if (error instanceof AppError) return { done: false, error };
    throw error;
  }
}

/** What happens by itself. Every job is run twice, as the outbox allows. */
export async function runJobs(world: World, now: Date): Promise<void> {
  const { rows } = await sqlPool().query<{ id: string; task: string; payload: unknown }>(
    `SELECT job.id::text AS id, task.identifier AS task, job.payload FROM graphile_worker._private_jobs job JOIN graphile_worker._private_tasks task ON task.id = job.task_id ORDER BY job.id`,
  );
  for (const { id, task, payload } of rows) {
    for (let time = 0; time < 2; time += 1) {
      if (task === "open-listing") await openListing((payload as { submissionId: string }).submissionId, now);
      if (task === "letter") await deliverLetter({ job: LetterJobSchema.parse(payload), jobName: id, lastTry: false, now, env: world.env });
    }
    await sqlPool().query("SELECT graphile_worker.complete_jobs(ARRAY[$1::bigint])", [id]);
  }
}

export async function sweepOnce(_world: World, now: Date): Promise<void> {
  await sweep(now);
}

/** The next right step of the right person, from wherever it stands to its end; null at an end. "jobs": what happens by itself. */
export function nextStep(view: View, world: World): Try | "jobs" | null {
  const { submission, listing } = view;
  const step = (act: string, who: Name | undefined, pick = 0): Try => ({ act, who: who ?? "nobody", pick, stale: false });
  if (!submission) return step("save", "ana");
  const [desk] = deskOf(view, world);
  switch (submission.state) {
    case "draft":
      // What was opened again wants its consent anew.
      return step(view.draftVersion === 1 && view.events.at(-1)?.kind === "reopened" ? "save" : "submit", "ana");
    case "submitted":
      return step("claim", desk);
    case "screening":
      return canFillPanel(view) ? step("assign", desk) : step("decline", desk, 1);
    case "in_review":
      return nextOfPanel(view) ?? step("openDeliberation", desk);
    case "changes_requested":
      return step("answer", "beto", submission.version);
    case "deliberation":
      return step(view.assignments.some(({ status, judged }) => status === "submitted" && judged === submission.currentRevisionId) ? "accept" : "decline", desk, 1);
    case "decided":
      return step("announce", desk);
    case "accepted":
      break;
    default:
      return null;
  }
  if (!listing) return "jobs";
  const [moderator] = moderatorsOf(view, world);
  const byState: Partial<Record<string, Try>> = {
    unpublished: step("publish", "ana"),
    needs_confirmation: step("confirm", "ana"),
    archived: step("republish", "beto"),
    hidden: step("show", "ana"),
    suspended: step("lift", moderator),
  };
  return byState[listing.state] ?? null;
}

function canFillPanel(view: View): boolean {
  const free = (["rita", "raul", "dora", "sofia"] as const).filter((name) => !wasAsked(view, name) && !view.declared.has(name));
  return free.length > 0 && free.length + activeIn(view, "invited", "accepted", "draft", "submitted", "stale").length >= 2;
}

function nextOfPanel(view: View): Try | null {
  const [owed] = activeIn(view, "invited", "accepted", "draft", "stale");
  if (!owed) return null;
  return { act: owed.status === "invited" ? "answerInvitation" : "submitReview", who: owed.reviewer, pick: 1, stale: false };
}
