import { db, Prisma, type Tx } from "~/platform/database/client.server";
import { type Actor, actorId } from "../accounts/actor";
import { findNumberCode } from "../accounts/registration.server";
import { type DeskAddress, findDeskAt } from "../network/queries.server";

/**
 * A submission by number waits at its desk until somebody there has confirmed a number, or its owners have confirmed
 * another way to be reached. Stands in a query over "Submission" submission JOIN "Solution" solution.
 */
export function waitsForNumber(now: Date): Prisma.Sql {
  return Prisma.sql`(
    submission.state = 'submitted'
    AND coalesce((${LAST_SENT}) = 'true', false)
    AND NOT EXISTS (SELECT 1 FROM "Channel" reached WHERE reached."verifiedAt" IS NOT NULL AND ${answersThrough(Prisma.sql`reached."personId"`, now)})
  )`;
}

/** Those that came by number, that nobody has claimed, and that are answered through this person. Stands where `waitsForNumber` does. */
export function cameByNumberOf(personId: string, now: Date): Prisma.Sql {
  return Prisma.sql`(
    submission.state = 'submitted'
    AND coalesce((${LAST_SENT}) = 'true', false)
    AND ${answersThrough(Prisma.sql`${personId}::uuid`, now)}
  )`;
}

/** The person sent it, or is an owner of its organisation. */
function answersThrough(person: Prisma.Sql, now: Date): Prisma.Sql {
  return Prisma.sql`(
    ${person} IN (SELECT sent."actorId" FROM "SubmissionEvent" sent WHERE sent."submissionId" = submission.id AND sent.kind = 'submitted')
    OR ${person} IN (
      SELECT part."personId" FROM "Membership" part WHERE part."organisationId" = solution."organisationId" AND part.role = 'owner'
        AND part."startsAt" <= ${now} AND (part."endsAt" IS NULL OR part."endsAt" > ${now})
    )
  )`;
}

/** What it was last submitted with: one that was confirmed then does not wait, whatever an earlier time did. */
const LAST_SENT = Prisma.sql`
  SELECT sent.data ->> 'waitsForNumber' FROM "SubmissionEvent" sent
  WHERE sent."submissionId" = submission.id AND sent.kind = 'submitted' ORDER BY sent.sequence DESC LIMIT 1`;

/** The number that a submission waits for, as it was typed; null when it waits for none. */
export async function findAwaitedNumber(tx: Tx, submissionId: string, now: Date): Promise<string | null> {
  const [row] = await tx.$queryRaw<Array<{ number: string | null }>>`
    SELECT (
      SELECT typed.address FROM "SubmissionEvent" sent JOIN "Channel" typed ON typed."personId" = sent."actorId" AND typed.kind = 'whatsapp'
      WHERE sent."submissionId" = submission.id AND sent.kind = 'submitted' ORDER BY sent.sequence DESC, typed."createdAt" DESC LIMIT 1
    ) AS number
    FROM "Submission" submission JOIN "Solution" solution ON solution.id = submission."solutionId"
    WHERE submission.id = ${submissionId}::uuid AND ${waitsForNumber(now)}`;
  return row?.number ?? null;
}

export type OwnNumberWaiting = {
  /** The viewer's own, with the code that the desk confirms it by; null when another owner's is waited for, or it has run out. */
  own: { number: string; code: string | null } | null;
  desk: DeskAddress | null;
};

/** What an owner is to do so that their submission is looked at. Null when it does not wait. Whoever calls it has asked the policy. */
export async function readOwnNumberWaiting(actor: Actor, submissionId: string, now: Date): Promise<OwnNumberWaiting | null> {
  if ((await findAwaitedNumber(db(), submissionId, now)) === null) return null;
  const { institutionId, currentRevision } = await db().submission.findUniqueOrThrow({
    where: { id: submissionId },
    select: { institutionId: true, currentRevision: { select: { originCountry: true } } },
  });
  const personId = actorId(actor);
  return { own: personId ? await findNumberCode(personId, now) : null, desk: await findDeskAt(institutionId, currentRevision?.originCountry ?? "") };
}
