import { db, transaction } from "~/platform/database/client.server";
import { askToErase } from "./erasure.server";

/** Longer than any code or session lives: whoever comes back later signs up again, and loses nothing by it. */
const KEPT_MS = 30 * 86_400_000;

/**
 * Erases registrations that nobody ever confirmed, or that lost their address to its owner, once they are old, nobody is signed in to them, and
 * they hold nothing that somebody made: no draft, no submission, no part in an organisation but an empty firm of their own. Returns how many.
 */
export async function eraseUnconfirmed(now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEPT_MS);
  const found = await db().$queryRaw<Array<{ id: string }>>`
    SELECT person.id FROM "Person" person JOIN "Credential" password ON password."personId" = person.id
    WHERE person."createdAt" <= ${before} AND person."erasedAt" IS NULL AND NOT person.demonstration
      AND NOT EXISTS (SELECT FROM "Channel" own WHERE own."personId" = person.id AND own."verifiedAt" IS NOT NULL)
      AND NOT EXISTS (SELECT FROM "Session" open WHERE open."personId" = person.id AND open."expiresAt" > ${now} AND open."absoluteAt" > ${now})
      AND NOT EXISTS (SELECT FROM "SubmissionDraft" draft WHERE draft."ownerId" = person.id)
      AND NOT EXISTS (SELECT FROM "SubmissionEvent" event WHERE event."actorId" = person.id)
      AND NOT EXISTS (SELECT FROM "Submission" typed WHERE typed."authorOnBehalfId" = person.id)
      AND NOT EXISTS (
        SELECT FROM "Membership" part JOIN "Organisation" firm ON firm.id = part."organisationId"
        WHERE part."personId" = person.id AND (
          part.role <> 'owner' OR firm.partner
          OR EXISTS (SELECT FROM "Solution" solution WHERE solution."organisationId" = firm.id)
          OR EXISTS (SELECT FROM "Membership" other WHERE other."organisationId" = firm.id AND other."personId" <> person.id)
        )
      )
    ORDER BY person.id LIMIT 500`;
  for (const { id } of found) await transaction((tx) => askToErase(tx, id, now));
  return found.length;
}
