import { db } from "~/platform/database/client.server";
import { type Actor, hasRole, hasRoleAt } from "../accounts/actor";
import { inConflict } from "../submissions/conflict-of-interest/rules";
import { textIn } from "../submissions/events";
import { REVIEW_POLICY } from "./policy";
import { findAssignment, findDesk } from "./repository.server";
import { ENDED_STATES } from "./status";

/**
 * Why a page that somebody was written to about is no longer theirs, for those who had a right to it: their reviewing
 * ended, their desk has handed it over, or its owner has reopened it. Null for everybody else, to whom it is not there.
 */
export async function whyAssignmentEnded(actor: Actor, assignmentId: string, now: Date): Promise<"review-ended" | null> {
  if (actor.kind !== "person") return null;
  // One question whether it is somebody else's or never was: the time must not tell which.
  const theirs = await db().reviewAssignment.count({ where: { id: assignmentId, reviewerId: actor.personId, status: { in: [...ENDED_STATES] } } });
  const own = theirs > 0 ? await findAssignment(db(), assignmentId) : null;
  const desk = own && (await findDesk(db(), own.submissionId, now));
  if (!own || !desk) return null;
  return REVIEW_POLICY.knowItEnded(actor, { ...desk.record, reviewerId: own.reviewerId, status: own.status, state: desk.state }) ? "review-ended" : null;
}

/** The same of a submission's desk. Nothing is told to somebody in conflict. */
export async function whyDeskEnded(actor: Actor, submissionId: string, now: Date): Promise<"handed-over" | "reopened" | null> {
  if (!hasRole(actor, "coordinator", "deputy", "programme-manager")) return null;
  const events = await db().submissionEvent.findMany({ where: { submissionId, kind: { in: ["handed_over", "reopened"] } }, select: { kind: true, data: true } });
  const desk = events.length > 0 ? await findDesk(db(), submissionId, now) : null;
  if (!desk || inConflict(actor, desk.record)) return null;
  const ran = (institutionId: string | null) => hasRoleAt(actor, institutionId, "coordinator", "deputy");
  const handed = events.filter(({ kind }) => kind === "handed_over");
  if (handed.some(({ data }) => ran(textIn(data, "from"))) || (handed.length > 0 && hasRole(actor, "programme-manager"))) return "handed-over";
  return desk.state === "draft" && ran(desk.record.institutionId) ? "reopened" : null;
}
