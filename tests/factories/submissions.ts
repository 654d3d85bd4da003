import { recordSolutions } from "~/features/submissions/service.server";
import { db, transaction } from "~/platform/database/client.server";
import { SubmissionState } from "~/platform/database/generated/enums";
import { newId } from "~/platform/ids";
import { createCategory, createOrganisation, MADE_AT, solutionContent } from "./records";

let counter = 0;

/** An edition in force on MADE_AT: thirty days to answer, two reviewers. */
export async function createEdition(): Promise<{ id: string }> {
  counter += 1;
  return db().edition.create({
    data: {
      id: newId(MADE_AT),
      key: `edicion-${counter}`,
      kind: "rolling",
      timeZone: "America/Santo_Domingo",
      opensAt: new Date("2026-01-01T00:00:00Z"),
      graceMinutes: 0,
      serviceLevelDays: 30,
      reviewersPerSubmission: 2,
      blind: false,
      createdAt: MADE_AT,
      updatedAt: MADE_AT,
    },
    select: { id: true },
  });
}

/** A submission that stands in `state` since MADE_AT, with one revision, at an institution of its own unless told otherwise. */
export async function createSubmission(
  overrides: { state?: SubmissionState; dueAt?: Date; institutionId?: string; editionId?: string; returnsTo?: SubmissionState } = {},
): Promise<{ id: string; solutionId: string; revisionId: string; institutionId: string; editionId: string }> {
  await createCategory();
  const institutionId = overrides.institutionId ?? (await createOrganisation()).id;
  const editionId = overrides.editionId ?? (await createEdition()).id;
  const { id: organisationId } = await createOrganisation({ partner: false, kind: "firm" });
  return transaction(async (tx) => {
    const [recorded] = await recordSolutions(tx, [solutionContent()], { origin: "submission", organisationId }, MADE_AT);
    if (!recorded) throw new Error("no solution was recorded");
    const id = newId(MADE_AT);
    await tx.submission.create({
      data: {
        id,
        solutionId: recorded.solutionId,
        editionId,
        institutionId,
        currentRevisionId: recorded.revisionId,
        state: overrides.state ?? SubmissionState.submitted,
        returnsTo: overrides.returnsTo ?? null,
        stateSince: MADE_AT,
        submittedAt: MADE_AT,
        dueAt: overrides.dueAt ?? new Date(MADE_AT.getTime() + 30 * 86_400_000),
        createdAt: MADE_AT,
      },
    });
    return { id, solutionId: recorded.solutionId, revisionId: recorded.revisionId, institutionId, editionId };
  });
}
