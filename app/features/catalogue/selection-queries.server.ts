import { db, type Prisma } from "~/platform/database/client.server";
import type { Card } from "./card";
import { findCards } from "./queries.server";
import { SEARCHABLE_STATES } from "./status";

/** The first cards of a selection of searchable listings, and how many there are of them all. */
export type Selection = { cards: Card[]; total: number };
type Shown = { limit: number; language: string };

/** Those that work in a country today, reviewed ones before imported ones, then the most recent. */
export function selectAvailableIn(country: string, shown: Shown): Promise<Selection> {
  return select({ revision: { availableIn: { has: country } } }, shown);
}

/** Those that their authors could adapt to a country, and that don't work there yet. */
export function selectAdaptableTo(country: string, shown: Shown): Promise<Selection> {
  return select({ revision: { adaptableTo: { has: country }, NOT: { availableIn: { has: country } } } }, shown);
}

/** Those that an institution accepted. */
export function selectAcceptedBy(institutionId: string, shown: Shown): Promise<Selection> {
  return select({ institutionId }, shown);
}

async function select(condition: Prisma.ListingWhereInput, { limit, language }: Shown): Promise<Selection> {
  const where = { ...condition, state: { in: [...SEARCHABLE_STATES] } };
  const [rows, total] = await Promise.all([
    db().listing.findMany({ where, select: { id: true }, orderBy: [{ origin: "asc" }, { publishedAt: "desc" }, { id: "asc" }], take: limit }),
    db().listing.count({ where }),
  ]);
  return {
    cards: await listCards(
      rows.map(({ id }) => id),
      language,
    ),
    total,
  };
}

/** Cards in the order of the ids; those that are not searchable at this moment are left out. */
export async function listCards(ids: readonly string[], language: string): Promise<Card[]> {
  const cards = await findCards(ids, language);
  return ids.flatMap((id) => cards.get(id) ?? []);
}

/** How many searchable listings each institution accepted, by its id. */
export async function countAccepted(): Promise<Map<string, number>> {
  const groups = await db().listing.groupBy({ by: ["institutionId"], where: { institutionId: { not: null }, state: { in: [...SEARCHABLE_STATES] } }, _count: { _all: true } });
  return new Map(groups.flatMap(({ institutionId, _count }) => (institutionId === null ? [] : [[institutionId, _count._all]])));
}
