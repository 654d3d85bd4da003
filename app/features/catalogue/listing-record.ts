import type { COST_MODELS, DEVICE_NEEDS, EVIDENCE_KINDS, INTERNET_NEEDS, SIZES, TEXT_ORIGINS, VERIFICATION_METHODS } from "../submissions/schema";
import type { ReadableState } from "./status";

/**
 * A listing as anybody may see it: the page, the API and the dumps are all made from this and from nothing else. It
 * has no field for a contact, a person, a review or private evidence, so none can slip through. `Time` is a string
 * where a record has travelled as JSON.
 */
export type ListingRecord<Time = Date> = {
  id: string;
  solutionId: string;
  reference: string;
  slug: string;
  state: ReadableState;
  origin: "submission" | "import";
  /** Where an imported record came from. */
  source: ListingSource | null;
  demonstration: boolean;
  publishedAt: Time | null;
  confirmedAt: Time | null;
  updatedAt: Time;
  /** When the institution's acceptance was announced; null for an import. */
  acceptedAt: Time | null;
  /** The language its author wrote in (BCP 47); `texts` always has it. */
  language: string;
  texts: ListingText[];
  category: string | null;
  businessTypes: string[];
  /** ISIC Rev. 4 sections, by way of the business types. */
  sectors: string[];
  sizes: (typeof SIZES)[number][];
  sdgs: number[];
  originCountry: string | null;
  availableIn: string[];
  adaptableTo: string[];
  places: ListingPlace[];
  since: string | null;
  firmsUsing: number | null;
  cost: ListingCost;
  requirements: { internet: (typeof INTERNET_NEEDS)[number] | null; device: (typeof DEVICE_NEEDS)[number] | null; setupDays: number | null };
  sourceUrl: string | null;
  organisation: { slug: string; name: string; kind: string; country: string | null; website: string | null } | null;
  /** The partner that accepted it; null for an import. */
  institution: InstitutionReference | null;
  claims: ListingClaim<Time>[];
};

/** `name` is the key when nothing more is known of a source. */
export type ListingSource = { key: string; name: string; url: string | null; licence: string | null };

export type InstitutionReference = { slug: string; name: string };

export const TEXT_SECTIONS = ["problem", "audience", "howItWorks", "costNote", "needs", "results"] as const;
export type TextSection = (typeof TEXT_SECTIONS)[number];

export type ListingText = {
  language: string;
  origin: (typeof TEXT_ORIGINS)[number] /** The original has changed since it was translated. */;
  stale: boolean;
  title: string;
  summary: string;
} & Record<TextSection, string>;

export type ListingPlace = { name: string | null; country: string | null; subdivision: string | null; latitude: number | null; longitude: number | null };

export type ListingCost = {
  model: (typeof COST_MODELS)[number] | null;
  amount: number | null;
  currency: string | null;
  period: string | null;
  commissionPercent: number | null;
};

export type ListingClaim<Time = Date> = {
  id: string;
  /** By language. */
  statement: Record<string, string>;
  figure: { value: number; unit: string } | null;
  /** Verified when an institution vouched for exactly these words and this figure; else declared. */
  status: "declared" | "verified";
  verifications: ListingVerification<Time>[];
  /** Only what its owner published. */
  evidence: ListingEvidence[];
};

export type ListingVerification<Time = Date> = { institution: InstitutionReference; method: (typeof VERIFICATION_METHODS)[number] | null; verifiedAt: Time };
export type ListingEvidence = { kind: (typeof EVIDENCE_KINDS)[number] | null; title: Record<string, string>; url: string | null };

/** When a text is missing in a language, these are tried in order, then the author's own. */
const FALLBACKS: Readonly<Record<string, readonly string[]>> = { es: ["es", "pt", "en"], en: ["en", "es", "pt"], pt: ["pt", "es", "en"] };

/** The language to show to somebody who reads `wanted`, among those there are; `own` is the author's. */
export function shownLanguage(available: readonly string[], wanted: string, own: string): string {
  return (FALLBACKS[wanted] ?? [wanted]).find((language) => available.includes(language)) ?? (available.includes(own) ? own : (available[0] ?? own));
}

/** The text in the language that was asked for by name, else the one to show to somebody who reads `locale`. */
export function shownText(listing: Pick<ListingRecord, "texts" | "language">, asked: string | null, locale: string): ListingText {
  const languages = listing.texts.map((text) => text.language);
  const language = asked !== null && languages.includes(asked) ? asked : shownLanguage(languages, locale, listing.language);
  const text = listing.texts.find((candidate) => candidate.language === language);
  if (!text) throw new Error("A listing without any text can't be shown.");
  return text;
}
