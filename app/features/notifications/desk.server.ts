import { Prisma, type Tx, transaction } from "~/platform/database/client.server";
import { environment } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { type Actor, hasRole } from "../accounts/actor";
import { isAtDeskOf } from "../review/desk-scope.server";
import { setHeldSent } from "./repository.server";
import { textOf } from "./service.server";
import { whatsappLink } from "./templates";

/** A letter that waits for somebody at the desk to send it by hand. */
export type HeldLetter = {
  id: string;
  kind: string;
  recipientName: string | null;
  subject: string;
  /** As it will be sent. */
  text: string;
  /** Opens WhatsApp with the text typed already. */
  whatsappUrl: string;
  /** The number, for whoever sends it from another device. */
  number: string;
  createdAt: Date;
};

type HeldRow = Omit<HeldLetter, "text" | "whatsappUrl"> & { subjectId: string | null; language: string; body: string };

/**
 * The letters at this person's desk, oldest first. About a submission: at the desk that runs it today, and never shown to
 * somebody in conflict. About an account: at the institution of its country, else at the programme manager's.
 */
export async function listHeldLetters(actor: Actor, now: Date): Promise<HeldLetter[]> {
  const rows = await transaction((tx) => findHeld(tx, actor, now));
  return rows.map(({ subjectId, language, body, ...row }) => {
    const text = textOf({ kind: row.kind, subjectId, language, body }, environment());
    return { ...row, text, whatsappUrl: whatsappLink(row.number, { subject: row.subject, body: text }) };
  });
}

/**
 * Records that somebody at the desk has sent it, and who.
 *
 * @throws AppError not_found for a letter that does not wait at their desk; conflict "changed-meanwhile" when a colleague was faster
 */
export function markHeldSent(actor: Actor, letterId: string, now: Date): Promise<void> {
  return transaction(async (tx) => {
    const [letter] = await findHeld(tx, actor, now, letterId);
    if (!letter || actor.kind !== "person") throw new AppError("not_found", "letter");
    if (!(await setHeldSent(tx, letter.id, { sentById: actor.personId, now }))) throw new AppError("conflict", "changed-meanwhile");
  });
}

function findHeld(tx: Tx, actor: Actor, now: Date, letterId?: string): Promise<HeldRow[]> {
  if (actor.kind !== "person") return Promise.resolve([]);
  const institutions = actor.memberships.filter(({ role }) => role === "coordinator" || role === "deputy").map(({ organisationId }) => organisationId);
  const manages = hasRole(actor, "programme-manager");
  if (institutions.length === 0 && !manages) return Promise.resolve([]);
  // A link that has run out, or was used, is of no use to anybody.
  return tx.$queryRaw<HeldRow[]>`
    SELECT letter.id, letter.kind, letter."subjectId", letter.language, letter.subject, letter.body, letter."createdAt",
      person."displayName" AS "recipientName", channel.address AS number
    FROM "Letter" letter
    JOIN "Person" person ON person.id = letter."recipientId" AND person."erasedAt" IS NULL
    JOIN LATERAL (
      SELECT address FROM "Channel" WHERE "personId" = person.id AND kind = 'whatsapp'
      ORDER BY "verifiedAt" IS NULL, "createdAt" DESC, id DESC LIMIT 1
    ) channel ON true
    LEFT JOIN "Submission" submission ON submission.id = letter."submissionId"
    LEFT JOIN "Solution" solution ON solution.id = submission."solutionId"
    LEFT JOIN "Token" token ON token.id = letter."subjectId"
    WHERE letter.state = 'held' ${letterId === undefined ? Prisma.empty : Prisma.sql`AND letter.id = ${letterId}::uuid`}
      AND (token.id IS NULL OR (token."usedAt" IS NULL AND token."expiresAt" > ${now}))
      AND CASE WHEN letter."submissionId" IS NULL
        THEN letter."deskId" = ANY(${institutions}::uuid[]) OR (letter."deskId" IS NULL AND ${manages}::boolean)
        ELSE ${isAtDeskOf(actor, now)} END
    ORDER BY letter."createdAt", letter.id`;
}
