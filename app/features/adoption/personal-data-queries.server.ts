import { db } from "~/platform/database/client.server";
import type { PersonActor } from "../accounts/actor";

/** What the actor wrote to owners, signed in or from one of these addresses, and the needs that they posted. */
export async function readAdoptionData({ personId }: PersonActor, addresses: readonly string[]) {
  const [contacts, needs] = await Promise.all([
    db().contactRequest.findMany({
      where: { OR: [{ personId }, { replyAddress: { in: [...addresses] } }] },
      select: {
        senderName: true,
        businessType: true,
        place: true,
        message: true,
        replyKind: true,
        replyAddress: true,
        consentedAt: true,
        createdAt: true,
        listing: { select: { slug: true } },
      },
      orderBy: { createdAt: "asc" },
    }),
    db().need.findMany({
      where: { personId },
      select: {
        slug: true,
        country: true,
        placeName: true,
        businessType: true,
        size: true,
        searched: true,
        state: true,
        createdAt: true,
        texts: { select: { language: true, title: true, text: true } },
      },
      orderBy: { createdAt: "asc" },
    }),
  ]);
  return { contacts: contacts.map(({ listing, ...contact }) => ({ listing: listing.slug, ...contact })), needs };
}
