import type { Prisma, Tx } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { announceCatalogueChange, noteListingChange } from "~/platform/outbox.server";
import { type Actor, actorId } from "../accounts/actor";
import type { ListingEventKind, ListingNote } from "./events";
import { canMove, type ListingMove, type ListingState, stateByDates } from "./status";

export type ListingRole = "owner" | "coordinator" | "programme-manager" | "visitor" | "system";

export type ListingMoved = {
  listingId: string;
  move: ListingMove;
  to: ListingState;
  actor: Actor;
  /** In what part the actor does it, as the timeline keeps it. */
  as: ListingRole;
  /** The version that the actor saw; a later one is a conflict. Absent only for the system, which reads and moves at once. */
  seenVersion?: number;
  reasonCode?: string;
  /** Ids and codes only: the timeline outlives erasing. */
  data?: Prisma.InputJsonObject;
  /** What else the row gets with the new state. */
  set?: Pick<Prisma.ListingUncheckedUpdateInput, "publishedAt" | "confirmedAt" | "confirmBy" | "removedReason">;
  now: Date;
};

/**
 * The only writer of the state of a listing that is there already (an import creates and publishes its own in bulk):
 * checks the move against the table and the version that was seen, writes state, timeline event and the note for the
 * index in the caller's transaction. Whoever calls it has asked the policy.
 *
 * @throws AppError not_found; conflict "changed-meanwhile" when somebody else was faster; conflict "no-such-move"
 */
export async function moveListing(tx: Tx, { listingId, move, to, actor, as, seenVersion, reasonCode, data, set = {}, now }: ListingMoved): Promise<{ version: number }> {
  const current = await lockListing(tx, listingId);
  if (seenVersion !== undefined && seenVersion !== current.version) throw new AppError("conflict", "changed-meanwhile");
  if (!canMove(move, current.state, to)) throw new AppError("conflict", "no-such-move");
  await tx.listing.update({
    where: { id: listingId },
    data: { ...set, state: to, stateBefore: stateKept(current, to, now), stateSince: now, updatedAt: now, version: { increment: 1 } },
  });
  await appendEvent(tx, { listingId, kind: move, from: current.state, to, actor, as, reasonCode, data, now });
  await noteListingChange(tx, [listingId], now);
  // Pages in memory are stale from the commit on; the index follows within moments, and hits are checked against this row.
  await announceCatalogueChange(tx);
  return { version: current.version + 1 };
}

/** Tells the timeline something that changes no state. */
export async function noteOnListing(
  tx: Tx,
  note: { listingId: string; kind: ListingNote; actor: Actor; as: ListingRole; reasonCode?: string; data?: Prisma.InputJsonObject; now: Date },
): Promise<void> {
  await lockListing(tx, note.listingId);
  await appendEvent(tx, { ...note, from: null, to: null });
}

export type LockedListing = { state: ListingState; stateBefore: ListingState | null; version: number; stateSince: Date; publishedAt: Date | null; confirmBy: Date | null };

/** The row as it is, held to the end of the transaction. Throws AppError not_found. */
export async function lockListing(tx: Tx, listingId: string): Promise<LockedListing> {
  const rows = await tx.$queryRaw<LockedListing[]>`
    SELECT state::text AS state, "stateBefore"::text AS "stateBefore", version, "stateSince", "publishedAt", "confirmBy"
    FROM "Listing" WHERE id = ${listingId}::uuid FOR UPDATE`;
  const [current] = rows;
  if (!current) throw new AppError("not_found", "listing");
  return current;
}

/** What a listing that is kept from the public goes back to. One that is hidden again by lifting was hidden from what its dates say. */
function stateKept(current: LockedListing, to: ListingState, now: Date): ListingState | null {
  if (to !== "hidden" && to !== "suspended") return null;
  return current.state === "suspended" ? stateByDates(current, now) : current.state;
}

async function appendEvent(
  tx: Tx,
  event: {
    listingId: string;
    kind: ListingEventKind;
    from: ListingState | null;
    to: ListingState | null;
    actor: Actor;
    as: ListingRole;
    reasonCode?: string | undefined;
    data?: Prisma.InputJsonObject | undefined;
    now: Date;
  },
): Promise<void> {
  // The listing's row is locked, so nobody else takes the same number.
  const { _max } = await tx.listingEvent.aggregate({ where: { listingId: event.listingId }, _max: { sequence: true } });
  await tx.listingEvent.create({
    data: {
      listingId: event.listingId,
      sequence: (_max.sequence ?? 0) + 1,
      kind: event.kind,
      fromState: event.from,
      toState: event.to,
      actorId: actorId(event.actor),
      actorRole: event.as,
      reasonCode: event.reasonCode ?? null,
      ...(event.data && { data: event.data }),
      at: event.now,
    },
  });
}
