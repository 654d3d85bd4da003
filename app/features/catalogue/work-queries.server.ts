import { db, type Prisma } from "~/platform/database/client.server";
import { type Actor, hasRole } from "../accounts/actor";
import { shownLanguage } from "./listing-record";
import { REPORT_KINDS, type ReportKind } from "./report-schema";
import { type ListingState, OWNER_ALONE_DAYS } from "./status";

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

export type ModerationItem = WorkItem & { reports: number };

/** Whether somebody moderates anything at all. */
export function moderatesSomething(actor: Actor): boolean {
  return hasRole(actor, "coordinator", "deputy", "programme-manager");
}

/** What waits for somebody as a moderator: reported, suspended, or not agreed to by an owner for two weeks. What is their own is left out. */
export async function listModeration(actor: Actor, page: number, wanted: string, now: Date): Promise<{ total: number; pages: number; items: ModerationItem[] }> {
  const mine: Prisma.ListingWhereInput = hasRole(actor, "programme-manager") ? {} : { institutionId: { in: organisationsWhere(actor, "coordinator", "deputy") } };
  const own = organisationsWhere(actor, "owner");
  const where: Prisma.ListingWhereInput = {
    AND: [
      mine,
      {
        OR: [
          { reports: { some: { state: "open" } }, state: { not: "removed" } },
          { state: "suspended" },
          { state: "unpublished", origin: "submission", stateSince: { lte: new Date(now.getTime() - OWNER_ALONE_DAYS * DAY) } },
        ],
      },
      { OR: [{ solution: { organisationId: null } }, { solution: { organisationId: { notIn: own } } }] },
    ],
  };
  const [total, rows] = await Promise.all([
    db().listing.count({ where }),
    db().listing.findMany({
      where,
      select: { ...ITEM_SELECT, _count: { select: { reports: { where: { state: "open" } } } } },
      orderBy: [{ stateSince: "asc" }, { id: "asc" }],
      take: PER_PAGE,
      skip: (page - 1) * PER_PAGE,
    }),
  ]);
  return { total, pages: Math.max(1, Math.ceil(total / PER_PAGE)), items: rows.map(({ _count, ...row }) => ({ ...toItem(row, wanted), reports: _count.reports })) };
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
