import type { Prisma, Tx } from "~/platform/database/client.server";
import { isActivePersonsOn } from "../accounts/memberships.server";
import { findConflicted, readListingConflictFacts } from "../submissions/conflict-of-interest/queries.server";
import type { ListingFacts } from "./policy";
import { ASKED_AGAIN_ON_DAYS, type ListingDates, type ListingState } from "./status";

/** A listing as its table of rights and its moves see it. */
export type WorkListing = ListingFacts &
  ListingDates & { id: string; version: number; stateBefore: ListingState | null; hasPriceOrContact: boolean; createdAt: Date; demonstration: boolean };

const WORK_SELECT = {
  id: true,
  version: true,
  state: true,
  stateBefore: true,
  stateSince: true,
  publishedAt: true,
  confirmBy: true,
  createdAt: true,
  institutionId: true,
  demonstration: true,
  revision: { select: { costAmount: true } },
  solution: { select: { id: true, organisationId: true, contact: { select: { email: true, whatsapp: true } } } },
} as const;

/** Read after `FOR UPDATE`, so that what is decided on is what is written. Undefined for what is not there. */
export async function lockWorkListing(tx: Tx, listingId: string, now: Date): Promise<WorkListing | undefined> {
  await tx.$queryRaw`SELECT FROM "Listing" WHERE id = ${listingId}::uuid FOR UPDATE`;
  return findWorkListing(tx, listingId, now);
}

export async function findWorkListing(tx: Tx, listingId: string, now: Date): Promise<WorkListing | undefined> {
  const row = await tx.listing.findUnique({ where: { id: listingId }, select: WORK_SELECT });
  if (!row) return undefined;
  const { revision, solution, ...listing } = row;
  return {
    ...listing,
    organisationId: solution.organisationId,
    conflict: await readListingConflictFacts(tx, solution.id, now),
    hasPriceOrContact: revision.costAmount !== null || Boolean(solution.contact?.email || solution.contact?.whatsapp),
  };
}

/** Who owns a solution today: the active owners of its organisation. */
export async function findOwnerIds(tx: Tx, organisationId: string | null, now: Date): Promise<string[]> {
  return organisationId === null ? [] : findMemberIds(tx, { organisationId, role: "owner" }, now);
}

export type Moderators = { personIds: string[] /** They may not moderate it: they can name a manager who may. */; areAdministrators: boolean };

/**
 * Coordinators of the accepting institution; the programme's managers where there are none; the administrators where
 * everybody who might moderate it is in conflict, as nobody is among them who is.
 */
export async function findModerators(tx: Tx, { id: listingId, institutionId }: Pick<WorkListing, "id" | "institutionId">, now: Date): Promise<Moderators> {
  const free = async (where: Prisma.MembershipWhereInput) => {
    const personIds = await findMemberIds(tx, where, now);
    const conflicted = await findConflicted(tx, { listingId }, personIds, now);
    return personIds.filter((personId) => !conflicted.has(personId));
  };
  const coordinators = institutionId === null ? [] : await free({ organisationId: institutionId, role: { in: ["coordinator", "deputy"] } });
  if (coordinators.length > 0) return { personIds: coordinators, areAdministrators: false };
  const managers = await free({ role: "programme_manager" });
  if (managers.length > 0) return { personIds: managers, areAdministrators: false };
  return { personIds: await free({ role: "administrator" }), areAdministrators: true };
}

async function findMemberIds(tx: Tx, where: Prisma.MembershipWhereInput, now: Date): Promise<string[]> {
  const rows = await tx.membership.findMany({
    where: { ...where, ...isActivePersonsOn(now) },
    select: { personId: true },
    distinct: ["personId"],
    orderBy: { personId: "asc" },
  });
  return rows.map(({ personId }) => personId);
}

/** Listings whose clock has run out in this state, the longest overdue first. */
export async function findOverdue(tx: Tx, state: "published" | "needs_confirmation", confirmBy: Date, limit: number): Promise<string[]> {
  const rows = await tx.listing.findMany({ where: { state, confirmBy: { lte: confirmBy } }, select: { id: true }, orderBy: { confirmBy: "asc" }, take: limit });
  return rows.map(({ id }) => id);
}

/** Listings whose owner has been asked less often by now than the days of the list say, the longest waiting first. */
export async function findAwaiting(tx: Tx, limit: number, now: Date): Promise<string[]> {
  const { unpublished, needs_confirmation } = ASKED_AGAIN_ON_DAYS;
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    SELECT awaiting.id FROM (
      SELECT listing.id,
        CASE WHEN listing.state = 'needs_confirmation' THEN coalesce(listing."confirmBy", listing."stateSince") ELSE listing."stateSince" END AS since,
        CASE WHEN listing.state = 'needs_confirmation' THEN ${[...needs_confirmation]}::int[] ELSE ${[...unpublished]}::int[] END AS days
      FROM "Listing" listing JOIN "Solution" solution ON solution.id = listing."solutionId"
      WHERE (listing.state = 'unpublished' AND listing.origin = 'submission') OR (listing.state = 'needs_confirmation' AND solution."organisationId" IS NOT NULL)
    ) awaiting
    CROSS JOIN LATERAL (SELECT count(*) AS count FROM unnest(awaiting.days) AS day WHERE awaiting.since + day * interval '24 hours' <= ${now}) due
    WHERE due.count > 0 AND due.count >= (
      SELECT count(*) FROM "ListingEvent" event WHERE event."listingId" = awaiting.id AND event.kind = 'confirmation_asked' AND event.at >= awaiting.since
    )
    ORDER BY awaiting.since, awaiting.id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** How often its owner was asked since then. */
export function countAsked(tx: Tx, listingId: string, since: Date): Promise<number> {
  return tx.listingEvent.count({ where: { listingId, kind: "confirmation_asked", at: { gte: since } } });
}

export type AcceptedSubmission = {
  id: string;
  solutionId: string;
  revisionId: string;
  institutionId: string | null;
  organisationId: string | null;
  demonstration: boolean;
  title: string;
  listingId: string | null;
};

/** An accepted submission with what its page begins with, held to the end of the transaction. Undefined unless it was accepted. */
export async function lockAcceptedSubmission(tx: Tx, submissionId: string): Promise<AcceptedSubmission | undefined> {
  await tx.$queryRaw`SELECT FROM "Submission" WHERE id = ${submissionId}::uuid FOR UPDATE`;
  const row = await tx.submission.findUnique({
    where: { id: submissionId, state: "accepted" },
    select: {
      institutionId: true,
      currentRevision: { select: { id: true, language: true, texts: { select: { language: true, title: true } } } },
      solution: { select: { id: true, organisationId: true, demonstration: true, listing: { select: { id: true } } } },
    },
  });
  if (!row?.currentRevision) return undefined;
  const { solution, currentRevision: revision, institutionId } = row;
  const title = (revision.texts.find(({ language }) => language === revision.language) ?? revision.texts[0])?.title ?? "";
  return {
    id: submissionId,
    solutionId: solution.id,
    revisionId: revision.id,
    institutionId,
    organisationId: solution.organisationId,
    demonstration: solution.demonstration,
    title,
    listingId: solution.listing?.id ?? null,
  };
}
