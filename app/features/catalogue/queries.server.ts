import { db, type Prisma } from "~/platform/database/client.server";
import type { Card, CategoryLabel, Labels } from "./card";
import { shownLanguage } from "./listing-record";
import { toCost } from "./listing-select.server";
import { SEARCHABLE_STATES } from "./status";

const CARD_SELECT = {
  id: true,
  slug: true,
  state: true,
  origin: true,
  demonstration: true,
  institution: { select: { name: true, shortName: true } },
  revision: {
    select: {
      language: true,
      categoryKey: true,
      businessTypes: true,
      availableIn: true,
      costModel: true,
      costAmount: true,
      costCurrency: true,
      costPeriod: true,
      commissionPercent: true,
      internet: true,
      firmsUsing: true,
      texts: { select: { language: true, title: true, summary: true } },
      claims: {
        select: {
          contentHash: true,
          claim: { select: { verifications: { where: { lapsedAt: null }, select: { contentHash: true, institution: { select: { name: true, shortName: true } } } } } },
        },
      },
    },
  },
} as const satisfies Prisma.ListingSelect;

type CardRow = Prisma.ListingGetPayload<{ select: typeof CARD_SELECT }>;

/**
 * Cards by listing id, for those that are searchable at this moment: what an index still holds of a hidden or
 * withdrawn listing finds nothing here.
 */
export async function findCards(ids: readonly string[], wanted: string): Promise<Map<string, Card>> {
  if (ids.length === 0) return new Map();
  const rows = await db().listing.findMany({ where: { id: { in: [...ids] }, state: { in: [...SEARCHABLE_STATES] } }, select: CARD_SELECT });
  return new Map(rows.map((row) => [row.id, toCard(row, wanted)]));
}

/** The last published, reviewed ones before imported ones. */
export async function listNewestCards(limit: number, wanted: string): Promise<Card[]> {
  const rows = await db().listing.findMany({
    where: { state: { in: [...SEARCHABLE_STATES] } },
    select: CARD_SELECT,
    orderBy: [{ origin: "asc" }, { publishedAt: "desc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map((row) => toCard(row, wanted));
}

function toCard({ revision, institution, ...listing }: CardRow, wanted: string): Card {
  const languages = revision.texts.map((text) => text.language);
  const language = shownLanguage(languages, wanted, revision.language);
  const text = revision.texts.find((candidate) => candidate.language === language);
  const verifiedBy = revision.claims.flatMap(({ contentHash, claim }) =>
    claim.verifications.filter((verification) => verification.contentHash === contentHash).map((verification) => nameOf(verification.institution)),
  );
  return {
    id: listing.id,
    slug: listing.slug,
    title: text?.title ?? "",
    summary: text?.summary ?? "",
    language,
    category: revision.categoryKey,
    businessTypes: revision.businessTypes,
    countries: revision.availableIn,
    cost: toCost(revision),
    internet: revision.internet as Card["internet"],
    firmsUsing: revision.firmsUsing,
    state: listing.state as Card["state"],
    origin: listing.origin,
    demonstration: listing.demonstration,
    institution: institution && nameOf(institution),
    verifiedBy: [...new Set(verifiedBy)],
  };
}

function nameOf({ name, shortName }: { name: string; shortName: string | null }): string {
  return shortName ?? name;
}

/** Categories and business types in one language, in the taxonomy's order; retired ones too, because old listings carry them. */
export async function readLabels(language: string): Promise<Labels> {
  const [categories, businessTypes] = await Promise.all([
    db().category.findMany({
      select: { key: true, position: true, icon: true, texts: { where: { language }, select: { label: true, shortLabel: true, description: true } } },
      orderBy: { position: "asc" },
    }),
    db().businessTypeText.findMany({ where: { language }, select: { businessTypeKey: true, label: true } }),
  ]);
  return {
    categories: categories.map(({ key, position, icon, texts }): CategoryLabel => ({ key, position, icon, ...(texts[0] ?? { label: key, shortLabel: key, description: "" }) })),
    businessTypes: Object.fromEntries(businessTypes.map(({ businessTypeKey, label }) => [businessTypeKey, label])),
  };
}

export type SolutionCount = { country: string; category: string | null; count: number };

/** How many searchable solutions work in each country today, by category. One that works in two countries counts in both. */
export async function countSolutionsByCountry(): Promise<SolutionCount[]> {
  return db().$queryRaw<SolutionCount[]>`
    SELECT country, revision."categoryKey" AS category, count(*)::int AS count
    FROM "Listing" listing JOIN "Revision" revision ON revision.id = listing."revisionId", unnest(revision."availableIn") AS country
    WHERE listing.state IN ('published', 'needs_confirmation')
    GROUP BY country, revision."categoryKey"`;
}

export type CategoryCount = { category: string | null; solutions: number };

/** How many searchable solutions each category has; null stands for those without one. */
export async function countSolutionsByCategory(): Promise<CategoryCount[]> {
  return db().$queryRaw<CategoryCount[]>`
    SELECT revision."categoryKey" AS category, count(*)::int AS solutions
    FROM "Listing" listing JOIN "Revision" revision ON revision.id = listing."revisionId"
    WHERE listing.state IN ('published', 'needs_confirmation')
    GROUP BY revision."categoryKey"`;
}
