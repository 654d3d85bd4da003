import type { ActiveMembership, PersonActor } from "~/features/accounts/actor";
import { type Role, storedRole } from "~/features/accounts/schema";
import type { AssignmentState } from "~/features/review/status";
import { insertRevisions, insertSolutions, takeReferences } from "~/features/submissions/repository.server";
import type { SubmissionState } from "~/features/submissions/status";
import { db, type Prisma, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { createCategory, createOrganisation, MADE_AT, solutionContent } from "./records";

const DAY = 86_400_000;

/** A person as services know them, with memberships that began before anything else. */
export async function createActor(memberships: readonly ActiveMembership[] = [], overrides: Partial<Prisma.PersonUncheckedCreateInput> = {}): Promise<PersonActor> {
  const personId = newId(MADE_AT);
  await db().person.create({
    data: {
      id: personId,
      displayName: `Persona ${personId.slice(-4)}`,
      locale: "es",
      createdAt: MADE_AT,
      ...overrides,
      memberships: {
        create: memberships.map(({ organisationId, role }) => ({ id: newId(MADE_AT), organisationId, role: storedRole(role), startsAt: new Date(MADE_AT.getTime() - DAY) })),
      },
    },
  });
  return { kind: "person", personId, memberships, submissionIds: [] };
}

export async function createMember(organisationId: string, role: Role): Promise<PersonActor> {
  return createActor([{ organisationId, role }]);
}

/** An edition with a rubric of two criteria, the second weighing three times the first, on a scale from 1 to 5. */
export async function createEdition(overrides: Partial<Prisma.EditionUncheckedCreateInput> = {}) {
  const id = newId(MADE_AT);
  const rubricVersionId = newId(MADE_AT);
  const criterionIds = [newId(MADE_AT), newId(MADE_AT)] as const;
  await db().edition.create({
    data: {
      id,
      key: `edicion-${id.slice(-6)}`,
      kind: "call",
      timeZone: "America/Santo_Domingo",
      opensAt: new Date(MADE_AT.getTime() - 30 * DAY),
      closesAt: new Date(MADE_AT.getTime() + 60 * DAY),
      graceMinutes: 60,
      serviceLevelDays: 30,
      reviewersPerSubmission: 2,
      blind: false,
      createdAt: MADE_AT,
      updatedAt: MADE_AT,
      ...overrides,
      rubrics: {
        create: {
          id: rubricVersionId,
          number: 1,
          scaleMin: 1,
          scaleMax: 5,
          createdAt: MADE_AT,
          criteria: {
            create: criterionIds.map((criterionId, position) => ({
              id: criterionId,
              key: `criterio-${position + 1}`,
              position,
              weight: position === 0 ? 10 : 30,
              texts: { create: [{ language: "es", name: `Criterio ${position + 1}`, question: "¿Funciona?" }] },
            })),
          },
        },
      },
    },
  });
  return { id, rubricVersionId, criterionIds };
}

type Edition = Awaited<ReturnType<typeof createEdition>>;

/** An institution that works: an edition, its coordinator and two reviewers. */
export async function createDesk() {
  await createCategory();
  const edition = await createEdition();
  const institution = await createOrganisation();
  return {
    edition,
    institution,
    coordinator: await createMember(institution.id, "coordinator"),
    reviewers: [await createMember(institution.id, "reviewer"), await createMember(institution.id, "reviewer")] as const,
    submit: (state: SubmissionState = "submitted", overrides: Partial<Prisma.SubmissionUncheckedCreateInput> = {}) =>
      createSubmission({ edition, institutionId: institution.id, state, ...overrides }),
  };
}
type SubmissionOptions = { edition: Edition; institutionId: string | null; state?: SubmissionState } & Partial<Prisma.SubmissionUncheckedCreateInput>;

/** A submission of a firm of its own, with an owner and a first revision; promised for thirty days after it was made. */
export async function createSubmission({ edition, institutionId, state = "submitted", ...overrides }: SubmissionOptions) {
  const organisation = await createOrganisation({ kind: "firm", partner: false });
  const owner = await createMember(organisation.id, "owner");
  const [id, solutionId, revisionId] = [newId(MADE_AT), newId(MADE_AT), newId(MADE_AT)];
  const reference = await transaction(async (tx) => {
    const [taken = ""] = await takeReferences(tx, 2026, 1);
    await insertSolutions(tx, [{ id: solutionId, reference: taken, organisationId: organisation.id, origin: "submission", demonstration: false }], MADE_AT);
    await insertRevisions(
      tx,
      [{ id: revisionId, solutionId, number: 1, content: solutionContent({ claims: [{ statement: { es: "38 colmados la usan" }, evidence: [] }] }) }],
      MADE_AT,
    );
    return taken;
  });
  await db().submission.create({
    data: {
      id,
      solutionId,
      editionId: edition.id,
      institutionId,
      currentRevisionId: revisionId,
      state,
      stateSince: MADE_AT,
      submittedAt: MADE_AT,
      dueAt: new Date(MADE_AT.getTime() + 30 * DAY),
      createdAt: MADE_AT,
      ...overrides,
      events: { create: { sequence: 1, kind: "submitted", fromState: "draft", toState: "submitted", actorId: owner.personId, actorRole: "owner", at: MADE_AT } },
    },
  });
  return { id, solutionId, revisionId, reference, organisationId: organisation.id, owner };
}

/** An assignment; with scores, in the rubric's order, its review too. */
export async function createAssignment(
  { id: submissionId, revisionId }: { id: string; revisionId: string },
  {
    reviewerId,
    status = "invited",
    scores,
    edition,
    conflict,
  }: { reviewerId: string; status?: AssignmentState; scores?: ReadonlyArray<number | null>; edition: Edition; conflict?: string },
): Promise<string> {
  const id = newId(MADE_AT);
  await db().reviewAssignment.create({
    data: {
      id,
      submissionId,
      reviewerId,
      status,
      conflict: conflict ?? null,
      createdAt: MADE_AT,
      updatedAt: MADE_AT,
      ...(scores && {
        review: {
          create: {
            id: newId(MADE_AT),
            revisionId,
            rubricVersionId: edition.rubricVersionId,
            forAuthor: "Lo vi funcionar en dos colmados.",
            privateNote: "Nota privada de la evaluación.",
            submittedAt: status === "submitted" ? MADE_AT : null,
            scores: { create: edition.criterionIds.flatMap((criterionId, index) => (scores[index] === undefined ? [] : [{ criterionId, value: scores[index] ?? null }])) },
          },
        },
      }),
    },
  });
  return id;
}

/** The letters that wait to be written, as "kind recipient subject", in the order asked for. */
export async function lettersAsked(): Promise<Array<{ kind: string; recipientId: string; subjectId: string }>> {
  const rows = await db().$queryRaw<Array<{ payload: { kind: string; recipientId: string; subjectId: string } }>>`
    SELECT job.payload FROM graphile_worker._private_jobs job JOIN graphile_worker._private_tasks task ON task.id = job.task_id
    WHERE task.identifier = 'letter' ORDER BY job.id`;
  return rows.map(({ payload }) => payload);
}
