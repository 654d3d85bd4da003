import { db, type Prisma } from "~/platform/database/client.server";

/** A need as anybody may see it: a place, a kind of business, never a person. */
export type NeedCard = {
  id: string;
  slug: string;
  title: string;
  text: string;
  /** The language of title and text (BCP 47). */
  language: string;
  country: string;
  place: string | null;
  category: string | null;
  businessType: string;
  size: string;
  /** What was searched in vain, in its author's words. */
  searched: string | null;
  /** ISO 8601, UTC. */
  postedAt: string;
  demonstration: boolean;
};

const NEED_SELECT = {
  id: true,
  slug: true,
  language: true,
  country: true,
  placeName: true,
  categoryKey: true,
  businessType: true,
  size: true,
  searched: true,
  createdAt: true,
  demonstration: true,
  texts: { select: { language: true, title: true, text: true } },
} as const satisfies Prisma.NeedSelect;

export type NeedFilter = { country?: string | readonly string[]; category?: string | readonly string[] };

/** Open needs, the newest first. */
export async function listOpenNeeds({ country, category }: NeedFilter, limit: number, wanted: string): Promise<NeedCard[]> {
  const rows = await db().need.findMany({
    where: { state: "open", ...(country && { country: { in: [country].flat() } }), ...(category && { categoryKey: { in: [category].flat() } }) },
    select: NEED_SELECT,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map((row) => toNeedCard(row, wanted));
}

const SHORTEST_TELLING_WORD = 4;
/** Long enough to tell words apart, short enough to forgive an ending: "pagos" and "pago", "soldadura" and "soldar". */
const STEM_LENGTH = 5;
const MAX_WORDS = 8;

/** Open needs that share a word with the query, the newest first. */
export async function listSimilarNeeds(query: string, limit: number, wanted: string): Promise<NeedCard[]> {
  const stems = query
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= SHORTEST_TELLING_WORD)
    .slice(0, MAX_WORDS)
    .map((word) => word.slice(0, STEM_LENGTH));
  if (stems.length === 0) return [];
  const matches = stems.flatMap((stem) => [{ title: { contains: stem, mode: "insensitive" as const } }, { text: { contains: stem, mode: "insensitive" as const } }]);
  const rows = await db().need.findMany({
    where: { state: "open", texts: { some: { OR: matches } } },
    select: NEED_SELECT,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map((row) => toNeedCard(row, wanted));
}

/** How many needs are open, by country. */
export async function countOpenNeedsByCountry(): Promise<Map<string, number>> {
  const groups = await db().need.groupBy({ by: ["country"], where: { state: "open" }, _count: { _all: true } });
  return new Map(groups.map(({ country, _count }) => [country, _count._all]));
}

function toNeedCard({ texts, createdAt, placeName, categoryKey, language: own, ...need }: Prisma.NeedGetPayload<{ select: typeof NEED_SELECT }>, wanted: string): NeedCard {
  const text = texts.find(({ language }) => language === wanted) ?? texts.find(({ language }) => language === own) ?? texts[0];
  return { ...need, title: text?.title ?? "", text: text?.text ?? "", language: text?.language ?? own, place: placeName, category: categoryKey, postedAt: createdAt.toISOString() };
}
