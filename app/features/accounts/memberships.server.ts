import { Prisma } from "~/platform/database/client.server";

/** The one window of a membership, for Prisma and for SQL: from `startsAt`, and until just before `endsAt` when there is one. */

export function isActiveOn(now: Date): Prisma.MembershipWhereInput {
  return { startsAt: { lte: now }, OR: [{ endsAt: null }, { endsAt: { gt: now } }] };
}

/** The same of somebody who can still sign in. */
export function isActivePersonsOn(now: Date): Prisma.MembershipWhereInput {
  return { ...isActiveOn(now), person: { disabledAt: null, erasedAt: null } };
}

/** @param alias of "Membership" in the query */
export function isActiveMembership(alias: string, now: Date): Prisma.Sql {
  return wasActiveSince(alias, Prisma.sql`${now}::timestamptz`, now);
}

/**
 * It has begun, and had not ended at `since`.
 *
 * @param alias of "Membership" in the query
 * @param since never later than `now`
 */
export function wasActiveSince(alias: string, since: Prisma.Sql, now: Date): Prisma.Sql {
  const membership = Prisma.raw(`"${alias}"`);
  return Prisma.sql`(${membership}."startsAt" <= ${now} AND (${membership}."endsAt" IS NULL OR ${membership}."endsAt" > ${since}))`;
}
