import { z } from "zod";
import { EditionFieldsSchema } from "~/features/editions/schema";
import { InstitutionsFileSchema } from "~/features/network/schema";

/**
 * The files under prisma/demo/, as they are written by hand. Days are counted back from the moment of
 * loading, because a demonstration must look alive whenever it is installed.
 */

const key = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(80);
const country = z.string().regex(/^[A-Z]{2}$/);
const language = z.enum(["es", "en", "pt"]);
const daysAgo = z.number().int().min(0).max(2000);
const sentence = (max: number) => z.string().trim().min(3).max(max);
/** A text by language; the record's own language must be there, the others may be. */
const byLanguage = (max: number) => z.partialRecord(language, sentence(max));

const DemoTextSchema = z.strictObject({
  /** Who wrote this language version. The record's own language is always "author". */
  origin: z.enum(["author", "institution"]).default("author"),
  title: sentence(90),
  summary: sentence(240),
  problem: sentence(1200),
  audience: sentence(400),
  howItWorks: sentence(1600),
  costNote: sentence(400),
  needs: sentence(400),
  results: sentence(800),
});

const DemoClaimSchema = z.strictObject({
  statement: byLanguage(240),
  /** The figure inside the claim, if it has one. */
  figure: z.strictObject({ value: z.number(), unit: z.string().max(40) }).optional(),
  evidence: z
    .strictObject({
      kind: z.enum(["document", "link", "photo", "reference"]),
      title: byLanguage(160),
      url: z
        .string()
        .regex(/^https:\/\/[a-z0-9.-]+\.example(\/\S*)?$/)
        .optional(),
      public: z.boolean(),
    })
    .optional(),
  /** Absent: declared only, nobody has checked it. */
  verified: z.strictObject({ institution: key, daysAgo, method: z.enum(["visit", "documents", "calls", "data"]) }).optional(),
});

export const DemoContentSchema = z.strictObject({
  key,
  organisation: z.strictObject({
    key,
    name: sentence(120),
    country,
    about: byLanguage(400),
    website: z
      .string()
      .regex(/^https:\/\/[a-z0-9.-]+\.example$/)
      .optional(),
  }),
  category: z.enum(["occupational-safety", "agile-payments", "logistics"]),
  institution: key,
  originCountry: country,
  /** Where it works today. */
  availableIn: z.array(country).min(1),
  /** Where its authors say it could work; never counted as available. */
  adaptableTo: z.array(country).default([]),
  places: z.array(z.strictObject({ name: sentence(80), country, latitude: z.number(), longitude: z.number() })).default([]),
  businessTypes: z.array(key).min(1).max(6),
  sizes: z.array(z.enum(["1-5", "6-20", "21-100"])).min(1),
  sdgs: z.array(z.number().int().min(1).max(17)).max(4),
  language,
  /** Year, or year and month, since it has been in use. */
  since: z.string().regex(/^(19|20)\d\d(-(0[1-9]|1[0-2]))?$/),
  firmsUsing: z.number().int().min(1),
  cost: z.strictObject({
    model: z.enum(["free", "subscription", "one-off", "per-use", "commission", "quote"]),
    amount: z.number().positive().optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    period: z.enum(["month", "year", "use"]).optional(),
    commissionPercent: z.number().min(0).max(30).optional(),
  }),
  requirements: z.strictObject({
    internet: z.enum(["none", "sometimes", "always"]),
    device: z.enum(["none", "basic-phone", "smartphone", "computer", "equipment"]),
    setupDays: z.number().min(0).max(365),
  }),
  texts: z.partialRecord(language, DemoTextSchema),
  claims: z.array(DemoClaimSchema).min(1).max(5),
  contact: z.strictObject({
    person: sentence(80),
    role: sentence(80),
    email: z.string().regex(/^[a-z0-9.-]+@[a-z0-9.-]+\.example$/),
    /** +999 is no country's code, so no demonstration number can be dialled. */
    whatsapp: z
      .string()
      .regex(/^\+999\d{8}$/)
      .optional(),
  }),
});

const DemoReviewSchema = z.strictObject({
  reviewer: key,
  /** In the rubric's order, 1 to 5; null is "not applicable". */
  scores: z.array(z.number().int().min(1).max(5).nullable()).length(5),
  forAuthor: sentence(500),
});

