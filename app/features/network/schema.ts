import { z } from "zod";
import { COUNTRY_CODES } from "~/platform/countries";
import { linkField } from "~/platform/values/link-field";

/** The kinds of organisation that the registry knows; "partner" is a flag of its own and never implied by the kind. */
export const ORGANISATION_KINDS = [
  "firm",
  "ministry",
  "public_programme",
  "lab",
  "chamber",
  "university",
  "ngo",
  "fund",
  "accelerator",
  "incubator",
  "investor_network",
  "funding_platform",
  "entrepreneurial_community",
  "regional_body",
  "cluster",
  "centre",
] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

export const fileKey = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: "must be lower-case words joined by hyphens" });
export const country = z.string().refine((code) => COUNTRY_CODES.has(code), { error: (issue) => `${JSON.stringify(issue.input)} is no ISO 3166-1 country code` });
export const fileLanguage = z.string().regex(/^[a-z]{2,3}$/, { error: "must be a language code such as es, en or pt" });
export const words = (max: number) => z.string().trim().min(1, { error: "must not be empty" }).max(max);

/** One institution as docs/institution-file.md describes it. */
const InstitutionSchema = z.strictObject({
  key: fileKey,
  kind: z.enum(ORGANISATION_KINDS),
  partner: z.boolean().default(true),
  name: words(160),
  shortName: words(80).nullable().default(null),
  aliases: z.array(words(160)).default([]),
  /** Where it has its seat; null for a body of several countries. */
  country: country.nullable().default(null),
  countriesCovered: z.array(country).default([]),
  website: linkField.nullable().default(null),
  city: z
    .strictObject({ name: words(80), latitude: z.number().min(-90).max(90).nullable().default(null), longitude: z.number().min(-180).max(180).nullable().default(null) })
    .nullable()
    .default(null),
  texts: z
    .record(fileLanguage, z.strictObject({ summary: words(400), about: words(4_000) }))
    .refine((texts) => Object.keys(texts).length > 0, { error: "needs at least one language" }),
  /** Languages that its people can review in. */
  reviewLanguages: z.array(fileLanguage).default([]),
  contact: z
    .strictObject({
      email: z.email({ error: "must be an e-mail address" }).toLowerCase().nullable().default(null),
      whatsapp: z
        .string()
        .regex(/^\+[1-9]\d{6,14}$/, { error: "must be a number in E.164, such as +18095550100" })
        .nullable()
        .default(null),
    })
    .prefault({}),
  /** Takes no new submissions for now: routing passes it by. */
  sleeping: z.boolean().default(false),
});
export type Institution = z.output<typeof InstitutionSchema>;

/** A file holds one institution or a list of them; each key stands once. */
export const InstitutionsFileSchema = z.union([InstitutionSchema.transform((one) => [one]), z.array(InstitutionSchema)]).superRefine((institutions, context) => {
  const seen = new Set<string>();
  for (const [index, { key }] of institutions.entries()) {
    if (seen.has(key)) context.addIssue({ code: "custom", path: [index, "key"], message: `${JSON.stringify(key)} stands in this file twice` });
    seen.add(key);
  }
});
