import { db } from "~/platform/database/client.server";
import { AppError } from "~/platform/errors";
import type { Actor } from "../accounts/actor";
import { findContactable } from "./contact-repository.server";
import { mayOnContacts } from "./policy";

/** How a solution's owner can be reached, and what is known of how it goes. Never an address or a number. */
export type ContactOptions = {
  whatsapp: boolean;
  /** Firms that wrote; told from each other by the address they left. */
  firms: number;
  /** Days in which the middle one of the last half-year's requests was answered, by the owner's own word; null when too few are known. */
  answersInDays: number | null;
};

/** Null where nobody can be written to: an import, a page that is not public, a solution whose last owner left. */
export async function readContactOptions(slug: string, now: Date): Promise<ContactOptions | null> {
  const found = await findContactable(db(), slug, now);
  if (!found) return null;
  const [row] = await db().$queryRaw<Array<{ firms: number; recent: number; seconds: number | null }>>`
    SELECT
      count(DISTINCT "replyAddress")::int AS firms,
      count(*) FILTER (WHERE "createdAt" >= ${new Date(now.getTime() - HALF_YEAR)})::int AS recent,
      percentile_disc(0.5) WITHIN GROUP (ORDER BY coalesce(extract(epoch FROM "answeredAt" - "createdAt")::float8, 'infinity'))
        FILTER (WHERE "createdAt" >= ${new Date(now.getTime() - HALF_YEAR)}) AS seconds
    FROM "ContactRequest" WHERE "listingId" = ${found.listingId}::uuid`;
  const { firms = 0, recent = 0, seconds = null } = row ?? {};
  const known = recent >= FEWEST_TO_TELL && seconds !== null && Number.isFinite(seconds);
  return { whatsapp: found.whatsapp !== null, firms, answersInDays: known ? Math.max(1, Math.ceil(seconds / 86_400)) : null };
}

const HALF_YEAR = 183 * 86_400_000;
const FEWEST_TO_TELL = 3;

/** What the form of a contact needs to know of where it goes. Null where nobody can be written to. */
export async function findContactTarget(slug: string, reader: string, now: Date): Promise<{ title: string; language: string; whatsapp: boolean } | null> {
  const found = await findContactable(db(), slug, now, reader);
  if (!found) return null;
  return { title: found.title, language: found.language, whatsapp: found.whatsapp !== null };
}

export type ContactItem = {
  id: string;
  name: string | null;
  businessType: string | null;
  place: string | null;
  message: string | null;
  language: string;
  replyKind: "email" | "whatsapp" | null;
  replyAddress: string | null;
  createdAt: Date;
  answeredAt: Date | null;
};

const PER_PAGE = 20;

/** What firms wrote about a listing, those who wait first, then the newest. Throws AppError not_found for whoever does not own it. */
export async function listContacts(
  actor: Actor,
  listingId: string,
  page: number,
): Promise<{ total: number; waiting: number; opened: number; pages: number; items: ContactItem[] }> {
  const listing = await db().listing.findUnique({ where: { id: listingId }, select: { solution: { select: { organisationId: true } } } });
  if (!listing || !mayOnContacts(actor, "read", listing.solution)) throw new AppError("not_found", "listing");
  const [total, waiting, opened, rows] = await Promise.all([
    db().contactRequest.count({ where: { listingId } }),
    db().contactRequest.count({ where: { listingId, answeredAt: null } }),
    db().whatsappOpening.count({ where: { listingId } }),
    db().contactRequest.findMany({
      where: { listingId },
      select: {
        id: true,
        senderName: true,
        businessType: true,
        place: true,
        message: true,
        language: true,
        replyKind: true,
        replyAddress: true,
        createdAt: true,
        answeredAt: true,
      },
      orderBy: [{ answeredAt: { sort: "desc", nulls: "first" } }, { createdAt: "desc" }, { id: "desc" }],
      take: PER_PAGE,
      skip: (page - 1) * PER_PAGE,
    }),
  ]);
  const items = rows.map(({ senderName, ...row }) => ({ ...row, name: senderName }));
  return { total, waiting, opened, pages: Math.max(1, Math.ceil(total / PER_PAGE)), items };
}
