import { type Tx, transaction } from "~/platform/database/client.server";
import { OperatorError } from "~/platform/errors";
import { removeFact, writeFact } from "~/platform/installation.server";
import { noteListingChange } from "~/platform/outbox.server";
import { REMOVED_FACT } from "./load";

export type RemovedDemonstration = { editions: number; institutions: number; organisations: number; people: number; solutions: number; listings: number; needs: number };

/** Ids of what is demonstration content, or hangs on it. */
type Doomed = { editions: string[]; organisations: string[]; people: string[]; solutions: string[]; submissions: string[]; listings: string[]; needs: string[] };

/**
 * Takes out everything that the demonstration brought and what was done with it since: submissions to its editions,
 * verifications by its institutions, letters to its people. Real records stay. References that it used are not given again.
 * Throws an OperatorError when there is no demonstration.
 */
export function removeDemonstration(now: Date): Promise<RemovedDemonstration> {
  return transaction(async (tx) => {
    if (!(await tx.installationFact.findUnique({ where: { key: "demonstration" } }))) throw new OperatorError("There is no demonstration in this installation.");
    const doomed = await findDoomed(tx);
    const institutions = await tx.organisation.count({ where: { id: { in: doomed.organisations }, partner: true } });
    await noteListingChange(tx, doomed.listings, now);
    await deleteContent(tx, doomed);
    await forgetPeople(tx, doomed);
    await deletePeopleAndOrganisations(tx, doomed);
    await removeFact(tx, "demonstration");
    // An embedded installation without content would be given the demonstration again at its next start.
    await writeFact(tx, REMOVED_FACT, true, now);
    return {
      editions: doomed.editions.length,
      institutions,
      organisations: doomed.organisations.length - institutions,
      people: doomed.people.length,
      solutions: doomed.solutions.length,
      listings: doomed.listings.length,
      needs: doomed.needs.length,
    };
  });
}

async function findDoomed(tx: Tx): Promise<Doomed> {
  const select = { id: true } as const;
  const ids = (rows: ReadonlyArray<{ id: string }>) => rows.map(({ id }) => id);
  const editions = ids(await tx.edition.findMany({ where: { demonstration: true }, select }));
  const organisations = ids(await tx.organisation.findMany({ where: { demonstration: true }, select }));
  const people = ids(await tx.person.findMany({ where: { demonstration: true }, select }));
  // What was submitted to a demonstration edition and to no other is part of it, whoever submitted it.
  const onlyThere = { origin: "submission", submissions: { some: { editionId: { in: editions } }, none: { editionId: { notIn: editions } } } } as const;
  const solutions = ids(await tx.solution.findMany({ where: { OR: [{ demonstration: true }, onlyThere] }, select }));
  const submissions = ids(await tx.submission.findMany({ where: { OR: [{ editionId: { in: editions } }, { solutionId: { in: solutions } }] }, select }));
  const listings = ids(await tx.listing.findMany({ where: { OR: [{ demonstration: true }, { solutionId: { in: solutions } }, { submissionId: { in: submissions } }] }, select }));
  const needs = ids(await tx.need.findMany({ where: { OR: [{ demonstration: true }, { personId: { in: people } }] }, select }));
  return { editions, organisations, people, solutions, submissions, listings, needs };
}

/** In the order that foreign keys ask for; what belongs to a row goes with it by cascade. */
async function deleteContent(tx: Tx, { editions, organisations, solutions, submissions, listings, needs }: Doomed): Promise<void> {
  const assignments = await tx.reviewAssignment.findMany({ where: { submissionId: { in: submissions } }, select: { id: true } });
  await tx.reminder.deleteMany({ where: { subjectId: { in: [...submissions, ...assignments.map(({ id }) => id)] } } });
  await tx.listing.deleteMany({ where: { id: { in: listings } } });
  await tx.submission.deleteMany({ where: { id: { in: submissions } } });
  await tx.verification.deleteMany({ where: { institutionId: { in: organisations } } });
  await tx.importedRecord.deleteMany({ where: { targetId: { in: [...solutions, ...organisations] } } });
  await tx.solution.deleteMany({ where: { id: { in: solutions } } });
  await tx.need.deleteMany({ where: { id: { in: needs } } });
  await tx.editionInstitution.deleteMany({ where: { organisationId: { in: organisations } } });
  await tx.edition.deleteMany({ where: { id: { in: editions } } });
  await tx.letter.deleteMany({ where: { subjectId: { in: [...solutions, ...submissions, ...listings, ...needs] } } });
  await tx.token.deleteMany({ where: { subjectId: { in: [...solutions, ...submissions, ...listings, ...needs] } } });
  await tx.idempotencyKey.deleteMany({ where: { scope: { in: submissions.map((id) => `draft:${id}`) } } });
}

/** People are named by id, without a foreign key, wherever the skeleton of what happened outlives them. */
async function forgetPeople(tx: Tx, { people }: Doomed): Promise<void> {
  const among = { in: people };
  const assignments = await tx.reviewAssignment.findMany({ where: { reviewerId: among }, select: { id: true } });
  await tx.reminder.deleteMany({ where: { subjectId: { in: assignments.map(({ id }) => id) } } });
  await tx.reviewAssignment.deleteMany({ where: { reviewerId: among } });
  await tx.submission.updateMany({ where: { coordinatorId: among }, data: { coordinatorId: null } });
  await tx.submission.updateMany({ where: { authorOnBehalfId: among }, data: { authorOnBehalfId: null } });
  await tx.submissionEvent.updateMany({ where: { actorId: among }, data: { actorId: null } });
  await tx.listingEvent.updateMany({ where: { actorId: among }, data: { actorId: null } });
  await tx.contactRequest.updateMany({ where: { personId: among }, data: { personId: null } });
  await tx.contactRequest.updateMany({ where: { answeredById: among }, data: { answeredById: null } });
  await tx.listingReport.updateMany({ where: { resolvedById: among }, data: { resolvedById: null } });
  await tx.decision.updateMany({ where: { decidedById: among }, data: { decidedById: null } });
  await tx.verification.updateMany({ where: { verifiedById: among }, data: { verifiedById: null } });
  await tx.channel.updateMany({ where: { verifiedBy: among }, data: { verifiedBy: null } });
  await tx.fileRef.updateMany({ where: { uploadedBy: among }, data: { uploadedBy: null } });
  await tx.letter.deleteMany({ where: { OR: [{ recipientId: among }, { subjectId: among }] } });
  await tx.token.deleteMany({ where: { subjectId: among } });
  await tx.idempotencyKey.deleteMany({ where: { scope: { in: people.map((id) => `person:${id}`) } } });
}

async function deletePeopleAndOrganisations(tx: Tx, { people, organisations }: Doomed): Promise<void> {
  const personId = { in: people };
  await tx.membership.deleteMany({ where: { OR: [{ personId }, { organisationId: { in: organisations } }] } });
  await tx.session.deleteMany({ where: { personId } });
  await tx.credential.deleteMany({ where: { personId } });
  await tx.secondFactor.deleteMany({ where: { personId } });
  await tx.recoveryCode.deleteMany({ where: { personId } });
  await tx.invitation.deleteMany({ where: { OR: [{ invitedById: personId }, { organisationId: { in: organisations } }] } });
  await tx.channel.deleteMany({ where: { personId } });
  await tx.erasure.deleteMany({ where: { personId } });
  await tx.person.deleteMany({ where: { id: personId } });
  await tx.organisation.deleteMany({ where: { id: { in: organisations } } });
}
