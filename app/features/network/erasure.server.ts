import type { Tx } from "~/platform/database/client.server";
import type { Erased } from "../accounts/erasure.server";

/** What stands where a firm's name stood, in every language. */
const NAMELESS = "–";

/** Takes what names somebody out of the firms that nobody owns any more; country and kind stay, for sums. */
export async function eraseFromNetwork(tx: Tx, { left, addresses }: Erased, now: Date): Promise<void> {
  await tx.organisationContact.updateMany({ where: { email: { in: [...addresses] } }, data: { email: null } });
  await tx.organisationContact.updateMany({ where: { whatsapp: { in: [...addresses] } }, data: { whatsapp: null } });
  await tx.organisationContact.deleteMany({ where: { organisationId: { in: [...left] } } });
  await tx.organisationText.deleteMany({ where: { organisationId: { in: [...left] } } });
  for (const id of left) {
    const named = { key: null, slug: id, name: NAMELESS, shortName: null, aliases: [], website: null, cityName: null, latitude: null, longitude: null };
    await tx.organisation.update({ where: { id }, data: { ...named, updatedAt: now, version: { increment: 1 } } });
  }
}
