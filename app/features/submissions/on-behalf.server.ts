import { db, type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { enqueueJob } from "~/platform/outbox.server";
import { findToken, makeToken, tokenOf, useToken } from "~/platform/tokens.server";
import type { Actor, PersonActor } from "../accounts/actor";
import { makeOwner } from "../accounts/service.server";
import { mayTry } from "../accounts/throttle.server";
import { findOwnSubmission, type OwnSubmission } from "./draft-repository.server";
import { CONSENT_WAYS, type CompleteForm } from "./form-schema";
import { mayDo, partOf } from "./policy";
import { noteOnSubmission } from "./transition.server";

/** The letter's kind is the token's purpose: both are about one submission. */
const LINK = "submission.on-behalf";
const LINK_LIVES_MS = 60 * 86_400_000;

/** Records that the owner agreed, how and when, and offers them what was typed for them. In the transaction that submits it. */
export async function recordConsent(tx: Tx, { actor, submissionId, form, now }: { actor: PersonActor; submissionId: string; form: CompleteForm; now: Date }): Promise<void> {
  const { consentHow, consentOn } = form;
  await tx.onBehalf.upsert({
    where: { submissionId },
    create: { submissionId, startedAt: now, consentHow, consentOn, recordedAt: now },
    update: { consentHow, consentOn, recordedAt: now },
  });
  await offer(tx, { actor, submissionId, email: form.contactEmail, now });
}

/** A new link; the ones before it open nothing any more. A letter takes it to whoever has an e-mail. */
async function offer(tx: Tx, { actor, submissionId, email, now }: { actor: PersonActor; submissionId: string; email: string | null; now: Date }): Promise<void> {
  const tokenId = await makeToken(tx, { purpose: LINK, subjectId: submissionId, livesMs: LINK_LIVES_MS, now });
  if (email !== null) await enqueueJob(tx, "letter", { kind: LINK, recipientId: actor.personId, subjectId: tokenId });
}

/**
 * Sends the owner their link again.
 *
 * @throws AppError not_found; conflict when they have taken it over, or it was not submitted yet; too_many
 */
export async function offerAgain(actor: Actor, submissionId: string, now: Date): Promise<void> {
  const contact = await transaction(async (tx) => {
    const { solutionId } = await written(tx, actor, submissionId);
    return tx.solutionContact.findUnique({ where: { solutionId }, select: { email: true } });
  });
  if (contact?.email && !(await mayTry("letterByAddress", contact.email))) throw new AppError("too_many", "letters");
  await transaction(async (tx) => {
    const submission = await written(tx, actor, submissionId);
    if (submission.takenOver || submission.organisationId === null || actor.kind !== "person") throw new AppError("conflict", "no-such-move");
    await offer(tx, { actor, submissionId, email: contact?.email ?? null, now });
  });
}

async function written(tx: Tx, actor: Actor, submissionId: string): Promise<OwnSubmission> {
  const submission = await findOwnSubmission(tx, submissionId, { lock: true });
  if (!submission || !mayDo("read", actor, submission) || partOf(actor, submission) !== "author-on-behalf") throw new AppError("not_found", "submission");
  return submission;
}

export type Behalf = {
  /** Recorded when it was submitted; null before. */
  consent: { how: (typeof CONSENT_WAYS)[number]; on: string; at: Date } | null;
  owner: { name: string | null; email: boolean; whatsapp: string | null };
  takenOverAt: Date | null;
  /** The token of the link that is open; null when none is. */
  token: string | null;
};

/** What its author is shown of a submission typed for somebody else; null when it is none of theirs. */
export async function findBehalf(actor: Actor, submissionId: string, now: Date): Promise<Behalf | null> {
  const submission = await findOwnSubmission(db(), submissionId);
  if (!submission || !mayDo("read", actor, submission) || partOf(actor, submission) !== "author-on-behalf") return null;
  const [row, contact, open] = await Promise.all([
    db().onBehalf.findUnique({ where: { submissionId } }),
    db().solutionContact.findUnique({ where: { solutionId: submission.solutionId }, select: { personName: true, email: true, whatsapp: true } }),
    db().token.findFirst({ where: { purpose: LINK, subjectId: submissionId, usedAt: null, expiresAt: { gt: now } }, select: { id: true } }),
  ]);
  const how = CONSENT_WAYS.find((way) => way === row?.consentHow);
  const { consentOn: on, recordedAt: at } = row ?? {};
  return {
    consent: how && on && at ? { how, on, at } : null,
    owner: { name: contact?.personName ?? null, email: contact?.email != null, whatsapp: contact?.whatsapp ?? null },
    takenOverAt: row?.takenOverAt ?? null,
    token: open ? tokenOf(open.id) : null,
  };
}

export type Offered = { submissionId: string; title: string; reference: string; organisation: string; author: string | null };

/** What a link offers to take over; undefined when it offers nothing (any more). */
export async function findOffered(token: string, now: Date): Promise<Offered | undefined> {
  const stored = await findToken(db(), LINK, token, now);
  const row =
    stored &&
    (await db().submission.findUnique({
      where: { id: stored.subjectId },
      select: {
        id: true,
        authorOnBehalfId: true,
        solution: { select: { reference: true, organisation: { select: { name: true } } } },
        currentRevision: { select: { language: true, texts: { select: { language: true, title: true } } } },
      },
    }));
  if (!row) return undefined;
  const { solution, currentRevision, authorOnBehalfId } = row;
  const author = authorOnBehalfId ? await db().person.findUnique({ where: { id: authorOnBehalfId }, select: { displayName: true } }) : null;
  const title = currentRevision?.texts.find(({ language }) => language === currentRevision.language)?.title ?? solution.reference;
  return { submissionId: row.id, title, reference: solution.reference, organisation: solution.organisation?.name ?? "", author: author?.displayName ?? null };
}

/**
 * Makes whoever opened the link the owner, once. From then on it is theirs alone.
 *
 * @returns the submission's id
 * @throws AppError gone; conflict "own-author" for whoever typed it, who can't own it through their own link
 */
export function takeOver(actor: PersonActor, token: string, now: Date): Promise<string> {
  return transaction(async (tx) => {
    const { subjectId: submissionId } = await useToken(tx, LINK, token, now);
    const submission = await findOwnSubmission(tx, submissionId, { lock: true });
    if (!submission?.organisationId || submission.takenOver) throw new AppError("gone", "link-used");
    const { personId } = actor;
    if (personId === submission.authorOnBehalfId) throw new AppError("conflict", "own-author");
    await makeOwner(tx, { personId, organisationId: submission.organisationId }, now);
    await tx.onBehalf.upsert({
      where: { submissionId },
      create: { submissionId, startedAt: now, takenOverAt: now, takenOverById: personId },
      update: { takenOverAt: now, takenOverById: personId },
    });
    await noteOnSubmission(tx, { submissionId, kind: "taken_over", actor, as: "owner", now });
    return submissionId;
  });
}
