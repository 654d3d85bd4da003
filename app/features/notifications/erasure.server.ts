import type { Tx } from "~/platform/database/client.server";
import type { Erased } from "../accounts/erasure.server";
import { blankLetters } from "./repository.server";

/**
 * Takes the words out of the letters to a person, and out of those to anybody about what nobody owns any more; that
 * there were letters is kept.
 *
 * @returns which they were, for their files to be removed
 */
export async function eraseFromLetters(tx: Tx, { personId, blankSince }: Erased, submissionIds: readonly string[], now: Date): Promise<Array<{ id: string; at: Date }>> {
  const about = { submissionId: { in: [...submissionIds] }, createdAt: { lte: blankSince } };
  return blankLetters(tx, { OR: [{ recipientId: personId }, about] }, now);
}
