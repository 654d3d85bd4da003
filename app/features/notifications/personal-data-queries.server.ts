import { db } from "~/platform/database/client.server";
import type { PersonActor } from "../accounts/actor";

/** The letters to the actor, without the links that open an account. */
export async function readLetterData({ personId }: PersonActor) {
  return db().letter.findMany({
    where: { recipientId: personId, kind: { not: "account.invitation" } },
    select: { kind: true, channel: true, language: true, state: true, subject: true, body: true, createdAt: true, sentAt: true },
    orderBy: { createdAt: "asc" },
  });
}
