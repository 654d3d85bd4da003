import { Prisma, type Tx } from "~/platform/database/client.server";
import type { Actor } from "../accounts/actor";
import type { Erased } from "../accounts/erasure.server";
import { clockRuns } from "../submissions/status";
import { moveAssignment } from "./assignment.server";
import { lockDesk } from "./repository.server";
import { leave } from "./reviewing.server";
import { WRITABLE_STATES } from "./status";

/**
 * Takes a person out of panels that still wait for them, with what they had begun to write, and their name out of the
 * letters that announced decisions. Reviews that were handed in, notes and reasons are their institution's and stay.
 */
export async function eraseFromReview(tx: Tx, erased: Erased, now: Date): Promise<void> {
  const { personId } = erased;
  const owed = await tx.reviewAssignment.findMany({
    where: { reviewerId: personId, status: { in: ["invited", ...WRITABLE_STATES] } },
    select: { id: true, submissionId: true, submission: { select: { state: true } } },
    orderBy: { submissionId: "asc" },
  });
  const actor: Actor = { kind: "person", personId, memberships: [], submissionIds: [] };
  for (const { id: assignmentId, submissionId, submission } of owed) {
    await lockDesk(tx, submissionId, now);
    const current = await tx.reviewAssignment.findUniqueOrThrow({ where: { id: assignmentId }, select: { status: true } });
    const move = current.status === "invited" ? "declined" : WRITABLE_STATES.some((state) => state === current.status) ? "abstained" : undefined;
    if (!move) continue;
    await moveAssignment(tx, { assignmentId, move, now });
    if (clockRuns(submission.state) || submission.state === "changes_requested") await leave({ tx, own: { submissionId, assignmentId } }, actor, "account-erased", now);
  }
  await tx.review.deleteMany({ where: { submittedAt: null, assignment: { reviewerId: personId } } });
  await tx.review.updateMany({ where: { assignment: { reviewerId: personId } }, data: { redraft: Prisma.DbNull } });
  // A mixed list holds the names of those who were never meant, too.
  await tx.blindName.updateMany({ where: { subjectId: { in: [personId, ...erased.left] } }, data: { name: NAMELESS } });
  await blankAnnouncements(tx, erased);
}

const NAMELESS = "–";

/** A letter that has no reader left goes; in one that others may read, the name does. */
async function blankAnnouncements(tx: Tx, { names, left, shared }: Erased): Promise<void> {
  await tx.decision.updateMany({ where: { submission: { solution: { organisationId: { in: [...left] }, origin: "submission" } } }, data: { letter: null } });
  for (const name of names) {
    const naming = await tx.decision.findMany({
      where: { letter: { contains: name }, submission: { solution: { organisationId: { in: [...shared] } } } },
      select: { id: true, letter: true },
    });
    for (const { id, letter } of naming) await tx.decision.update({ where: { id }, data: { letter: withoutName(letter ?? "", name) } });
  }
}

function withoutName(text: string, name: string): string {
  const words = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`(?<!\\p{L})${words}(?!\\p{L})`, "gu"), NAMELESS);
}
