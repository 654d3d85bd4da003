import { z } from "zod";
import { isTimeZone, momentInTimeZone } from "~/platform/time-zone";
import { country, fileKey, fileLanguage, words } from "../network/schema";

/** What an edition says whatever its dates are written like; docs/edition-file.md describes each field. */
export const EditionFieldsSchema = z.strictObject({
  key: fileKey,
  kind: z.enum(["call", "rolling"]),
  timeZone: z.string().refine(isTimeZone, { error: (issue) => `${JSON.stringify(issue.input)} is no IANA time zone, such as America/Santo_Domingo`, abort: true }),
  graceMinutes: z.number().int().min(0).max(10_080).default(0),
  serviceLevelDays: z.number().int().min(1).max(365),
  reviewersPerSubmission: z.number().int().min(1).max(9),
  blind: z.boolean().default(false),
  countries: z.array(country).min(1),
  categories: z.array(fileKey).min(1),
  texts: z
    .record(fileLanguage, z.strictObject({ name: words(120), guidingQuestion: words(400), diagnosis: words(6_000), privacyNotice: words(8_000) }))
    .refine((texts) => Object.keys(texts).length > 0, { error: "needs at least one language" }),
  institutions: z
    .array(
      z.strictObject({
        institution: fileKey,
        countries: z.array(country).default([]),
        categories: z.array(fileKey).default([]),
        priority: z.number().int().min(1).max(1_000).default(1),
      }),
    )
    .min(1),
  rubric: z.strictObject({
    scale: z.strictObject({ min: z.number().int().min(0).max(9), max: z.number().int().min(1).max(10) }),
    criteria: z
      .array(
        z.strictObject({
          key: fileKey,
          weight: z.number().int().min(1).max(1_000),
          texts: z.record(fileLanguage, z.strictObject({ name: words(80), question: words(400) })),
        }),
      )
      .min(1)
      .max(20),
  }),
});
export type EditionFields = z.output<typeof EditionFieldsSchema>;
export type Rubric = EditionFields["rubric"];
export type EditionDefinition = EditionFields & { opensAt: Date /** Null for a rolling edition. */; closesAt: Date | null };

const MOMENT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/;

/** ISO 8601 with an offset, or a local date and time that is read in the edition's time zone. */
const moment = z
  .string()
  .regex(MOMENT, { error: "must be a date and time such as 2026-03-01T00:00 (in the edition's time zone) or 2026-03-01T04:00:00Z", abort: true })
  .refine(isOfTheCalendar, { error: "is no date and time of the calendar", abort: true });

/** JavaScript takes 31 February for 3 March. */
function isOfTheCalendar(text: string): boolean {
  const [, date = ""] = MOMENT.exec(text) ?? [];
  return !Number.isNaN(Date.parse(text)) && new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}

export const EditionFileSchema = EditionFieldsSchema.extend({ opensAt: moment, closesAt: moment.nullable().default(null) })
  .superRefine((edition, context) => {
    for (const fault of editionFaults(edition)) context.addIssue({ code: "custom", ...fault });
    const fault = datesFault(withMoments(edition));
    if (fault) context.addIssue({ code: "custom", path: ["closesAt"], message: fault });
  })
  .transform(withMoments);

function withMoments<T extends { timeZone: string; opensAt: string; closesAt: string | null }>(
  edition: T,
): Omit<T, "opensAt" | "closesAt"> & { opensAt: Date; closesAt: Date | null } {
  const read = (text: string) => (/(Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : momentInTimeZone(text, edition.timeZone));
  return { ...edition, opensAt: read(edition.opensAt), closesAt: edition.closesAt === null ? null : read(edition.closesAt) };
}

function datesFault({ kind, opensAt, closesAt }: { kind: "call" | "rolling"; opensAt: Date; closesAt: Date | null }): string | undefined {
  if (kind === "rolling") return closesAt === null ? undefined : "must be left out of a rolling edition";
  if (closesAt === null) return "is required for a call";
  return closesAt > opensAt ? undefined : "must come after opensAt";
}

type Fault = { path: Array<string | number>; message: string };

/** Where the parts of an edition don't fit together, whatever its dates. */
export function editionFaults(edition: EditionFields): Fault[] {
  const faults: Fault[] = [
    ...repeated(edition.countries, ["countries"]),
    ...repeated(edition.categories, ["categories"]),
    ...repeated(
      edition.institutions.map(({ institution }) => institution),
      ["institutions"],
    ),
    ...repeated(
      edition.rubric.criteria.map(({ key }) => key),
      ["rubric", "criteria"],
    ),
  ];
  if (edition.rubric.scale.max <= edition.rubric.scale.min) faults.push({ path: ["rubric", "scale", "max"], message: "must be greater than min" });
  for (const [index, rule] of edition.institutions.entries()) {
    faults.push(...foreign(rule.countries, edition.countries, ["institutions", index, "countries"], "is not among the edition's countries"));
    faults.push(...foreign(rule.categories, edition.categories, ["institutions", index, "categories"], "is not among the edition's categories"));
  }
  return faults;
}

function repeated(values: readonly string[], path: Fault["path"]): Fault[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [{ path: [...path, index], message: `${JSON.stringify(value)} stands here twice` }] : []));
}

function foreign(values: readonly string[], allowed: readonly string[], path: Fault["path"], message: string): Fault[] {
  return values.flatMap((value, index) => (allowed.includes(value) ? [] : [{ path: [...path, index], message: `${JSON.stringify(value)} ${message}` }]));
}
