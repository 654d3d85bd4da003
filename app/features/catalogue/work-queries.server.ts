import { db, Prisma } from "~/platform/database/client.server";
import { type Actor, hasRole, type PersonActor } from "../accounts/actor";
import { isConflictedOfListing } from "../submissions/conflict-of-interest/queries.server";
import { shownLanguage } from "./listing-record";
import { type ModerationPile, pilesOf } from "./policy";
import { REPORT_KINDS, type ReportKind } from "./report-schema";
import { archivedFrom, type ListingState, OWNER_ALONE_DAYS } from "./status";

const DAY = 86_400_000;

/** A listing in a list of somebody's work. */
export type WorkItem = { id: string; slug: string; reference: string; title: string; titleLanguage: string; state: ListingState; stateSince: Date; demonstration: boolean };

const ITEM_SELECT = {
  id: true,
  slug: true,
  state: true,
  stateSince: true,
  demonstration: true,
  solution: { select: { reference: true } },
  revision: { select: { language: true, texts: { select: { language: true, title: true } } } },
} as const satisfies Prisma.ListingSelect;

function toItem({ revision, solution, ...listing }: Prisma.ListingGetPayload<{ select: typeof ITEM_SELECT }>, wanted: string): WorkItem {
  const language = shownLanguage(
    revision.texts.map((text) => text.language),
    wanted,
    revision.language,
  );
  return { ...listing, reference: solution.reference, title: revision.texts.find((text) => text.language === language)?.title ?? "", titleLanguage: language };
}

const PER_PAGE = 20;

/** The listings of the organisations that somebody owns, the last changed first. */
export async function listOwnListings(actor: Actor, page: number, wanted: string): Promise<{ total: number; pages: number; items: WorkItem[] }> {
  const where: Prisma.ListingWhereInput = { solution: { organisationId: { in: organisationsWhere(actor, "owner") } } };
  const [total, rows] = await Promise.all([
    db().listing.count({ where }),
    db().listing.findMany({ where, select: ITEM_SELECT, orderBy: [{ stateSince: "desc" }, { id: "desc" }], take: PER_PAGE, skip: (page - 1) * PER_PAGE }),
  ]);
  return { total, pages: Math.max(1, Math.ceil(total / PER_PAGE)), items: rows.map((row) => toItem(row, wanted)) };
}

/** The listing of a submission that somebody owns; null while there is none, and for anybody else. */
export async function findOwnListing(actor: Actor, submissionId: string): Promise<string | null> {
  const row = await db().listing.findFirst({ where: { submissionId, solution: { organisationId: { in: organisationsWhere(actor, "owner") } } }, select: { id: true } });
  return row?.id ?? null;
}

/** What somebody reported, for its moderators only. */
export type ReportItem = { id: string; kind: ReportKind; text: string; replyTo: string | null; createdAt: Date };

/** Open reports of a listing, the oldest first. Whoever asks has been let in as its moderator. */
export async function listOpenReports(listingId: string): Promise<ReportItem[]> {
  const rows = await db().listingReport.findMany({
    where: { listingId, state: "open" },
    select: { id: true, kind: true, text: true, replyTo: true, createdAt: true },
    orderBy: { createdAt: "asc" },
    take: 100,
  });
  return rows.map((row) => ({ ...row, kind: REPORT_KINDS.find((kind) => kind === row.kind) ?? "no-answer" }));
}

export type ModerationItem = WorkItem & { reports: number /** When searches no longer find it, unless somebody confirms it. */; archivesOn: Date | null };
export type Moderation = { counts: Partial<Record<ModerationPile, number>>; pages: number; items: ModerationItem[] };

type Wanted = { pile: ModerationPile; page: number; language: string };

