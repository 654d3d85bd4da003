import { z } from "zod";
import type { ListingRecord } from "~/features/catalogue/listing-record";
import { COST_MODELS, DEVICE_NEEDS, EVIDENCE_KINDS, INTERNET_NEEDS, SIZES, TEXT_ORIGINS, VERIFICATION_METHODS } from "~/features/submissions/schema";

/**
 * A solution as the public API and the open data show it. The schemas are the contract: they make openapi.json, and
 * what stands in them is all that ever leaves. Change them only by adding.
 */

export const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .meta({ description: "ISO 3166-1 alpha-2", examples: ["DO"] });
export const language = z.string().meta({ description: "BCP 47", examples: ["es"] });
export const time = z.iso.datetime().meta({ description: "UTC" });
export const origin = z
  .enum(["submission", "import"])
  .meta({ description: "`submission`: reviewed by a partner institution. `import`: taken from another registry, not reviewed." });
export const demonstration = z.boolean().meta({ description: "True for fictional content that shows how the registry works." });

export const InstitutionReferenceSchema = z.strictObject({ slug: z.string(), name: z.string() }).meta({ id: "InstitutionReference" });

export const SolutionTextSchema = z
  .strictObject({
    origin: z.enum(TEXT_ORIGINS).meta({ description: "Who wrote this language version." }),
    stale: z.boolean().meta({ description: "The original has changed since this was translated." }),
    title: z.string(),
    summary: z.string(),
    problem: z.string(),
    audience: z.string(),
    howItWorks: z.string(),
    costNote: z.string(),
    needs: z.string(),
    results: z.string(),
  })
  .meta({ id: "SolutionText" });

export const ClaimSchema = z
  .strictObject({
    id: z.string(),
    statement: z.record(language, z.string()).meta({ description: "By language." }),
    figure: z.strictObject({ value: z.number(), unit: z.string() }).nullable(),
    status: z.enum(["declared", "verified"]).meta({ description: "`verified` only while an institution vouches for exactly this statement and figure." }),
    verifications: z.array(z.strictObject({ institution: InstitutionReferenceSchema, method: z.enum(VERIFICATION_METHODS).nullable(), verifiedAt: time })),
    evidence: z
      .array(z.strictObject({ kind: z.enum(EVIDENCE_KINDS).nullable(), title: z.record(language, z.string()), url: z.string().nullable() }))
      .meta({ description: "Only what its owner made public." }),
  })
  .meta({ id: "Claim" });

export const PlaceSchema = z
  .strictObject({
    name: z.string().nullable(),
    country: country.nullable(),
    subdivision: z.string().nullable().meta({ description: "ISO 3166-2" }),
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
  })
  .meta({ id: "Place" });

export const SolutionSchema = z
  .strictObject({
    id: z.uuid(),
    reference: z.string().meta({ description: "For people, in letters and on the telephone.", examples: ["S-2026-00123"] }),
    slug: z.string(),
    url: z.url().meta({ description: "The page of this solution." }),
    state: z
      .enum(["published", "needs_confirmation", "archived"])
      .meta({ description: "`needs_confirmation`: its owner has been asked whether it still holds. `archived`: nobody confirmed it; not searchable." }),
    origin,
    source: z
      .strictObject({ key: z.string(), name: z.string(), url: z.string().nullable(), licence: z.string().nullable() })
      .nullable()
      .meta({ description: "Where an imported record came from, and under what licence." }),
    demonstration,
    publishedAt: time.nullable(),
    confirmedAt: time.nullable().meta({ description: "When its owner last said that it still holds." }),
    updatedAt: time,
    language: language.meta({ description: "The language its author wrote in (BCP 47)." }),
    texts: z.record(language, SolutionTextSchema).meta({ description: "By language; always in the author's." }),
    category: z.string().nullable(),
    businessTypes: z.array(z.string()),
    sectors: z.array(z.string()).meta({ description: "ISIC Rev. 4 sections" }),
    sizes: z.array(z.enum(SIZES)).meta({ description: "For firms of so many people" }),
    sdgs: z.array(z.int().min(1).max(17)),
    originCountry: country.nullable(),
    availableIn: z.array(country).meta({ description: "Where it works today." }),
    adaptableTo: z.array(country).meta({ description: "Where its authors say that it could work. Not available there." }),
    places: z.array(PlaceSchema),
    since: z
      .string()
      .nullable()
      .meta({ description: "A year, or a year and month.", examples: ["2021-03"] }),
    firmsUsing: z.int().nullable(),
    cost: z.strictObject({
      model: z.enum(COST_MODELS).nullable(),
      amount: z.number().nullable(),
      currency: z.string().nullable().meta({ description: "ISO 4217" }),
      period: z.string().nullable(),
      commissionPercent: z.number().nullable(),
    }),
    requirements: z.strictObject({ internet: z.enum(INTERNET_NEEDS).nullable(), device: z.enum(DEVICE_NEEDS).nullable(), setupDays: z.number().nullable() }),
    sourceUrl: z.string().nullable().meta({ description: "Where more is said about it." }),
    organisation: z
      .strictObject({ slug: z.string(), name: z.string(), kind: z.string(), country: country.nullable(), website: z.string().nullable() })
      .nullable()
      .meta({ description: "Whose solution it is." }),
    institution: InstitutionReferenceSchema.nullable().meta({ description: "The partner institution that accepted it; null for an import." }),
    claims: z.array(ClaimSchema),
  })
  .meta({ id: "Solution" });

export type ApiSolution = z.infer<typeof SolutionSchema>;

export type Addresses = { /** Without a trailing slash. */ publicOrigin: string };

/** The page of a solution in one of the interface's languages. */
export function solutionUrl(slug: string, locale: string, { publicOrigin }: Addresses): string {
  return `${publicOrigin}/${locale}/solutions/${slug}`;
}

const INTERFACE_LANGUAGES = ["es", "en", "pt"];

export function serialiseSolution(listing: ListingRecord, addresses: Addresses): ApiSolution {
  const pageLanguage = INTERFACE_LANGUAGES.includes(listing.language) ? listing.language : "es";
  return {
    id: listing.id,
    reference: listing.reference,
    slug: listing.slug,
    url: solutionUrl(listing.slug, pageLanguage, addresses),
    state: listing.state,
    origin: listing.origin,
    source: listing.source,
    demonstration: listing.demonstration,
    publishedAt: iso(listing.publishedAt),
    confirmedAt: iso(listing.confirmedAt),
    updatedAt: listing.updatedAt.toISOString(),
    language: listing.language,
    texts: Object.fromEntries(listing.texts.map(({ language: tag, ...text }) => [tag, text])),
    category: listing.category,
    businessTypes: listing.businessTypes,
    sectors: listing.sectors,
    sizes: listing.sizes,
    sdgs: listing.sdgs,
    originCountry: listing.originCountry,
    availableIn: listing.availableIn,
    adaptableTo: listing.adaptableTo,
    places: listing.places,
    since: listing.since,
    firmsUsing: listing.firmsUsing,
    cost: listing.cost,
    requirements: listing.requirements,
    sourceUrl: listing.sourceUrl,
    organisation: listing.organisation,
    institution: listing.institution,
    claims: listing.claims.map((claim) => ({
      ...claim,
      verifications: claim.verifications.map((verification) => ({ ...verification, verifiedAt: verification.verifiedAt.toISOString() })),
    })),
  };
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
