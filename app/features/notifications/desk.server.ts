import { Prisma, type Tx, transaction } from "~/platform/database/client.server";
import { environment } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import type { Actor } from "../accounts/actor";
import { lettersAtDeskOf, NUMBER_REACHED } from "./desk-scope.server";
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

async function findHeld(tx: Tx, actor: Actor, now: Date, letterId?: string): Promise<HeldRow[]> {
  const scope = lettersAtDeskOf(actor, now);
  if (!scope) return [];
  return tx.$queryRaw<HeldRow[]>`
    SELECT letter.id, letter.kind, letter."subjectId", letter.language, letter.subject, letter.body, letter."createdAt",
      CASE WHEN token.address IS NULL OR token."subjectId" = person.id THEN person."displayName" END AS "recipientName", reached.number
    FROM ${scope.from}
    CROSS JOIN LATERAL (SELECT ${NUMBER_REACHED} AS number) reached
    WHERE letter.state = 'held' AND reached.number IS NOT NULL ${letterId === undefined ? Prisma.empty : Prisma.sql`AND letter.id = ${letterId}::uuid`} AND ${scope.where}
    ORDER BY letter."createdAt", letter.id`;
}
