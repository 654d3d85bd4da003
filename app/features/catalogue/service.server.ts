import { type Tx, transaction } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import { newId } from "~/platform/ids";
import { toSlug } from "~/platform/slug";
import { type Actor, actorId, SYSTEM } from "../accounts/actor";
import { askForConfirmation } from "./confirmation.server";
import { needsReason } from "./listing-actions";
import { hasPartFor, LISTING_ACTIONS, type ListingAction, mayView, partOf } from "./policy";
import { closeReports } from "./report-repository.server";
import { chooseListingSlugs } from "./repository.server";
import { confirmationEnds, type ListingState, type REMOVAL_REASONS, restoredState } from "./status";
import { moveListing, noteOnListing } from "./transition.server";
import { findWorkListing, lockAcceptedSubmission, lockWorkListing, type WorkListing } from "./work-repository.server";

/**
 * The page that an accepted submission gets: unpublished, with its address, until its owner agrees to the public text.
 * A second call finds the first one's listing. Throws AppError not_found for what was not accepted.
 */
export function openListing(submissionId: string, now: Date): Promise<{ listingId: string }> {
  return transaction(async (tx) => {
    const submission = await lockAcceptedSubmission(tx, submissionId);
    if (!submission) throw new AppError("not_found", "accepted-submission");
    if (submission.listingId) return { listingId: submission.listingId };
    const { solutionId, revisionId, institutionId, demonstration, title } = submission;
    const [slug = ""] = await chooseListingSlugs(tx, [toSlug(title) || toSlug(submissionId)]);
    const listingId = newId(now);
    await tx.listing.create({
      data: {
        id: listingId,
        solutionId,
        submissionId,
        revisionId,
        institutionId,
        slug,
        origin: "submission",
        state: "unpublished",
        stateSince: now,
        demonstration,
        createdAt: now,
        updatedAt: now,
      },
    });
    await noteOnListing(tx, { listingId, kind: "created", actor: SYSTEM, as: "system", now });
    await askForConfirmation(tx, { id: listingId, state: "unpublished", organisationId: submission.organisationId }, 1, now);
    return { listingId };
  });
}

export type ListingChange = {
  listingId: string;
  action: ListingAction;
  /** The version that the actor saw. */
  seenVersion: number;
  /** Required to suspend and to remove. */
  reasonCode?: (typeof REMOVAL_REASONS)[number];
};

/**
 * What its owner or a moderator does with a listing. Sent twice, it is done once.
 *
 * @throws AppError not_found for whoever may not even know of it, or lacks the part; conflict as `moveListing`;
 *   bad_input "reason-missing"
 */
export function changeListing(actor: Actor, { listingId, action, seenVersion, reasonCode }: ListingChange, now: Date): Promise<{ state: ListingState }> {
  return transaction(async (tx) => {
    const listing = await lockWorkListing(tx, listingId, now);
    const part = listing && partOf(actor, listing, now);
    if (!listing || !part) throw new AppError("not_found", "listing");
    if (await isDoneAlready(tx, listing, action, actor, seenVersion)) return { state: listing.state };
    if (listing.version !== seenVersion) throw new AppError("conflict", "changed-meanwhile");
    if (!hasPartFor(actor, action, listing, now)) throw new AppError("not_found", "listing-action");
    if (needsReason(action) && !reasonCode) throw new AppError("bad_input", "reason-missing", { field: "reason" });
    const { move } = LISTING_ACTIONS[action];
    const to = targetOf(action, listing, now);
    await moveListing(tx, {
      listingId,
      move,
      to,
      actor,
      as: part,
      seenVersion,
      ...(reasonCode && { reasonCode }),
      ...(action === "publish-on-behalf" && { data: { onBehalf: true } }),
      set: changedWith(action, listing, reasonCode, now),
      now,
    });
    if (needsReason(action)) await closeReports(tx, { listingId, state: "upheld", by: actorId(actor), now });
    return { state: to };
  });
}

function targetOf(action: ListingAction, listing: WorkListing, now: Date): ListingState {
  switch (action) {
    case "publish":
    case "publish-on-behalf":
    case "confirm":
    case "republish":
      return "published";
    case "hide":
    case "shelve":
      return "hidden";
    case "suspend":
      return "suspended";
    case "remove":
      return "removed";
    case "show":
    case "lift":
      return restoredState(listing, now);
  }
}

/** Dates move when somebody vouches for the text; a tombstone gets its reason. */
function changedWith(action: ListingAction, listing: WorkListing, reasonCode: string | undefined, now: Date) {
  switch (action) {
    case "publish":
    case "publish-on-behalf":
    case "confirm":
    case "republish":
      // On the owner's behalf it is public, but not confirmed by its owner.
      return { publishedAt: listing.publishedAt ?? now, confirmBy: confirmationEnds(now, listing), ...(action !== "publish-on-behalf" && { confirmedAt: now }) };
    case "remove":
      return { removedReason: reasonCode ?? null };
    default:
      return {};
  }
}

/** The button pressed twice: the last thing that happened is this, by the same person, from the version they saw. */
async function isDoneAlready(tx: Tx, listing: WorkListing, action: ListingAction, actor: Actor, seenVersion: number): Promise<boolean> {
  if (listing.version !== seenVersion + 1) return false;
  const last = await tx.listingEvent.findFirst({ where: { listingId: listing.id, toState: { not: null } }, orderBy: { sequence: "desc" }, select: { kind: true, actorId: true } });
  return last?.kind === LISTING_ACTIONS[action].move && last.actorId === actorId(actor);
}

/** A moderator found that a report leads to nothing. Throws AppError not_found. */
export function dismissReport(actor: Actor, { listingId, reportId }: { listingId: string; reportId: string }, now: Date): Promise<void> {
  return transaction(async (tx) => {
    const listing = await lockWorkListing(tx, listingId, now);
    const part = listing && partOf(actor, listing, now);
    if (!listing || !part || !mayView(actor, "moderate", listing, now)) throw new AppError("not_found", "listing");
    const closed = await closeReports(tx, { listingId, reportId, state: "dismissed", by: actorId(actor), now });
    if (closed > 0) await noteOnListing(tx, { listingId, kind: "report_dismissed", actor, as: part, data: { reportId }, now });
  });
}

/** What somebody may see of the work on a listing. Throws AppError not_found, for what is not there as for what is not theirs. */
export async function openWorkListing(actor: Actor, listingId: string, now: Date): Promise<WorkListing> {
  const listing = UUID.test(listingId) ? await transaction((tx) => findWorkListing(tx, listingId, now)) : undefined;
  if (!listing || !mayView(actor, "open", listing, now)) throw new AppError("not_found", "listing");
  return listing;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