/** A page of what waits for somebody as a moderator, and how much lies in each of their piles; null for a pile that is not theirs. */
export async function readModeration(actor: Actor, { pile, page, language }: Wanted, now: Date): Promise<Moderation | null> {
  const piles = pilesOf(actor);
  if (!piles.includes(pile) || actor.kind !== "person") return null;
  const counted = await Promise.all(
    piles.map(async (name) => {
      const [row] = await db().$queryRaw<Array<{ count: number }>>`SELECT count(*)::int AS count ${inPile(name, actor, now)}`;
      return [name, row?.count ?? 0] as const;
    }),
  );
  const ids = await db().$queryRaw<Array<{ id: string }>>`
    SELECT listing.id ${inPile(pile, actor, now)} ORDER BY ${ORDER[pile]} LIMIT ${PER_PAGE} OFFSET ${(page - 1) * PER_PAGE}`;
  const rows = await db().listing.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    select: { ...ITEM_SELECT, confirmBy: true, _count: { select: { reports: { where: { state: "open" } } } } },
  });
  const total = counted.find(([name]) => name === pile)?.[1] ?? 0;
  return {
    counts: Object.fromEntries(counted),
    pages: Math.max(1, Math.ceil(total / PER_PAGE)),
    items: ids
      .flatMap(({ id }) => rows.filter((row) => row.id === id))
      .map(({ _count, confirmBy, ...row }) => ({
        ...toItem(row, language),
        reports: _count.reports,
        archivesOn: row.state === "needs_confirmation" && confirmBy ? archivedFrom(confirmBy) : null,
      })),
  };
}

/** What somebody may moderate and waits for it: `LISTING_VIEWS.moderate`, row by row. What they are in conflict with is in no row and in no count. */
function inPile(pile: ModerationPile, actor: PersonActor, now: Date): Prisma.Sql {
  return Prisma.sql`
    FROM "Listing" listing JOIN "Solution" owned ON owned.id = listing."solutionId"
    WHERE ${pile === "reports" ? reported(actor, now) : UNCONFIRMED} AND NOT ${isConflictedOfListing(Prisma.sql`${actor.personId}::uuid`, now)}`;
}

const ORDER: Readonly<Record<ModerationPile, Prisma.Sql>> = {
  reports: Prisma.sql`listing."stateSince", listing.id`,
  // The states stand in the order of a listing's life: what can still be kept from the archive comes before what is in it.
  unconfirmed: Prisma.sql`listing.state, listing."confirmBy", listing.id`,
};

const UNCONFIRMED = Prisma.sql`listing.origin = 'import' AND listing.state IN ('needs_confirmation', 'archived') AND owned."organisationId" IS NULL`;

/** Reported, suspended, or not agreed to by an owner for two weeks. */
function reported(actor: PersonActor, now: Date): Prisma.Sql {
  const mine = hasRole(actor, "programme-manager") ? Prisma.sql`true` : Prisma.sql`listing."institutionId" = ANY(${organisationsWhere(actor, "coordinator", "deputy")}::uuid[])`;
  return Prisma.sql`${mine} AND (
    (listing.state <> 'removed' AND EXISTS (SELECT 1 FROM "ListingReport" report WHERE report."listingId" = listing.id AND report.state = 'open'))
    OR listing.state = 'suspended'
    OR (listing.state = 'unpublished' AND listing.origin = 'submission' AND listing."stateSince" <= ${new Date(now.getTime() - OWNER_ALONE_DAYS * DAY)})
  )`;
}

export type TimelineItem = { sequence: number; kind: string; actorRole: string; reasonCode: string | null; at: Date };

/** What happened to a listing, the last thing first. Reports are left out: what moderators know is not for its owner. */
export async function readListingTimeline(listingId: string): Promise<TimelineItem[]> {
  return db().listingEvent.findMany({
    where: { listingId, toState: { not: null } },
    select: { sequence: true, kind: true, actorRole: true, reasonCode: true, at: true },
    orderBy: { sequence: "desc" },
    take: 50,
  });
}

function organisationsWhere(actor: Actor, ...roles: readonly string[]): string[] {
  return actor.kind === "person" ? actor.memberships.filter(({ role }) => roles.includes(role)).map(({ organisationId }) => organisationId) : [];
}
