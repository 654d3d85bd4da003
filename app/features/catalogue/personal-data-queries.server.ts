import { db, Prisma } from "~/platform/database/client.server";
import { READABLE_STATES } from "./status";

/** The public pages of these organisations, with what happened to them. */
export async function readListingData(organisationIds: readonly string[]) {
  return db().listing.findMany({
    where: { solution: { organisationId: { in: [...organisationIds] } } },
    select: {
      slug: true,
      state: true,
      publishedAt: true,
      confirmedAt: true,
      confirmBy: true,
      events: { where: { toState: { not: null } }, select: { kind: true, toState: true, actorRole: true, reasonCode: true, at: true }, orderBy: { sequence: "asc" } },
    },
    orderBy: { createdAt: "asc" },
  });
}

/** The reports that came with one of these addresses, however it was spelled. */
export async function readReportData(addresses: readonly string[]) {
  return db().$queryRaw<Array<{ listing: string; kind: string; text: string; replyTo: string; createdAt: Date }>>`
    SELECT listing.slug AS listing, report.kind, report.text, report."replyTo", report."createdAt"
    FROM "ListingReport" report JOIN "Listing" listing ON listing.id = report."listingId"
    WHERE ${isReplyTo(addresses)} ORDER BY report."createdAt"`;
}

/** Reporters leave an address as they please, "+1 (809) 555-0100" among them. */
export function isReplyTo(addresses: readonly string[]): Prisma.Sql {
  const emails = addresses.filter((address) => address.includes("@"));
  const numbers = addresses.filter((address) => address.startsWith("+")).map((address) => address.slice(1));
  return Prisma.sql`(lower(trim("replyTo")) = ANY(${emails}::text[]) OR regexp_replace(regexp_replace("replyTo", '[^0-9]', '', 'g'), '^00', '') = ANY(${numbers}::text[]))`;
}

/** How many pages of these organisations anybody can read. */
export async function countReadable(organisationIds: readonly string[]): Promise<number> {
  return db().listing.count({ where: { state: { in: [...READABLE_STATES] }, solution: { organisationId: { in: [...organisationIds] } } } });
}
