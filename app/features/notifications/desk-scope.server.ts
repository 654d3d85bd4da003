import { Prisma } from "~/platform/database/client.server";
import { type Actor, hasRole } from "../accounts/actor";
import { isAtDeskOf } from "../review/desk-scope.server";
import { isForConflicted } from "./audience.server";
import { OF_USE_IN } from "./rules";

/** The number that a letter is for: the one that was typed for its link, else its person's. Null when it is for an e-mail, or there is none. */
export const NUMBER_REACHED = Prisma.sql`CASE WHEN token.address IS NULL THEN (
    SELECT address FROM "Channel" WHERE "personId" = person.id AND kind = 'whatsapp' ORDER BY "verifiedAt" IS NULL, "createdAt" DESC, id DESC LIMIT 1
  ) WHEN token."addressKind" = 'whatsapp' THEN token.address END`;

/**
 * The letters that a desk sees to, said in SQL: about a submission, at the desk that runs it today, and never for
 * somebody in conflict, nor one that is for somebody who came to be in conflict; about anything else, at the institution
 * that the letter names, else the programme manager's. A letter whose link has run out or was used, or whose matter has
 * moved on, is of no use to anybody. Null for whoever has no desk.
 */
export function lettersAtDeskOf(actor: Actor, now: Date): { from: Prisma.Sql; where: Prisma.Sql } | null {
  if (actor.kind !== "person") return null;
  const institutions = actor.memberships.filter(({ role }) => role === "coordinator" || role === "deputy").map(({ organisationId }) => organisationId);
  const manages = hasRole(actor, "programme-manager");
  if (institutions.length === 0 && !manages) return null;
  return {
    from: Prisma.sql`"Letter" letter
      JOIN "Person" person ON person.id = letter."recipientId" AND person."erasedAt" IS NULL
      LEFT JOIN "Submission" submission ON submission.id = letter."submissionId"
      LEFT JOIN "Solution" solution ON solution.id = submission."solutionId"
      LEFT JOIN "ReviewAssignment" assignment ON assignment.id = letter."subjectId"
      LEFT JOIN "Token" token ON token.id = letter."subjectId"`,
    where: Prisma.sql`(token.id IS NULL OR (token."usedAt" IS NULL AND token."expiresAt" > ${now}))
      AND coalesce(jsonb_exists(${JSON.stringify(OF_USE_IN)}::jsonb -> letter.kind, coalesce(assignment.status::text, submission.state::text)), true)
      AND CASE WHEN letter."submissionId" IS NULL
        THEN letter."deskId" = ANY(${institutions}::uuid[]) OR (letter."deskId" IS NULL AND ${manages}::boolean)
        ELSE ${isAtDeskOf(actor, now)} AND NOT ${isForConflicted(now)} END`,
  };
}
