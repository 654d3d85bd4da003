import { db, type Prisma, type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { isId } from "~/platform/ids";
import type { Actor, PersonActor } from "../accounts/actor";
import { leaveOffer, listLeft, listOffered, offerToAddress, withdrawOffers } from "../accounts/draft-offers.server";
import type { Address } from "../accounts/schema";
import { heldDrafts } from "./access.server";
import { findOwnSubmission, giveDraft } from "./draft-repository.server";
import { draftValues } from "./draft-values";
import { mayDo } from "./policy";
import { noteOnSubmission } from "./transition.server";

/** A draft as a list tells of it: enough to know one's own, and no more. */
export type DraftCard = { id: string /** Empty while it has none. */; title: string; savedAt: Date; timeZone: string; edition: string };
/** `left`: the person has said that it is not theirs. It still lies in this browser. */
export type OfferedDraft = DraftCard & { left: boolean };

const CARD = {
  submissionId: true,
  content: true,
  updatedAt: true,
  submission: { select: { edition: { select: { timeZone: true, texts: { select: { language: true, name: true } } } } } },
} as const satisfies Prisma.SubmissionDraftSelect;

function cardOf({ submissionId, content, updatedAt, submission: { edition } }: Prisma.SubmissionDraftGetPayload<{ select: typeof CARD }>, locale: string): DraftCard {
  const name = (edition.texts.find(({ language }) => language === locale) ?? edition.texts.find(({ language }) => language === "es") ?? edition.texts[0])?.name ?? "";
  return { id: submissionId, title: draftValues(content).title.trim(), savedAt: updatedAt, timeZone: edition.timeZone, edition: name };
}

/** Never submitted: what was has a history, and stands among the submissions. */
const NEVER_SENT = { state: "draft", submittedAt: null, solution: { organisationId: null } } as const satisfies Prisma.SubmissionWhereInput;
const UNOWNED = { ownerId: null, submission: { ...NEVER_SENT, authorOnBehalfId: null } } as const satisfies Prisma.SubmissionDraftWhereInput;

/** The drafts that the actor may open and delete: a person's own, or those of a browser without an account. The one saved last comes first. */
export async function listDrafts(actor: Actor, locale: string): Promise<DraftCard[]> {
  if (actor.kind !== "person" && actor.kind !== "draft-holder") return [];
  const whose: Prisma.SubmissionDraftWhereInput =
    actor.kind === "person"
      ? { submission: NEVER_SENT, OR: [{ ownerId: actor.personId }, { submission: { authorOnBehalfId: actor.personId } }] }
      : { ...UNOWNED, submissionId: { in: [...actor.submissionIds] } };
  return (await db().submissionDraft.findMany({ where: whose, orderBy: { updatedAt: "desc" }, take: 200, select: CARD })).map((draft) => cardOf(draft, locale));
}

/**
 * What a person may take: begun in the browser that they use, or offered to an address of theirs. Nothing of it is theirs before they say so.
 *
 * @param askedFor the one that the address names
 */
export async function listOfferedDrafts(actor: Actor, locale: string, askedFor?: string): Promise<OfferedDraft[]> {
  if (actor.kind !== "person") return [];
  const ids = [...(await offeree(db(), actor, askedFor)).submissionIds];
  const [drafts, left] = await Promise.all([
    db().submissionDraft.findMany({ where: { ...UNOWNED, submissionId: { in: ids } }, orderBy: { updatedAt: "desc" }, take: 200, select: CARD }),
    listLeft(db(), actor.personId, ids),
  ]);
  return drafts.map((draft) => ({ ...cardOf(draft, locale), left: left.has(draft.submissionId) }));
}

/** Whether this very draft waits for the person to say whose it is. */
export async function isOffered(actor: Actor, submissionId: string): Promise<boolean> {
  if (actor.kind !== "person" || !isId(submissionId)) return false;
  const submission = await findOwnSubmission(db(), submissionId);
  return submission !== undefined && mayDo("take", await offeree(db(), actor, submissionId), submission);
}

/** The person with all that they are offered, as the policy is handed it. */
async function offeree(client: Tx, actor: PersonActor, askedFor?: string): Promise<PersonActor> {
  const byAddress = await listOffered(client, actor.personId, isId(askedFor) ? askedFor : undefined);
  return { ...actor, submissionIds: [...new Set([...actor.submissionIds, ...byAddress])] };
}

/**
 * Makes a draft that was begun without an account the person's own. Its key opens it no more. Of two who take it at once one gets it; taken
 * twice by the same person it is theirs.
 *
 * @throws AppError conflict "draft-gone" for what somebody else took, was deleted, or was never offered: the answer is the same for all three
 */
export function takeDraft(actor: PersonActor, submissionId: string, now: Date): Promise<void> {
  return transaction(async (tx) => {
    const submission = isId(submissionId) ? await findOwnSubmission(tx, submissionId, { lock: true }) : undefined;
    if (submission?.state === "draft" && submission.draftOwnerId === actor.personId) return;
    if (!submission || !mayDo("take", await offeree(tx, actor, submissionId), submission)) throw new AppError("conflict", "draft-gone");
    await giveDraft(tx, { submissionId, ownerId: actor.personId, now });
    await withdrawOffers(tx, submissionId);
    await noteOnSubmission(tx, { submissionId, kind: "taken_over", actor, as: "owner", now });
  });
}

/** It is not theirs: it stays where it is, and is not held out to them again. What they are not offered stays as it is. */
export function leaveDraft(actor: PersonActor, submissionId: string, now: Date): Promise<void> {
  return transaction(async (tx) => {
    const submission = isId(submissionId) ? await findOwnSubmission(tx, submissionId, { lock: true }) : undefined;
    if (!submission || !mayDo("take", await offeree(tx, actor, submissionId), submission)) return;
    await leaveOffer(tx, { personId: actor.personId, submissionId, now });
  });
}

/** Offers the drafts of the browser that asks for a letter to the person who opens it. */
export async function offerHeldDrafts(request: Request, address: Address, now: Date): Promise<void> {
  await offerToAddress(await heldDrafts(request), address, now);
}