const DemoSolutionSchema = DemoContentSchema.extend({
  submittedDaysAgo: daysAgo,
  decidedDaysAgo: daysAgo,
  publishedDaysAgo: daysAgo,
  /** One sentence that the owner read with the decision. */
  decision: sentence(400),
});
export const DemoSolutionsFileSchema = z.array(DemoSolutionSchema);
export type DemoSolution = z.infer<typeof DemoSolutionSchema>;
export type DemoContent = z.infer<typeof DemoContentSchema>;

/** Submissions that are not published. A draft may hold as little as its author has typed. */
export const DemoSubmissionSchema = z.strictObject({
  state: z.enum(["draft", "submitted", "screening", "in_review", "deliberation", "changes_requested", "decided", "accepted", "declined", "withdrawn", "expired"]),
  owner: key,
  startedDaysAgo: daysAgo,
  submittedDaysAgo: daysAgo.optional(),
  /** When it came into its present state. */
  stateDaysAgo: daysAgo,
  coordinator: key.optional(),
  reviewers: z
    .array(
      z.strictObject({
        person: key,
        status: z.enum(["invited", "accepted", "declined", "draft", "submitted", "recused"]),
        conflict: z.enum(["employment", "family", "financial", "collaboration", "competitor", "institutional"]).optional(),
      }),
    )
    .default([]),
  reviews: z.array(DemoReviewSchema).default([]),
  /** changes_requested: what is missing, section by section. */
  changes: z
    .array(z.strictObject({ section: z.enum(["summary", "problem", "howItWorks", "cost", "needs", "results", "claims", "countries", "contact"]), note: sentence(300) }))
    .default([]),
  outcome: z.enum(["accepted", "declined"]).optional(),
  reasonCode: z.enum(["meets-criteria", "ineligible", "incomplete", "duplicate", "out-of-scope", "insufficient-evidence", "not-ready"]).optional(),
  reason: sentence(500).optional(),
  content: DemoContentSchema.or(
    DemoContentSchema.partial().extend({
      key,
      language,
      organisation: DemoContentSchema.shape.organisation,
      institution: key,
      originCountry: country,
      texts: z.partialRecord(language, DemoTextSchema.partial()),
      claims: z.array(DemoClaimSchema).default([]),
    }),
  ),
});
export const DemoSubmissionsFileSchema = z.array(DemoSubmissionSchema);
export type DemoSubmission = z.infer<typeof DemoSubmissionSchema>;

const DemoPersonSchema = z.strictObject({
  key,
  name: sentence(80),
  email: z
    .string()
    .regex(/^[a-z0-9.-]+@[a-z0-9.-]+\.example$/)
    .optional(),
  whatsapp: z
    .string()
    .regex(/^\+999\d{8}$/)
    .optional(),
  language,
  memberships: z
    .array(z.strictObject({ organisation: key, role: z.enum(["owner", "reviewer", "coordinator", "deputy", "adviser", "programme-manager", "administrator"]) }))
    .default([]),
});
export const DemoPeopleFileSchema = z.array(DemoPersonSchema);

const DemoNeedSchema = z.strictObject({
  key,
  language,
  country,
  place: sentence(80).optional(),
  category: z.enum(["occupational-safety", "agile-payments", "logistics"]).optional(),
  businessType: key,
  size: z.enum(["1-5", "6-20", "21-100"]),
  /** What was searched before it was posted, when nothing was found. */
  searched: sentence(80).optional(),
  title: byLanguage(100),
  text: byLanguage(500),
  postedDaysAgo: daysAgo,
});
export const DemoNeedsFileSchema = z.array(DemoNeedSchema);

export type DemoPerson = z.infer<typeof DemoPersonSchema>;
export type DemoNeed = z.infer<typeof DemoNeedSchema>;

/** As a real edition's file, but that its dates move with the day of loading. */
export const DemoEditionSchema = EditionFieldsSchema.extend({ demonstration: z.literal(true), opensDaysAgo: daysAgo, closesInDays: daysAgo });
export type DemoEdition = z.infer<typeof DemoEditionSchema>;

/** Institutions are described as real ones are. */
export const DemoInstitutionsFileSchema = InstitutionsFileSchema;
