import type { Tx } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import type { Actor } from "../accounts/actor";
import { isActiveMembership } from "../accounts/memberships.server";
import { findConflicted } from "../submissions/conflict-of-interest/queries.server";
import { noteOnSubmission } from "../submissions/transition.server";
import { moveAssignment } from "./assignment.server";
import { type DeskRequest, onDesk } from "./desk.server";
import { sendToManagers } from "./letters.server";
import { findDesk } from "./repository.server";
import { ACTIVE_STATES, isOneOf } from "./status";

export type KeepOutChoice = { id: string; name: string; institution: string | null; ticked: boolean };
export type KeepOutPage = { words: string; byOwner: string[]; people: KeepOutChoice[]; institutions: KeepOutChoice[] };

/** What the owner wrote and ticked, and everybody whom it may mean. Null when they keep nobody out. */
export async function readKeepOut(tx: Tx, submissionId: string, now: Date): Promise<KeepOutPage | null> {
  const written = await tx.keepOut.findUnique({ where: { submissionId }, select: { words: true } });
  const kept = await tx.keptOut.findMany({ where: { submissionId }, select: { kind: true, subjectId: true, source: true } });
  if (!written && kept.length === 0) return null;
  const byOwner = kept.filter(({ source }) => source === "owner").map(({ subjectId }) => subjectId);
  const ticked = new Set(kept.map(({ subjectId }) => subjectId));
  const known = await listMeant(tx, submissionId, now);
  const choices = (kind: string) =>
    known.filter((one) => one.kind === kind && !byOwner.includes(one.id)).map(({ kind: _kind, ...one }) => ({ ...one, ticked: ticked.has(one.id) }));
  return {
    words: written?.words ?? "",
    byOwner: known.filter(({ id }) => byOwner.includes(id)).map(({ name }) => name),
    people: choices("person"),
    institutions: choices("organisation"),
  };
}

type Meant = { kind: string; id: string; name: string; institution: string | null };

/** Everybody who runs or reviews, and the edition's institutions. */
function listMeant(tx: Tx, submissionId: string, now: Date): Promise<Meant[]> {
  return tx.$queryRaw`
    SELECT 'organisation' AS kind, organisation.id, organisation.name, NULL AS institution
    FROM "Submission" submission
    JOIN "EditionInstitution" part ON part."editionId" = submission."editionId"
    JOIN "Organisation" organisation ON organisation.id = part."organisationId"
    WHERE submission.id = ${submissionId}::uuid
    UNION ALL
    SELECT 'person', person.id, coalesce(person."displayName", '—'), min(organisation.name)
    FROM "Person" person
    JOIN "Membership" part ON part."personId" = person.id AND part.role IN ('reviewer', 'coordinator', 'deputy', 'programme_manager')
      AND ${isActiveMembership("part", now)}
    JOIN "Organisation" organisation ON organisation.id = part."organisationId"
    WHERE person."disabledAt" IS NULL AND person."erasedAt" IS NULL
    GROUP BY person.id
    ORDER BY name, id`;
}

/**
 * Says whom the owner's words mean: from this moment it is closed to them. Reviewers among them leave the panel; when
 * nobody is left to run it, it waits in the programme manager's queue, who is told. What the owner ticked stays.
 *
 * @throws AppError bad_input "not-known" at `keepOut` for anybody who was not on the page
 */
export function keepOut(actor: Actor, request: DeskRequest & { personIds: readonly string[]; organisationIds: readonly string[] }, now: Date): Promise<void> {
  return onDesk(actor, request, { action: "keepOut", kinds: ["kept_out"] }, now, async ({ tx, desk, as, seen }) => {
    const { submissionId, version: seenVersion, personIds, organisationIds } = request;
    const known = await listMeant(tx, submissionId, now);
    const meant = [...personIds.map((subjectId) => ({ kind: "person", subjectId })), ...organisationIds.map((subjectId) => ({ kind: "organisation", subjectId }))];
    if (!meant.every(({ kind, subjectId }) => known.some((one) => one.kind === kind && one.id === subjectId))) throw new AppError("bad_input", "not-known", { field: "keepOut" });
    await tx.keptOut.deleteMany({ where: { submissionId, source: { not: "owner" } } });
    await tx.keptOut.createMany({ data: meant.map((one) => ({ ...one, submissionId, source: "desk", addedAt: now })), skipDuplicates: true });
    const { record, coordinatorId } = await after(tx, submissionId, now);
    const asked = [...desk.panel.map(({ reviewerId }) => reviewerId), ...(coordinatorId ? [coordinatorId] : [])];
    const leaving = await findConflicted(tx, { submissionId }, asked, now, { toReview: true });
    const coordinatorLeaves = coordinatorId !== null && leaving.has(coordinatorId);
    const set = coordinatorLeaves ? { coordinatorId: null } : {};
    const data = { ...seen, personIds: [...personIds], organisationIds: [...organisationIds], coordinatorLeaves };
    await noteOnSubmission(tx, { submissionId, kind: "kept_out", actor, as, seenVersion, set, data, now });
    for (const { assignmentId, reviewerId, status } of desk.panel) {
      if (leaving.has(reviewerId) && isOneOf(ACTIVE_STATES, status)) await moveAssignment(tx, { assignmentId, move: "revoked", reason: { code: "kept-out" }, now });
    }
    if (desk.record.coordinatorLeft && !record.coordinatorLeft) await sendToManagers(tx, "desk.unclaimed", submissionId, now);
  });
}

async function after(tx: Tx, submissionId: string, now: Date) {
  const desk = await findDesk(tx, submissionId, now);
  if (!desk) throw new AppError("not_found", "submission");
  return desk;
}
