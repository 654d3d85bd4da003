import { db } from "~/platform/database/client.server";
import type { Vocabulary } from "./search-params";
import { SEARCHABLE_STATES } from "./status";

export type CategoryTerm = { key: string; retired: boolean; replacedBy: string | null; texts: Record<string, { label: string; shortLabel: string; description: string }> };
export type BusinessTypeTerm = { key: string; sector: string; retired: boolean; replacedBy: string | null; texts: Record<string, { label: string; alsoCalled: string[] }> };

/** The vocabulary of the registry, and which countries and languages its searchable listings hold. */
export type Taxonomy = { categories: CategoryTerm[]; businessTypes: BusinessTypeTerm[]; countries: string[]; languages: string[] };

export async function readTaxonomy(): Promise<Taxonomy> {
  const [categories, businessTypes, countries, languages] = await Promise.all([
    db().category.findMany({ orderBy: { position: "asc" }, include: { texts: { orderBy: { language: "asc" } } } }),
    db().businessType.findMany({ orderBy: { position: "asc" }, include: { texts: { orderBy: { language: "asc" } } } }),
    listUsedCountries(),
    listUsedLanguages(),
  ]);
  return {
    categories: categories.map(({ key, retiredAt, replacedBy, texts }) => ({
      key,
      retired: retiredAt !== null,
      replacedBy,
      texts: Object.fromEntries(texts.map(({ language, label, shortLabel, description }) => [language, { label, shortLabel, description }])),
    })),
    businessTypes: businessTypes.map(({ key, isicSection, retiredAt, replacedBy, texts }) => ({
      key,
      sector: isicSection,
      retired: retiredAt !== null,
      replacedBy,
      texts: Object.fromEntries(texts.map(({ language, label, alsoCalled }) => [language, { label, alsoCalled }])),
    })),
    countries,
    languages,
  };
}

/** Countries where a searchable listing works today. */
export async function listUsedCountries(): Promise<string[]> {
  const rows = await db().$queryRaw<Array<{ code: string }>>`
    SELECT DISTINCT unnest(revision."availableIn") AS code FROM "Listing" listing JOIN "Revision" revision ON revision.id = listing."revisionId"
    WHERE listing.state IN ('published', 'needs_confirmation') ORDER BY code`;
  return rows.map(({ code }) => code);
}

async function listUsedLanguages(): Promise<string[]> {
  const rows = await db().revision.findMany({
    where: { liveIn: { some: { state: { in: [...SEARCHABLE_STATES] } } } },
    distinct: ["language"],
    select: { language: true },
    orderBy: { language: "asc" },
  });
  return rows.map(({ language }) => language);
}

/** The keys that a search may name; retired ones too, because old listings and old links carry them. */
export async function readVocabulary(): Promise<Vocabulary> {
  const [categories, businessTypes] = await Promise.all([db().category.findMany({ select: { key: true } }), db().businessType.findMany({ select: { key: true } })]);
  return { categories: new Set(categories.map(({ key }) => key)), businessTypes: new Set(businessTypes.map(({ key }) => key)) };
}
