import { conflictFacts } from "#tests/factories/conflict";
import { createAssignment } from "#tests/factories/desk";
import { createListing, MADE_AT, solutionContent } from "#tests/factories/records";
import { filledForm } from "#tests/factories/submission-form";
import type { ListingFacts } from "~/features/catalogue/policy";
import type { ListingState } from "~/features/catalogue/status";
import type { AssignmentRecord, DeskRecord } from "~/features/review/policy";
import type { AssignmentState } from "~/features/review/status";
import type { SubmissionFacts } from "~/features/submissions/policy";
import { insertRevisions, insertSolutions, takeReferences } from "~/features/submissions/repository.server";
import type { SubmissionState } from "~/features/submissions/status";
import { db, transaction } from "~/platform/database/client.server";
import { sha256 } from "~/platform/hash.server";
import { newId } from "~/platform/ids";
import { type Cast, personIdOf } from "./matrix-cast";

const DAY = 86_400_000;

/** A record in one state, and what the policies are told of it: by hand, from what was just written. */
export type SubmissionMade = { id: string; state: SubmissionState; facts: SubmissionFacts; record: DeskRecord; assignment: AssignmentRecord; assignmentId: string };
export type ListingMade = { id: string; slug: string; facts: ListingFacts; requestId: string };

export type SubmissionOptions = { state: SubmissionState; institution?: "north" | "nobody"; owner?: "firm" | "nobody"; reviewer?: AssignmentState };

/** A submission of the firm at the institution in the north, with one reviewer at work, one who found a conflict, and a coordinator who declared one. */
export async function makeSubmission(cast: Cast, { state, institution = "north", owner = "firm", reviewer = "accepted" }: SubmissionOptions): Promise<SubmissionMade> {
  const { edition, firm, north, players, draftKey } = cast;
  const [id, solutionId, revisionId] = [newId(MADE_AT), newId(MADE_AT), newId(MADE_AT)];
  const organisationId = owner === "firm" ? firm : null;
  const institutionId = state === "draft" || institution === "nobody" ? null : north;
  const ownerId = personIdOf(players.owner);
  await transaction(async (tx) => {
    const [reference = ""] = await takeReferences(tx, 2026, 1);
    await insertSolutions(tx, [{ id: solutionId, reference, organisationId, origin: "submission", demonstration: false }], MADE_AT);
    await insertRevisions(
      tx,
      [{ id: revisionId, solutionId, number: 1, content: solutionContent({ claims: [{ statement: { es: "38 colmados la usan" }, evidence: [] }] }) }],
      MADE_AT,
    );
  });
  // One key opens one draft.
  if (!organisationId) await db().submissionDraft.deleteMany({ where: { keyHash: sha256(draftKey) } });
  const event = { actorId: organisationId ? ownerId : null, actorRole: "owner", at: MADE_AT };
  await db().submission.create({
    data: {
      id,
      solutionId,
      editionId: edition.id,
      institutionId,
      currentRevisionId: organisationId ? revisionId : null,
      state,
      returnsTo: state === "changes_requested" ? "in_review" : null,
      stateSince: MADE_AT,
      submittedAt: state === "draft" ? null : MADE_AT,
      dueAt: state === "draft" ? null : new Date(Date.now() + 30 * DAY),
      createdAt: MADE_AT,
      events: { create: [{ sequence: 1, kind: "started", ...event }] },
      ...(state === "draft" && {
        draft: { create: { content: { values: filledForm({ organisationId: firm }) }, keyHash: organisationId ? null : sha256(draftKey), updatedAt: MADE_AT } },
      }),
      ...(state === "decided" && {
        decisions: { create: { id: newId(MADE_AT), outcome: "declined", reasonCode: "out-of-scope", reason: "Queda fuera de la edición.", decidedById: null, decidedAt: MADE_AT } },
      }),
      ...(state === "changes_requested" && { changeRequests: { create: { id: newId(MADE_AT), section: "claims", note: "¿De qué fecha?", createdAt: MADE_AT } } }),
      conflicts: { create: { personId: personIdOf(players["coordinator conflicted"]), kind: "family", declaredAt: MADE_AT } },
    },
  });
  const reviewerId = personIdOf(players["reviewer assigned"]);
  const withReview = ["draft", "submitted", "stale"].includes(reviewer);
  const assignmentId = await createAssignment({ id, revisionId }, { reviewerId, status: reviewer, edition, ...(withReview && { scores: [3, 4] }) });
  await createAssignment({ id, revisionId }, { reviewerId: personIdOf(players["reviewer conflicted"]), status: "recused", edition, conflict: "family" });
  const conflict = conflictFacts({
    ownerOrganisationId: organisationId,
    ownPersonIds: organisationId ? [ownerId] : [],
    conflictedPersonIds: [personIdOf(players["coordinator conflicted"]), personIdOf(players["reviewer conflicted"])],
    panelPersonIds: ["declined", "recused", "revoked"].includes(reviewer) ? [] : [reviewerId],
  });
  return {
    id,
    state,
    assignmentId,
    facts: { id, state, organisationId, draftOwnerId: null, authorOnBehalfId: null, takenOver: false },
    record: { ...conflict, state, institutionId, coordinatorLeft: institutionId !== null, waitsForNumber: false },
    assignment: { ...conflict, reviewerId, status: reviewer, state },
  };
}

/** The firm's listing, accepted by the institution in the north, in this state for half a year; a coordinator there had declared a conflict. */
export async function makeListing({ edition, firm, north, players }: Cast, state: ListingState): Promise<ListingMade> {
  const stateSince = MADE_AT;
  const conflicted = personIdOf(players["coordinator conflicted"]);
  const { id, slug, solutionId, revisionId } = await createListing({
    organisationId: firm,
    institutionId: north,
    state,
    stateSince,
    publishedAt: state === "unpublished" ? null : MADE_AT,
    confirmBy: ["needs_confirmation", "archived"].includes(state) ? new Date(Date.now() - DAY) : new Date(Date.now() + 100 * DAY),
    stateBefore: state === "hidden" || state === "suspended" ? "published" : null,
    removedReason: state === "removed" ? "duplicate" : null,
    contact: { personName: "Ramona", email: "ramona@contacto.example" },
  });
  const submissionId = newId(MADE_AT);
  await db().submission.create({
    data: {
      id: submissionId,
      solutionId,
      editionId: edition.id,
      institutionId: north,
      currentRevisionId: revisionId,
      state: "accepted",
      stateSince,
      submittedAt: MADE_AT,
      createdAt: MADE_AT,
      conflicts: { create: { personId: conflicted, kind: "family", declaredAt: MADE_AT } },
    },
  });
  await db().listing.update({ where: { id }, data: { submissionId } });
  const requestId = newId(MADE_AT);
  await db().contactRequest.create({
    data: {
      id: requestId,
      listingId: id,
      language: "es",
      senderName: "Wilson",
      message: "¿Llega a Azua?",
      replyKind: "email",
      replyAddress: "wilson@tienda.example",
      senderMark: "mark",
      sentKey: requestId,
      consentedAt: MADE_AT,
      createdAt: MADE_AT,
    },
  });
  const conflict = conflictFacts({ ownerOrganisationId: firm, conflictedPersonIds: [conflicted] });
  return { id, slug, requestId, facts: { state, stateSince, organisationId: firm, institutionId: north, conflict } };
}
