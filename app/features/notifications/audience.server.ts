import { Prisma, type Tx } from "~/platform/database/client.server";
import { isActiveMembership, isActiveOn } from "../accounts/memberships.server";
import { findConflicted, isConflicted, isConflictedToReview } from "../submissions/conflict-of-interest/queries.server";
import { LETTER_AUDIENCES, LETTER_KINDS, type LetterKind } from "./schema";

/** Letters about a submission or its listing are for nobody who is in conflict with it: asked when one is written, and again when it leaves. */

export type Addressed = { kind: string; recipientId: string | null; subjectId: string | null; submissionId: string | null };

/** Whether the letter is for somebody whom the rule of conflict keeps from it today. */
export async function isKeptFromRecipient(tx: Tx, { kind, recipientId, subjectId, submissionId }: Addressed, now: Date): Promise<boolean> {
  const audience = LETTER_AUDIENCES[kind as LetterKind];
  if (audience === "its-own" || recipientId === null) return false;
  const report = audience === "moderators" && subjectId ? await tx.listingReport.findUnique({ where: { id: subjectId }, select: { listingId: true } }) : null;
  const subject = report ?? (submissionId === null ? null : { submissionId });
  if (audience === "desk-or-owner" && submissionId !== null && (await isOwner(tx, submissionId, recipientId, now))) return false;
  return subject !== null && (await findConflicted(tx, subject, [recipientId], now, { toReview: audience === "reviewers" })).has(recipientId);
}

async function isOwner(tx: Tx, submissionId: string, personId: string, now: Date): Promise<boolean> {
  const memberships = { some: { personId, role: "owner", ...isActiveOn(now) } } satisfies Prisma.MembershipListRelationFilter;
  return (await tx.submission.findFirst({ where: { id: submissionId, solution: { organisation: { memberships } } }, select: { id: true } })) !== null;
}

const kindsFor = (...audiences: readonly string[]) => LETTER_KINDS.filter((kind) => audiences.includes(LETTER_AUDIENCES[kind]));

/** The same for letters that wait at a desk. Stands in a query over "Letter" letter LEFT JOIN its "Submission" submission and its "Solution" solution. */
export function isForConflicted(now: Date): Prisma.Sql {
  const recipient = Prisma.sql`letter."recipientId"`;
  return Prisma.sql`(submission.id IS NOT NULL AND (
    (letter.kind = ANY(${kindsFor("desk", "moderators")}) AND ${isConflicted(recipient, now)})
    OR (letter.kind = ANY(${kindsFor("desk-or-owner")}) AND ${isConflicted(recipient, now)} AND NOT EXISTS (
      SELECT 1 FROM "Membership" owning
      WHERE owning."personId" = ${recipient} AND owning."organisationId" = solution."organisationId" AND owning.role = 'owner' AND ${isActiveMembership("owning", now)}
    ))
    OR (letter.kind = ANY(${kindsFor("reviewers")}) AND ${isConflictedToReview(recipient, now)})
  ))`;
}
