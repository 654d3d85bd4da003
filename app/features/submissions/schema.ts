import { z } from "zod";
import type { AmountRules } from "~/platform/values/amount";

/**
 * The content of a solution as one revision freezes it. This schema is lenient on purpose: a draft and an imported
 * record have gaps. What a submission must have is checked on top of it when it is submitted.
 */

export const countryCode = z.string().regex(/^[A-Z]{2}$/, { error: "not-a-country-code" });
export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: "not-a-language-tag" });
const key = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: "not-a-key" })
  .max(80);
/** Longest text of a real record is 20,000 characters; NUL can't be stored by PostgreSQL. */
const text = z
  .string()
  .max(30_000)
  .refine((value) => !value.includes("\u0000"), { error: "has-nul" })
  .default("");

export const SIZES = ["1-5", "6-20", "21-100"] as const;
export const COST_MODELS = ["free", "subscription", "one-off", "per-use", "commission", "quote"] as const;
export const INTERNET_NEEDS = ["none", "sometimes", "always"] as const;
export const DEVICE_NEEDS = ["none", "basic-phone", "smartphone", "computer", "equipment"] as const;
export const TEXT_ORIGINS = ["author", "institution", "machine", "import"] as const;
export const VERIFICATION_METHODS = ["visit", "documents", "calls", "data"] as const;
export const EVIDENCE_KINDS = ["document", "link", "photo", "reference"] as const;

/** How the numbers of a solution are read, from a form and from a file; money has the decimals of its currency. */
export const AMOUNTS = {
  price: { min: 0, max: 999_999_999_999, unit: "money" },
  firmsUsing: { min: 0, max: 2_000_000_000, decimals: 0 },
  commissionPercent: { min: 0, max: 100, decimals: 2, unit: "percent" },
  setupDays: { min: 0, max: 3650, decimals: 3 },
} as const satisfies Record<string, AmountRules>;

export const SolutionTextSchema = z.strictObject({
  origin: z.enum(TEXT_ORIGINS).default("author"),
  title: z.string().trim().min(1, { error: "required" }).max(300),
  summary: text,
  problem: text,
  audience: text,
  howItWorks: text,
  costNote: text,
  needs: text,
  results: text,
});

export const PlaceSchema = z.strictObject({
  name: z.string().max(200).nullable().default(null),
  country: countryCode.nullable().default(null),
  /** ISO 3166-2 */
  subdivision: z
    .string()
    .regex(/^[A-Z]{2}-[A-Z0-9]{1,3}$/)
    .nullable()
    .default(null),
  latitude: z.number().min(-90).max(90).nullable().default(null),
  longitude: z.number().min(-180).max(180).nullable().default(null),
});

export const EvidenceSchema = z.strictObject({
  kind: z.enum(EVIDENCE_KINDS),
  title: z.record(languageTag, z.string().max(300)),
  /** As the reader of links wrote it; it is read again before it is shown. */
  url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  /** Evidence is for reviewers only until its owner publishes it. */
  public: z.boolean().default(false),
});

export const ClaimSchema = z.strictObject({
  /** The claim's lineage: absent for a new one. */
  id: z.uuid().optional(),
  statement: z.record(languageTag, z.string().trim().min(1).max(500)),
  figure: z
    .strictObject({ value: z.number(), unit: z.string().max(60) })
    .nullable()
    .default(null),
  evidence: z.array(EvidenceSchema).default([]),
});

export const SolutionContentSchema = z
  .strictObject({
    language: languageTag,
    categoryKey: key.nullable().default(null),
    businessTypes: z.array(key).default([]),
    sizes: z.array(z.enum(SIZES)).default([]),
    sdgs: z.array(z.number().int().min(1).max(17)).default([]),
    originCountry: countryCode.nullable().default(null),
    /** Where it works today: the `country` facet. */
    availableIn: z.array(countryCode).default([]),
    /** Where it could work; never counted as available. */
    adaptableTo: z.array(countryCode).default([]),
    since: z
      .string()
      .regex(/^\d{4}(-(0[1-9]|1[0-2]))?$/, { error: "not-a-year-or-month" })
      .nullable()
      .default(null),
    firmsUsing: z.number().int().min(0).nullable().default(null),
    cost: z
      .strictObject({
        model: z.enum(COST_MODELS).nullable().default(null),
        amount: z.number().min(0).nullable().default(null),
        currency: z
          .string()
          .regex(/^[A-Z]{3}$/)
          .nullable()
          .default(null),
        period: z.enum(["month", "year", "use"]).nullable().default(null),
        commissionPercent: z.number().min(0).max(100).nullable().default(null),
      })
      .prefault({}),
    requirements: z
      .strictObject({
        internet: z.enum(INTERNET_NEEDS).nullable().default(null),
        device: z.enum(DEVICE_NEEDS).nullable().default(null),
        setupDays: z.number().min(0).max(3650).nullable().default(null),
      })
      .prefault({}),
    sourceUrl: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null),
    texts: z.record(languageTag, SolutionTextSchema),
    places: z.array(PlaceSchema).default([]),
    claims: z.array(ClaimSchema).default([]),
  })
  .refine((content) => content.texts[content.language] !== undefined, { path: ["texts"], error: "own-language-missing" });

export type SolutionContent = z.output<typeof SolutionContentSchema>;
export type SolutionContentInput = z.input<typeof SolutionContentSchema>;
export type SolutionText = z.output<typeof SolutionTextSchema>;
export type ClaimContent = z.output<typeof ClaimSchema>;
