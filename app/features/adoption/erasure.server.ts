import type { Tx } from "~/platform/database/client.server";
import type { Erased } from "../accounts/erasure.server";
import { eraseContactsOf } from "./contact.server";

/**
 * Blanks what somebody sent to owners, what was sent to an owner whom nobody follows, and the needs that they posted.
 * The rows stay and are counted.
 */
export async function eraseFromAdoption(tx: Tx, { personId, addresses, left }: Erased, now: Date): Promise<void> {
  await eraseContactsOf(tx, { personId, addresses, receivedBy: left }, now);
  const needs = await tx.need.findMany({ where: { personId }, select: { id: true } });
  await tx.needText.deleteMany({ where: { needId: { in: needs.map(({ id }) => id) } } });
  for (const { id } of needs) {
    await tx.need.update({ where: { id }, data: { slug: id, personId: null, placeName: null, searched: null, state: "closed", version: { increment: 1 } } });
  }
}
