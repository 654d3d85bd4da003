import type { Tx } from "~/platform/database/client.server";
import { announceCatalogueChange } from "~/platform/outbox.server";
import type { Actor } from "../accounts/actor";
import type { Erased } from "../accounts/erasure.server";
import { isReplyTo } from "./personal-data-queries.server";
import { isReadable, type ListingMove, type ListingState } from "./status";
import { moveListing } from "./transition.server";

/**
 * Takes the pages away that nobody owns any more, with the words in their addresses, and blanks the reports that this
 * person filed. What others reported stays with those who moderate.
 */
export async function eraseFromCatalogue(tx: Tx, { personId, addresses, left }: Erased, now: Date): Promise<void> {
  const listings = await tx.listing.findMany({
    where: { solution: { organisationId: { in: [...left] }, origin: "submission" } },
    select: { id: true, state: true },
    orderBy: { id: "asc" },
  });
  const actor: Actor = { kind: "person", personId, memberships: [], submissionIds: [] };
  for (const { id: listingId, state } of listings) {
    const step = wayOut(state);
    if (step) await moveListing(tx, { ...step, listingId, actor, as: "owner", now });
    await tx.listingSlug.deleteMany({ where: { listingId } });
    await tx.listing.update({ where: { id: listingId }, data: { slug: listingId } });
  }
  await blankReports(tx, addresses);
  // A contact may have gone from a page that others own.
  await announceCatalogueChange(tx);
}

/** How a listing in this state is taken from the public for good; undefined where it is already. */
function wayOut(state: ListingState): { move: ListingMove; to: ListingState; reasonCode?: string; set?: { removedReason: string } } | undefined {
  if (isReadable(state)) return { move: "hidden", to: "hidden" };
  if (state === "unpublished") return { move: "shelved", to: "hidden" };
  // A moderator who lifts a suspension must not bring back a page without words.
  if (state === "suspended") return { move: "removed", to: "removed", reasonCode: "owner-request", set: { removedReason: "owner-request" } };
  return undefined;
}

async function blankReports(tx: Tx, addresses: readonly string[]): Promise<void> {
  await tx.$executeRaw`UPDATE "ListingReport" SET text = '', "replyTo" = NULL, "senderMark" = '', "sentKey" = id::text, version = version + 1 WHERE ${isReplyTo(addresses)}`;
}
