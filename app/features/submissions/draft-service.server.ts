import { type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { canonicalJson, sha256 } from "~/platform/hash.server";
import { once } from "~/platform/idempotency.server";
import { newId } from "~/platform/ids";
import { type Actor, VISITOR } from "../accounts/actor";
import { type FormEdition, readFormEditions } from "../editions/form-queries.server";
import { findDraft, findOwnSubmission, insertDraft, writeDraft } from "./draft-repository.server";
import { draftValues } from "./draft-values";
import { EMPTY_FORM, type FormValues } from "./form-schema";
import { isUnowned, mayDo, mayWriteForOthers, partOf } from "./policy";
import { insertSolutions, takeReferences } from "./repository.server";
import { takesSubmissions } from "./rules";
import { noteOnSubmission } from "./transition.server";

export type DraftToSave = {
  actor: Actor;
  /** Null for a form that was not saved before. */
  submissionId: string | null;
  /** Made with the form: the same form sent twice is one draft. It opens nothing. */
  formKey: string;
  /** The hash of the browser's key that opens a draft begun without an account; absent when the actor begins it as theirs. */
  browserKeyHash?: string | undefined;
  values: FormValues;
  /** The draft's version that the form was filled from; null when there was none. */
  seenVersion: number | null;
  now: Date;
};
/**
 * `sent`: the same form was submitted meanwhile, so there is nothing left to save. `unowned`: it was begun without an account, and stays so
 * until somebody takes it.
 */
export type SavedDraft = { submissionId: string; version: number; sent: boolean; unowned: boolean };

/**
 * Keeps what was typed, whatever it is. Saving makes nobody the owner of what was begun without an account: on a shared telephone the person
 * who has signed in need not be its writer.
 *
 * @throws AppError not_found; conflict "changed-meanwhile" when it was saved elsewhere since; conflict "no-open-edition"
 */
export function saveDraft({ actor, submissionId, formKey, browserKeyHash, values, seenVersion, now }: DraftToSave): Promise<SavedDraft> {
  return transaction(async (tx) => {
    const started = submissionId ? null : await startDraft(tx, { actor, formKey, browserKeyHash, values, now });
    if (started?.isNew) return { submissionId: started.id, version: 1, sent: false, unowned: browserKeyHash !== undefined };
    const id = started?.id ?? submissionId ?? "";
    const submission = await findOwnSubmission(tx, id, { lock: true });
    if (started && submission && submission.state !== "draft") return { submissionId: id, version: 0, sent: true, unowned: false };
    // Found by the browser's own key.
    const holder = started && browserKeyHash ? holding(actor, id) : actor;
    if (!submission || !(mayDo("edit_draft", holder, submission) || mayDo("answer_changes", holder, submission))) throw new AppError("not_found", "draft");
    const stored = await findDraft(tx, id);
    const unowned = isUnowned(submission);
    if (stored && canonicalJson(draftValues(stored.content)) === canonicalJson(values)) return { submissionId: id, version: stored.version, sent: false, unowned };
    if (stored && stored.version !== seenVersion) throw new AppError("conflict", "changed-meanwhile");
    // What is typed for somebody else does not become the typist's.
    const ownerId = actor.kind === "person" && !unowned && partOf(actor, submission) === "owner" ? actor.personId : null;
    const version = await writeDraft(tx, id, { values, ownerId, now });
    return { submissionId: id, version, sent: false, unowned };
  });
}

function holding(actor: Actor, id: string): Actor {
  return actor.kind === "person" ? { ...actor, submissionIds: [id] } : { kind: "draft-holder", submissionIds: [id] };
}

type Start = Pick<DraftToSave, "actor" | "formKey" | "browserKeyHash" | "values" | "now">;

async function startDraft(tx: Tx, { actor, formKey, browserKeyHash, values, now }: Start): Promise<{ id: string; isNew: boolean }> {
  const keyHash = browserKeyHash ?? null;
  const ownerId = actor.kind === "person" && keyHash === null ? actor.personId : null;
  if (ownerId === null && keyHash === null) throw new AppError("not_found", "draft");
  const scope = ownerId === null ? `draft:${keyHash}` : `person:${ownerId}`;
  let isNew = false;
  const id = await once(tx, { scope, key: sha256(formKey), now }, async () => {
    isNew = true;
    // The timeline names nobody for what nobody owns.
    return insertNew(tx, { actor: ownerId === null ? VISITOR : actor, values, ownerId, keyHash, authorOnBehalfId: null, now });
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
