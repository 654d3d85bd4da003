import { db } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { createActor } from "./desk";
import { MADE_AT } from "./records";

type Channels = { email?: string; unconfirmedEmail?: string; whatsapp?: string };

/** Gives a person ways to be written to. */
export async function addChannels(personId: string, { email, unconfirmedEmail, whatsapp }: Channels): Promise<void> {
  const channel = { personId, createdAt: MADE_AT };
  await db().channel.createMany({
    data: [
      ...(email ? [{ ...channel, id: newId(MADE_AT), kind: "email" as const, address: email, verifiedAt: MADE_AT }] : []),
      ...(unconfirmedEmail ? [{ ...channel, id: newId(MADE_AT), kind: "email" as const, address: unconfirmedEmail }] : []),
      ...(whatsapp ? [{ ...channel, id: newId(MADE_AT), kind: "whatsapp" as const, address: whatsapp, verifiedAt: MADE_AT }] : []),
    ],
  });
}

/** Somebody without any part, who can be written to. */
export async function createCorrespondent(channels: Channels, options: { displayName?: string; locale?: string } = {}): Promise<string> {
  const { personId } = await createActor([], options);
  await addChannels(personId, channels);
  return personId;
}
