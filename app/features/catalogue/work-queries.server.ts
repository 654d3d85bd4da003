import { db, type Prisma } from "~/platform/database/client.server";
import { type Actor, hasRole } from "../accounts/actor";
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
  if (!piles.includes(pile)) return null;
  const { where, orderBy } = MODERATED[pile];
  const [counts, rows] = await Promise.all([
    Promise.all(piles.map(async (name) => [name, await db().listing.count({ where: MODERATED[name].where(actor, now) })] as const)),
    db().listing.findMany({
      where: where(actor, now),
      select: { ...ITEM_SELECT, confirmBy: true, _count: { select: { reports: { where: { state: "open" } } } } },
      orderBy: [...orderBy],
      take: PER_PAGE,
      skip: (page - 1) * PER_PAGE,
    }),
  ]);
  const total = counts.find(([name]) => name === pile)?.[1] ?? 0;
  return {
    counts: Object.fromEntries(counts),
    pages: Math.max(1, Math.ceil(total / PER_PAGE)),
    items: rows.map(({ _count, confirmBy, ...row }) => ({
      ...toItem(row, language),
      reports: _count.reports,
      archivesOn: row.state === "needs_confirmation" && confirmBy ? archivedFrom(confirmBy) : null,
    })),
  };
}

type Moderated = { where: (actor: Actor, now: Date) => Prisma.ListingWhereInput; orderBy: readonly Prisma.ListingOrderByWithRelationInput[] };

const MODERATED: Readonly<Record<ModerationPile, Moderated>> = {
  reports: { where: reported, orderBy: [{ stateSince: "asc" }, { id: "asc" }] },
  // The states stand in the order of a listing's life: what can still be kept from the archive comes before what is in it.
  unconfirmed: {
    where: () => ({ origin: "import", state: { in: ["needs_confirmation", "archived"] }, solution: { organisationId: null } }),
    orderBy: [{ state: "asc" }, { confirmBy: "asc" }, { id: "asc" }],
  },
};

/** Reported, suspended, or not agreed to by an owner for two weeks. What is somebody's own is left out. */
function reported(actor: Actor, now: Date): Prisma.ListingWhereInput {
  const mine: Prisma.ListingWhereInput = hasRole(actor, "programme-manager") ? {} : { institutionId: { in: organisationsWhere(actor, "coordinator", "deputy") } };
  return {
    AND: [
      mine,
      {
        OR: [
          { reports: { some: { state: "open" } }, state: { not: "removed" } },
          { state: "suspended" },
          { state: "unpublished", origin: "submission", stateSince: { lte: new Date(now.getTime() - OWNER_ALONE_DAYS * DAY) } },
        ],
      },
      { OR: [{ solution: { organisationId: null } }, { solution: { organisationId: { notIn: organisationsWhere(actor, "owner") } } }] },
    ],
  };
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
