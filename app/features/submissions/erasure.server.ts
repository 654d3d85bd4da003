import type { Prisma, Tx } from "~/platform/database/client.server";
import { enqueueJob } from "~/platform/outbox.server";
import type { Actor } from "../accounts/actor";
import type { Erased } from "../accounts/erasure.server";
import { discardDrafts } from "./discard.server";
import { findOwnSubmission } from "./draft-repository.server";
import { draftValues } from "./draft-values";
import type { FormValues } from "./form-schema";
import { OPEN_STATES } from "./status";
import { moveSubmission } from "./transition.server";

/** What stands where a claim stood: the form of a revision asks for words. */
const WORDLESS = "–";

/**
 * Takes a person out of what they submitted. Drafts go whole. What nobody owns any more is withdrawn if somebody was
 * still judging it, and loses its author's words; its keys, numbers and timeline stay, and so does what an institution
 * wrote about it. Of what others own too, only the contact goes that was this person.
 *
 * @returns the submissions that nobody owns any more
 */
export async function eraseFromSubmissions(tx: Tx, erased: Erased, now: Date): Promise<{ submissionIds: string[] }> {
  const { personId, left } = erased;
  // What was typed for somebody else and never sent, nobody could open any more.
  await discardDrafts(tx, { OR: [{ ownerId: personId }, { submission: { authorOnBehalfId: personId } }] });
  const submissions = await tx.submission.findMany({
    where: { solution: { organisationId: { in: [...left] }, origin: "submission" } },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  const actor: Actor = { kind: "person", personId, memberships: [], submissionIds: [] };
  for (const { id: submissionId } of submissions) {
    // Held first, because somebody may be deciding or announcing it at this moment.
    const current = await findOwnSubmission(tx, submissionId, { lock: true });
    if (!current || ![...OPEN_STATES, "changes_requested"].includes(current.state)) continue;
    const { coordinatorId } = current;
    await moveSubmission(tx, { submissionId, move: "withdrawn", to: "withdrawn", actor, as: "owner", reasonCode: "account-erased", now });
    if (coordinatorId) await enqueueJob(tx, "letter", { kind: "submission.withdrawn", recipientId: coordinatorId, subjectId: submissionId });
  }
  const submissionIds = submissions.map(({ id }) => id);
  await tx.token.deleteMany({ where: { subjectId: { in: submissionIds } } });
  await tx.submissionDraft.deleteMany({ where: { submission: { solution: { organisationId: { in: [...left] } } } } });
  await tx.keepOut.deleteMany({ where: { submission: { solution: { organisationId: { in: [...left] } } } } });
  await blankSolutions(tx, left);
  await blankContacts(tx, erased);
  await blankDraftContacts(tx, erased);
  return { submissionIds };
}

/** A revision is frozen for its readers; that its author takes their words back is the one exception. */
async function blankSolutions(tx: Tx, organisationIds: readonly string[]): Promise<void> {
  const solutions = await tx.solution.findMany({ where: { organisationId: { in: [...organisationIds] }, origin: "submission" }, select: { id: true, reference: true } });
  const ofTheirs = { solutionId: { in: solutions.map(({ id }) => id) } };
  const wordless = { sourceHash: "", summary: "", problem: "", audience: "", howItWorks: "", costNote: "", needs: "", results: "" };
  for (const { id: solutionId, reference } of solutions) await tx.revisionText.updateMany({ where: { revision: { solutionId } }, data: { ...wordless, title: reference } });
  await tx.revisionPlace.deleteMany({ where: { revision: ofTheirs } });
  await tx.revision.updateMany({ where: ofTheirs, data: { sourceUrl: null } });
  await tx.claimVersionText.updateMany({ where: { version: { claim: ofTheirs } }, data: { statement: WORDLESS } });
  await tx.claimVersion.updateMany({ where: { claim: ofTheirs, figureUnit: { not: null } }, data: { figureUnit: "" } });
  await tx.evidenceText.updateMany({ where: { evidence: { claim: ofTheirs } }, data: { title: "" } });
  await tx.evidence.updateMany({ where: { claim: ofTheirs }, data: { url: null } });
  await tx.solution.updateMany({ where: { id: ofTheirs.solutionId }, data: { womenLed: null, version: { increment: 1 } } });
}

/** A contact is this person when it has their address, or within their own organisations their name. */
async function blankContacts(tx: Tx, { names, addresses, left, shared }: Erased): Promise<void> {
  const isTheirs: Prisma.SolutionContactWhereInput[] = [
    { email: { in: [...addresses] } },
    { whatsapp: { in: [...addresses] } },
    { solution: { organisationId: { in: [...left] }, origin: "submission" } },
    ...names.map((name) => ({ personName: { equals: name.trim(), mode: "insensitive" as const }, solution: { organisationId: { in: [...shared] } } })),
  ];
  await tx.solutionContact.deleteMany({ where: { OR: isTheirs } });
}

/** The same in what is being typed in an organisation that others own too. */
async function blankDraftContacts(tx: Tx, { names, addresses, shared }: Erased): Promise<void> {
  const drafts = await tx.submissionDraft.findMany({ where: { submission: { solution: { organisationId: { in: [...shared] } } } }, select: { submissionId: true, content: true } });
  const own = new Set([...names, ...addresses].map((text) => text.trim().toLowerCase()));
  for (const { submissionId, content } of drafts) {
    const values = draftValues(content);
    if (![values.contactPerson, values.contactEmail, values.contactWhatsapp].some((typed) => own.has(typed.trim().toLowerCase()))) continue;
    const blank: FormValues = { ...values, contactPerson: "", contactRole: "", contactEmail: "", contactWhatsapp: "", contactAgreed: "" };
    await tx.submissionDraft.update({ where: { submissionId }, data: { content: { values: blank }, version: { increment: 1 } } });
  }
}
