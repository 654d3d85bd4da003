import { type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { enqueueJob } from "~/platform/outbox.server";
import { type Actor, actorId } from "../accounts/actor";
import { readFormEditions } from "../editions/form-queries.server";
import {
  answerChangeRequests,
  countCurrentReviews,
  deleteDraft,
  findOwnSubmission,
  type OwnSubmission,
  outdateReviews,
  setEdition,
  writeContact,
  writeDraft,
} from "./draft-repository.server";
import { openEdition } from "./draft-service.server";
import { changedHalves, contactOf, contentOf, formOf } from "./form-content";
import { checkForm, type Faults, type FormValues } from "./form-schema";
import { readKeptFrom } from "./kept-out.server";
import { mayDo, partOf, type SubmissionAction } from "./policy";
import { readContact, readRevisionContent } from "./revision-queries.server";
import { stateAfterChanges } from "./rules";
import { freezeNext } from "./service.server";
import type { SubmissionMove } from "./status";
import { allowedFor } from "./submit-service.server";
import { moveSubmission, wasDone } from "./transition.server";

type Request = { actor: Actor; submissionId: string /** The submission's version that the page showed. */; seenVersion: number; now: Date };

export type AnswerToChanges = { kind: "answered" } | { kind: "unchanged" } | { kind: "faults"; faults: Faults };

/**
 * Answers what the coordinator asked for with a new revision: it goes back to where it came from. Reviews of the
 * revision before become stale, and each reviewer is told.
 *
 * @throws AppError not_found; conflict "changed-meanwhile" or "no-such-move"
 */
export function answerChanges({ actor, submissionId, seenVersion, values, now }: Request & { values: FormValues }): Promise<AnswerToChanges> {
  return transaction(async (tx) => {
    const submission = await own(tx, "answer_changes", { actor, submissionId, seenVersion });
    if (!submission) return { kind: "answered" };
    const { currentRevisionId, returnsTo, organisationId, solutionId, editionId } = submission;
    const [edition] = await readFormEditions({ id: editionId }, tx);
    if (!currentRevisionId || !returnsTo || !organisationId || !edition) throw new AppError("conflict", "no-such-move");
    const content = await readRevisionContent(currentRevisionId, tx);
    const before = formOf(content, await readContact(solutionId, tx));
    const changed = changedHalves(before, values);
    if (!changed.content && !changed.contact) return { kind: "unchanged" };
    const allowed = await allowedFor(tx, { actor, edition, submission, now });
    const asked = { ...values, organisationId, womenLed: submission.womenLed ?? "undisclosed", consent: "yes" };
    const checked = checkForm(asked, withWhatStood(allowed, before));
    if (!checked.ok) return { kind: "faults", faults: checked.faults };
    await writeContact(tx, solutionId, contactOf(checked.form));
    const revisionId = changed.content ? await freezeNext(tx, solutionId, contentOf(checked.form, { content, form: before }), now) : currentRevisionId;
    const outdated = changed.content ? await outdateReviews(tx, submissionId, now) : [];
    const to = stateAfterChanges(returnsTo, await countCurrentReviews(tx, submissionId, revisionId), edition.reviewersPerSubmission);
    await answerChangeRequests(tx, submissionId, now);
    await deleteDraft(tx, submissionId);
    const data = { seen: seenVersion, revisionId, from: currentRevisionId, outdated: outdated.length };
    const as = partOf(actor, submission);
    await moveSubmission(tx, { submissionId, move: "changes_answered", to, actor, as, seenVersion, data, set: { currentRevisionId: revisionId }, now });
    for (const { assignmentId, reviewerId } of outdated) {
      await enqueueJob(tx, "letter", { kind: "review.stale", recipientId: reviewerId, subjectId: assignmentId, occasion: `revision ${revisionId}` });
    }
    return { kind: "answered" };
  });
}

/** What was accepted once need not be chosen anew because the edition's or the taxonomy's choices have changed since. */
function withWhatStood<T extends { countries: readonly string[]; categories: readonly string[]; businessTypes: readonly string[] }>(allowed: T, before: FormValues): T {
  return {
    ...allowed,
    countries: [...allowed.countries, before.originCountry],
    categories: [...allowed.categories, before.categoryKey],
    businessTypes: [...allowed.businessTypes, ...before.businessTypes],
  };
}

/** Takes it back; whoever has it at the institution is told. Sent twice, it is done once. Throws AppError not_found; conflict. */
export function withdraw({ actor, submissionId, seenVersion, now }: Request): Promise<void> {
  return transaction(async (tx) => {
    const submission = await own(tx, "withdraw", { actor, submissionId, seenVersion });
    if (!submission) return;
    await deleteDraft(tx, submissionId);
    const as = partOf(actor, submission);
    await moveSubmission(tx, { submissionId, move: "withdrawn", to: "withdrawn", actor, as, seenVersion, data: { seen: seenVersion }, now });
    if (submission.coordinatorId) await enqueueJob(tx, "letter", { kind: "submission.withdrawn", recipientId: submission.coordinatorId, subjectId: submissionId });
  });
}

/**
 * Makes a draft again of what was declined, withdrawn or came too late, with everything that it held, in the edition
 * that is open now.
 *
 * @throws AppError not_found; conflict "no-open-edition", "changed-meanwhile"
 */
export function reopen({ actor, submissionId, seenVersion, now }: Request): Promise<void> {
  return transaction(async (tx) => {
    const submission = await own(tx, "reopen", { actor, submissionId, seenVersion });
    if (!submission) return;
    const edition = await openEdition(now, tx);
    if (!edition) throw new AppError("conflict", "no-open-edition");
    const { currentRevisionId, solutionId } = submission;
    if (!currentRevisionId) throw new AppError("conflict", "no-such-move");
    const content = await readRevisionContent(currentRevisionId, tx);
    const values = { ...formOf(content, await readContact(solutionId, tx)), ...(await readKeptFrom(tx, submissionId)) };
    const as = partOf(actor, submission);
    if (edition.id !== submission.editionId) await setEdition(tx, submissionId, edition.id);
    const set = { dueAt: null, submittedAt: null, coordinatorId: null };
    await moveSubmission(tx, { submissionId, move: "reopened", to: "draft", actor, as, seenVersion, data: { seen: seenVersion }, set, now });
    await writeDraft(tx, submissionId, { values, ownerId: actor.kind === "person" && as === "owner" ? actor.personId : null, now });
  });
}

const KIND_OF = { answer_changes: "changes_answered", withdraw: "withdrawn", reopen: "reopened" } as const satisfies Partial<Record<SubmissionAction, SubmissionMove>>;

/** The submission to act on, held; null when this very request was carried out before: it is answered alike. */
async function own(tx: Tx, action: keyof typeof KIND_OF, { actor, submissionId, seenVersion }: Omit<Request, "now">): Promise<OwnSubmission | null> {
  const submission = await findOwnSubmission(tx, submissionId, { lock: true });
  if (!submission || !mayDo("read", actor, submission)) throw new AppError("not_found", "submission");
  const personId = actorId(actor);
  if (personId && submission.version !== seenVersion && (await wasDone(tx, { submissionId, actorId: personId, kinds: [KIND_OF[action]], seen: seenVersion }))) return null;
  // Theirs, but no longer where this can be done: somebody moved it since the page was opened.
  if (!mayDo(action, actor, submission)) throw new AppError("conflict", "changed-meanwhile");
  return submission;
}
