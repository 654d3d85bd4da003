import { type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { canonicalJson, sha256 } from "~/platform/hash.server";
import { once } from "~/platform/idempotency.server";
import { newId } from "~/platform/ids";
import type { Actor } from "../accounts/actor";
import { type FormEdition, readFormEditions } from "../editions/form-queries.server";
import { findDraft, findOwnSubmission, insertDraft, writeDraft } from "./draft-repository.server";
import { draftValues } from "./draft-values";
import { EMPTY_FORM, type FormValues } from "./form-schema";
import { mayDo, mayWriteForOthers, partOf } from "./policy";
import { insertSolutions, takeReferences } from "./repository.server";
import { takesSubmissions } from "./rules";
import { noteOnSubmission } from "./transition.server";

export type DraftToSave = {
  actor: Actor;
  /** Null for a form that was not saved before. */
  submissionId: string | null;
  /** Made with the form: the same form sent twice is one draft. Without an account it becomes the draft's key. */
  formKey: string;
  values: FormValues;
  /** The draft's version that the form was filled from; null when there was none. */
  seenVersion: number | null;
  now: Date;
};
/** `sent`: the same form was submitted meanwhile, so there is nothing left to save. */
export type SavedDraft = { submissionId: string; version: number; sent: boolean };

/**
 * Keeps what was typed, whatever it is. A draft that somebody without an account began is theirs from when they save it
 * signed in.
 *
 * @throws AppError not_found; conflict "changed-meanwhile" when it was saved elsewhere since; conflict "no-open-edition"
 */
export function saveDraft({ actor, submissionId, formKey, values, seenVersion, now }: DraftToSave): Promise<SavedDraft> {
  return transaction(async (tx) => {
    const started = submissionId ? null : await startDraft(tx, { actor, formKey, values, now });
    if (started?.isNew) return { submissionId: started.id, version: 1, sent: false };
    const id = started?.id ?? submissionId ?? "";
    const submission = await findOwnSubmission(tx, id, { lock: true });
    if (started && submission && submission.state !== "draft") return { submissionId: id, version: 0, sent: true };
    const holder: Actor = started && actor.kind !== "person" ? { kind: "draft-holder", submissionIds: [id] } : actor;
    if (!submission || !(mayDo("edit_draft", holder, submission) || mayDo("answer_changes", holder, submission))) throw new AppError("not_found", "draft");
    const stored = await findDraft(tx, id);
    if (stored && canonicalJson(draftValues(stored.content)) === canonicalJson(values)) {
      const isTheirs = actor.kind !== "person" || submission.organisationId !== null || stored.ownerId !== null || submission.authorOnBehalfId !== null;
      if (isTheirs) return { submissionId: id, version: stored.version, sent: false };
    } else if (stored && stored.version !== seenVersion) throw new AppError("conflict", "changed-meanwhile");
    // What is typed for somebody else does not become the typist's.
    const ownerId = actor.kind === "person" && partOf(actor, submission) === "owner" ? actor.personId : null;
    const version = await writeDraft(tx, id, { values, ownerId, now });
    return { submissionId: id, version, sent: false };
  });
}

async function startDraft(tx: Tx, { actor, formKey, values, now }: { actor: Actor; formKey: string; values: FormValues; now: Date }): Promise<{ id: string; isNew: boolean }> {
  const keyHash = sha256(formKey);
  const scope = actor.kind === "person" ? `person:${actor.personId}` : `draft:${keyHash}`;
  let isNew = false;
  const id = await once(tx, { scope, key: keyHash, now }, async () => {
    isNew = true;
    const owner = actor.kind === "person" ? { ownerId: actor.personId, keyHash: null } : { ownerId: null, keyHash };
    return insertNew(tx, { actor, values, ...owner, authorOnBehalfId: null, now });
  });
  return { id, isNew };
}

type NewDraft = { actor: Actor; values: FormValues; ownerId: string | null; keyHash: string | null; authorOnBehalfId: string | null; now: Date };

async function insertNew(tx: Tx, { actor, now, ...draft }: NewDraft): Promise<string> {
  const edition = await openEdition(now, tx);
  if (!edition) throw new AppError("conflict", "no-open-edition");
  const [solutionId, submissionId] = [newId(now), newId(now)];
  const [reference = ""] = await takeReferences(tx, now.getUTCFullYear(), 1);
  await insertSolutions(tx, [{ id: solutionId, reference, organisationId: null, origin: "submission", demonstration: edition.demonstration }], now);
  await insertDraft(tx, { submissionId, solutionId, editionId: edition.id, ...draft, now });
  await noteOnSubmission(tx, { submissionId, kind: "started", actor, as: draft.authorOnBehalfId ? "author-on-behalf" : "owner", now });
  return submissionId;
}

/**
 * Begins a draft for somebody without a computer. Sent twice, it is one draft.
 *
 * @param formKey made with the form
 * @returns the submission's id
 * @throws AppError not_found for whoever may not type for others; conflict "no-open-edition"
 */
export function startOnBehalf({ actor, formKey, language, now }: { actor: Actor; formKey: string; language: string; now: Date }): Promise<string> {
  if (!mayWriteForOthers(actor) || actor.kind !== "person") throw new AppError("not_found", "draft");
  const { personId } = actor;
  const values = { ...EMPTY_FORM, language };
  return transaction((tx) =>
    once(tx, { scope: `person:${personId}`, key: sha256(formKey), now }, () => insertNew(tx, { actor, values, ownerId: null, keyHash: null, authorOnBehalfId: personId, now })),
  );
}

/** The edition that a new form is for: the one opened last of those that still take submissions. */
export async function openEdition(now: Date, client?: Tx): Promise<FormEdition | undefined> {
  return (await readFormEditions({ begunBy: now }, client)).find((edition) => takesSubmissions(edition, now));
}
