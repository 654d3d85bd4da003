import { type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { canonicalJson, sha256 } from "~/platform/hash.server";
import { newId } from "~/platform/ids";
import { enqueueJob } from "~/platform/outbox.server";
import { type Actor, hasRoleAt, type PersonActor } from "../accounts/actor";
import { makeOwner } from "../accounts/service.server";
import { type FormEdition, readFormEditions } from "../editions/form-queries.server";
import { chooseInstitution } from "../editions/rules";
import { addFirm } from "../network/service.server";
import { findConflictedOrganisations } from "./conflict-of-interest/queries.server";
import {
  deleteDraft,
  findChannels,
  findDraft,
  findLikelyDuplicates,
  findOwnSubmission,
  type LikelyDuplicate,
  listBusinessTypeKeys,
  type OwnSubmission,
  setOwner,
  writeContact,
} from "./draft-repository.server";
import { draftValues } from "./draft-values";
import { contactOf, contentOf, formOf } from "./form-content";
import { type Allowed, type CompleteForm, checkForm, type Faults } from "./form-schema";
import { recordKeptOut } from "./kept-out.server";
import { recordConsent } from "./on-behalf.server";
import { mayDo, partOf } from "./policy";
import { readContact, readRevisionContent } from "./revision-queries.server";
import { channelStanding, promisedDate, takesSubmissions } from "./rules";
import { freezeNext } from "./service.server";
import { moveSubmission } from "./transition.server";

export type SubmitAnswer =
  | { kind: "received" }
  /** Something is missing: the first fault of each field. */
  | { kind: "faults"; faults: Faults }
  | { kind: "closed" }
  /** Nobody stands behind it yet, or nobody whom an answer would reach. */
  | { kind: "no-account" }
  | { kind: "unverified" }
  /** Shown once; sent again with `seenDuplicates` it goes. */
  | { kind: "duplicates"; duplicates: LikelyDuplicate[] };

/**
 * Submits the draft as it is stored. From here the clock runs. Sent twice, it is received once.
 *
 * @throws AppError not_found
 */
export function submitDraft({ actor, submissionId, seenDuplicates, now }: { actor: Actor; submissionId: string; seenDuplicates: boolean; now: Date }): Promise<SubmitAnswer> {
  return transaction(async (tx) => {
    const submission = await findOwnSubmission(tx, submissionId, { lock: true });
    if (!submission || !mayDo("read", actor, submission)) throw new AppError("not_found", "submission");
    if (submission.state !== "draft") return { kind: "received" };
    const [edition] = await readFormEditions({ id: submission.editionId }, tx);
    if (!edition || !takesSubmissions(edition, now)) return { kind: "closed" };
    const values = await valuesToSubmit(tx, submission);
    const checked = checkForm(values.toCheck, await allowedFor(tx, { actor, edition, submission, now }));
    if (!checked.ok) return { kind: "faults", faults: checked.faults };
    if (actor.kind !== "person" || !mayDo("submit", actor, submission)) return { kind: "no-account" };
    const channels = channelStanding(await findChannels(tx, actor.personId));
    if (channels === "unverified") return { kind: "unverified" };
    if (!seenDuplicates) {
      const duplicates = await findLikelyDuplicates(tx, { title: checked.form.title, solutionId: submission.solutionId, organisationIds: ownedBy(actor) });
      if (duplicates.length > 0) return { kind: "duplicates", duplicates };
    }
    await receive(tx, { actor, submission, edition, form: checked.form, formHash: sha256(canonicalJson(values.typed)), waitsForNumber: channels === "number-waits", now });
    return { kind: "received" };
  });
}

function ownedBy(actor: PersonActor): string[] {
  return actor.memberships.filter(({ role }) => role === "owner").map(({ organisationId }) => organisationId);
}

/** What was typed; and what is checked, because a solution that was submitted before keeps its organisation: it is not asked again. */
async function valuesToSubmit(tx: Tx, submission: OwnSubmission) {
  const draft = await findDraft(tx, submission.id);
  if (!draft) throw new AppError("not_found", "draft");
  const typed = draftValues(draft.content);
  const known = submission.organisationId ? { organisationId: submission.organisationId, womenLed: typed.womenLed || (submission.womenLed ?? "") } : {};
  return { typed, toCheck: { ...typed, ...known } };
}

/** The choices that the form may hold. */
export async function allowedFor(tx: Tx, { actor, edition, submission, now }: { actor: Actor; edition: FormEdition; submission: OwnSubmission; now: Date }): Promise<Allowed> {
  const own = actor.kind === "person" ? ownedBy(actor) : [];
  return {
    countries: edition.countries,
    categories: edition.categories,
    businessTypes: await listBusinessTypeKeys(tx),
    organisationIds: submission.organisationId ? [submission.organisationId] : own,
    institutionIds: edition.institutions.map(({ id }) => id),
    onBehalf: submission.state === "draft" && submission.authorOnBehalfId !== null && !submission.takenOver,
    now,
  };
}

type Received = { actor: PersonActor; submission: OwnSubmission; edition: FormEdition; form: CompleteForm; formHash: string; waitsForNumber: boolean; now: Date };

/** Freezes the revision, gives the solution its owner, and hands it to the institution that routing chooses. */
async function receive(tx: Tx, { actor, submission, edition, form, formHash, waitsForNumber, now }: Received): Promise<void> {
  const { id: submissionId, solutionId } = submission;
  const as = partOf(actor, submission);
  const organisationId = submission.organisationId ?? (await ownerOf(tx, { actor, as, form, edition, now }));
  await setOwner(tx, solutionId, { organisationId, womenLed: form.womenLed, demonstration: edition.demonstration });
  const revisionId = await freeze(tx, { submission, form, now });
  await writeContact(tx, solutionId, contactOf(form));
  await deleteDraft(tx, submissionId);
  await recordKeptOut(tx, { submissionId, words: form.keptFrom, organisationIds: form.keptFromInstitutions, institutions: edition.institutions, now });
  const passedBy = await findConflictedOrganisations(tx, submissionId, [...edition.institutionIds.values()], now);
  const routing = edition.routing.filter(({ institution }) => !passedBy.has(edition.institutionIds.get(institution) ?? ""));
  const verdict = chooseInstitution(routing, { originCountry: form.originCountry, category: form.categoryKey });
  const institutionId = verdict.ok ? (edition.institutionIds.get(verdict.institution) ?? null) : null;
  const dueAt = promisedDate(now, edition.serviceLevelDays);
  await moveSubmission(tx, {
    submissionId,
    move: "submitted",
    to: "submitted",
    actor,
    as,
    seenVersion: submission.version,
    data: {
      revisionId,
      institutionId,
      formHash,
      dueAt: dueAt.toISOString(),
      consent: true,
      ...(form.consentHow && { consentHow: form.consentHow }),
      ...(waitsForNumber && { waitsForNumber }),
    },
    set: { currentRevisionId: revisionId, institutionId, coordinatorId: null, submittedAt: now, dueAt },
    now,
  });
  await enqueueJob(tx, "letter", { kind: "submission.received", recipientId: actor.personId, subjectId: submissionId });
  if (as === "author-on-behalf") await recordConsent(tx, { actor, submissionId, form, now });
}

/** The organisation that was chosen, or a new one by the name that was typed. */
async function ownerOf(
  tx: Tx,
  { actor, as, form, edition, now }: { actor: PersonActor; as: "owner" | "author-on-behalf"; form: CompleteForm; edition: FormEdition; now: Date },
): Promise<string> {
  if (form.organisationId !== "" && hasRoleAt(actor, form.organisationId, "owner")) return form.organisationId;
  const id = newId(now);
  await addFirm(tx, { id, name: form.organisationName, country: form.originCountry, demonstration: edition.demonstration }, now);
  // What was typed for somebody else is theirs once they open their link; until then nobody owns it.
  if (as === "owner") await makeOwner(tx, { personId: actor.personId, organisationId: id }, now);
  return id;
}

/** What the form does not ask goes on from the revision before. */
async function freeze(tx: Tx, { submission, form, now }: { submission: OwnSubmission; form: CompleteForm; now: Date }): Promise<string> {
  const { solutionId, currentRevisionId } = submission;
  const base = currentRevisionId ? await readRevisionContent(currentRevisionId, tx) : null;
  return freezeNext(tx, solutionId, contentOf(form, base && { content: base, form: formOf(base, await readContact(solutionId, tx)) }), now);
}
