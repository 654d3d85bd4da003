import { db } from "~/platform/database/client.server";
import type { PersonActor } from "../accounts/actor";

/** Asked for by the actor, but written to somebody else. */
const TO_OTHERS = ["account.invitation", "submission.on-behalf"];

/** The letters to the actor, without the links that open an account. */
export async function readLetterData({ personId }: PersonActor) {
  return db().letter.findMany({
    where: { recipientId: personId, kind: { notIn: TO_OTHERS } },
    select: { kind: true, channel: true, language: true, state: true, subject: true, body: true, createdAt: true, sentAt: true },
    orderBy: { createdAt: "asc" },
  });
}
