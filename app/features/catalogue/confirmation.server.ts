import { type Tx, transaction } from "~/platform/database/client.server";
import { enqueueJob } from "~/platform/outbox.server";
import { SYSTEM } from "../accounts/actor";
import { ARCHIVED_AFTER_DAYS, type AwaitingOwner, timesToAsk } from "./status";
import { moveListing, noteOnListing } from "./transition.server";
import { countAsked, findAwaiting, findOverdue, findOwnerIds, lockWorkListing, type WorkListing } from "./work-repository.server";

const DAY = 86_400_000;
/** Listings that the sweeper moves in one round; the rest waits for the next. */
const SWEPT_AT_ONCE = 500;

const LETTERS = { unpublished: "listing.confirm-text", needs_confirmation: "listing.needs-confirmation" } as const satisfies Record<AwaitingOwner, string>;

export type Swept = { due: number; archived: number; asked: number };

/** What time alone does to listings: confirmations that run out, and owners who are asked, and asked again. May run at any time, twice too. */
export async function sweepListings(now: Date): Promise<Swept> {
  const archived = await sweep("needs_confirmation", "archived", new Date(now.getTime() - ARCHIVED_AFTER_DAYS * DAY), now);
  const due = await sweep("published", "needs_confirmation", now, now);
  return { due, archived, asked: await askAgain(now) };
}

async function sweep(from: "published" | "needs_confirmation", to: "needs_confirmation" | "archived", confirmBy: Date, now: Date): Promise<number> {
  const ids = await transaction((tx) => findOverdue(tx, from, confirmBy, SWEPT_AT_ONCE));
  let moved = 0;
  for (const listingId of ids) {
    moved += await transaction(async (tx) => {
      const listing = await lockWorkListing(tx, listingId, now);
      // Its owner may have confirmed it since the list was read.
      if (listing?.state !== from || !listing.confirmBy || listing.confirmBy > confirmBy) return 0;
      await moveListing(tx, { listingId, move: to === "archived" ? "archived" : "confirmation_due", to, actor: SYSTEM, as: "system", now });
      if (to === "needs_confirmation") await askIfDue(tx, { ...listing, state: to }, now);
      return 1;
    });
  }
  return moved;
}

async function askAgain(now: Date): Promise<number> {
  const waiting = await transaction((tx) => findAwaiting(tx, SWEPT_AT_ONCE, now));
  let sent = 0;
  for (const id of waiting) {
    sent += await transaction(async (tx) => {
      const listing = await lockWorkListing(tx, id, now);
      return listing && (await askIfDue(tx, listing, now)) ? 1 : 0;
    });
  }
  return sent;
}

/** One letter at most: days that were slept through are not made up for. */
async function askIfDue(tx: Tx, listing: WorkListing, now: Date): Promise<boolean> {
  const { id, state } = listing;
  if (state !== "unpublished" && state !== "needs_confirmation") return false;
  // Hiding and showing begin no new round: whether it still holds is asked from the day on which that was due.
  const since = state === "needs_confirmation" ? (listing.confirmBy ?? listing.stateSince) : listing.stateSince;
  const wanted = timesToAsk(state, since, now);
  const asked = await countAsked(tx, id, since);
  if (asked >= wanted) return false;
  await askForConfirmation(tx, { id, state, organisationId: listing.organisationId }, wanted - asked, now);
  return true;
}

/**
 * One letter to each owner; the note keeps count of how often they were asked. An imported listing without an owner is
 * the programme's to look through, so nobody is written to.
 */
export async function askForConfirmation(tx: Tx, listing: { id: string; state: AwaitingOwner; organisationId: string | null }, times: number, now: Date): Promise<void> {
  const { id: listingId, state, organisationId } = listing;
  for (const recipientId of await findOwnerIds(tx, organisationId, now)) await enqueueJob(tx, "letter", { kind: LETTERS[state], recipientId, subjectId: listingId });
  for (let time = 0; time < times; time += 1) await noteOnListing(tx, { listingId, kind: "confirmation_asked", actor: SYSTEM, as: "system", now });
}
