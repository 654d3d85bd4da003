import { db } from "~/platform/database/client.server";
import { mapInSlices } from "~/platform/event-loop.server";
import { type ListingRecord, shownText, TEXT_SECTIONS } from "./listing-record";
import { LISTING_SELECT, toListingRecord } from "./listing-select.server";
import { type CatalogueDocument, INTERFACE_LANGUAGES, type InterfaceLanguage } from "./search-engine";
import { SEARCHABLE_STATES } from "./status";
import { readTaxonomy, type Taxonomy } from "./taxonomy-queries.server";

/** How many listings one query reads: the client puts its rows together in one go, which keeps the process from answering. */
const READ_AT_ONCE = 25;

/**
 * The search documents of those of the given listings that are searchable at this moment, one for each interface
 * language. Made from the public record of a listing only, so that nothing else can be found.
 */
export async function buildDocuments(ids: readonly string[]): Promise<CatalogueDocument[]> {
  if (ids.length === 0) return [];
  const taxonomy = await readTaxonomy();
  const sectors = new Map(taxonomy.businessTypes.map(({ key, sector }) => [key, sector]));
  const documents: CatalogueDocument[] = [];
  const inOrder = [...new Set(ids)].sort();
  for (let from = 0; from < inOrder.length; from += READ_AT_ONCE) {
    const made = await mapInSlices(await readSearchable(inOrder.slice(from, from + READ_AT_ONCE)), (row) => {
      const listing = toListingRecord(row, { sectors, sources: new Map() });
      return INTERFACE_LANGUAGES.map((language) => toDocument(listing, row.version, language, taxonomy));
    });
    documents.push(...made.flat());
  }
  return documents;
}

function readSearchable(ids: string[]) {
  return db().listing.findMany({ where: { id: { in: ids }, state: { in: [...SEARCHABLE_STATES] } }, select: { ...LISTING_SELECT, version: true }, orderBy: { id: "asc" } });
}

function toDocument(listing: ListingRecord, version: number, language: InterfaceLanguage, taxonomy: Taxonomy): CatalogueDocument {
  const shown = shownText(listing, null, language);
  const statements = listing.claims.map(({ statement }) => statement[shown.language] ?? "");
  return {
    id: listing.id,
    language,
    textLanguage: shown.language,
    title: shown.title,
    summary: shown.summary,
    body: lines([...TEXT_SECTIONS.map((section) => shown[section]), ...statements]),
    keywords: keywordsOf(listing, language, taxonomy),
    otherTexts: lines(listing.texts.filter((text) => text !== shown).flatMap(({ title, summary }) => [title, summary])),
    facets: {
      category: listing.category ? [listing.category] : [],
      country: listing.availableIn,
      business: listing.businessTypes,
      sector: listing.sectors,
      sdg: listing.sdgs.map(String),
      size: listing.sizes,
      cost: listing.cost.model ? [listing.cost.model] : [],
      language: listing.texts.map((text) => text.language),
      origin: [listing.origin],
    },
    publishedAt: (listing.publishedAt ?? listing.updatedAt).toISOString(),
    standing: standingOf(listing),
    version,
  };
}

/** Reviewed comes before imported, and a claim that somebody checked before one that nobody did. */
function standingOf({ origin, claims }: ListingRecord): number {
  if (origin === "import") return 0;
  return claims.some(({ status }) => status === "verified") ? 2 : 1;
}

/** Labels as the interface says them, with their regional words; names of people's firms, places and countries. */
function keywordsOf(listing: ListingRecord, language: InterfaceLanguage, taxonomy: Taxonomy): string {
  const category = taxonomy.categories.find(({ key }) => key === listing.category)?.texts;
  const label = category?.[language] ?? category?.es;
  const businesses = listing.businessTypes.flatMap((key) => {
    const texts = taxonomy.businessTypes.find((type) => type.key === key)?.texts;
    const words = texts?.[language] ?? texts?.es;
    return words ? [words.label, ...words.alsoCalled] : [];
  });
  return lines([
    label?.label ?? "",
    label?.shortLabel ?? "",
    ...businesses,
    listing.organisation?.name ?? "",
    listing.institution?.name ?? "",
    ...listing.places.map(({ name }) => name ?? ""),
    ...listing.availableIn.map((code) => countryName(language, code)),
  ]);
}

const regionNames = Object.fromEntries(INTERFACE_LANGUAGES.map((language) => [language, new Intl.DisplayNames([language], { type: "region", fallback: "none" })]));

function countryName(language: InterfaceLanguage, code: string): string {
  // DisplayNames throws on what is not a code; an odd record must not keep its neighbours from being found.
  return /^[A-Z]{2}$/.test(code) ? (regionNames[language]?.of(code) ?? "") : "";
}

function lines(texts: readonly string[]): string {
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ""))].join("\n");
}
