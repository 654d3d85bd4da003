import { z } from "zod";
import type { AmountColumn, DecimalEvidence } from "~/platform/records/decimals";
import { FieldReader } from "~/platform/records/fields";
import { type Findings, newFindings, type Unmapped, unmappedOf } from "~/platform/records/findings";
import { mappingHead, namesRead, PlaceSpecSchema, ValueSpecSchema } from "~/platform/records/mapping";
import { cleanTitle, cutAtWord, firstSentences } from "~/platform/records/plain-text";
import type { SourceRecord } from "~/platform/records/values";
import { decimalHabit } from "~/platform/values/currencies";
import {
  AMOUNTS,
  COST_MODELS,
  DEVICE_NEEDS,
  INTERNET_NEEDS,
  languageTag,
  SIZES,
  type SolutionContent,
  type SolutionContentInput,
  SolutionContentSchema,
  type SolutionText,
} from "../submissions/schema";

/** How a file's records become solutions. docs/import.md explains every field. */

const value = ValueSpecSchema.optional();
const TextSpecSchema = z.strictObject({ title: value, summary: value, problem: value, audience: value, howItWorks: value, costNote: value, needs: value, results: value });

const textKey = z.string().refine((key) => key === "own" || languageTag.safeParse(key).success, { error: "must be a language (es, pt-BR) or own" });

export const SolutionMappingSchema = z.strictObject({
  ...mappingHead,
  target: z.literal("solutions"),
  fields: z.strictObject({
    language: value,
    category: value,
    businessTypes: value,
    sizes: value,
    sdgs: value,
    originCountry: value,
    availableIn: value,
    adaptableTo: value,
    since: value,
    firmsUsing: value,
    cost: z.strictObject({ model: value, amount: value, currency: value, period: value, commissionPercent: value }).prefault({}),
    requirements: z.strictObject({ internet: value, device: value, setupDays: value }).prefault({}),
    sourceUrl: value,
    /** By language; "own" is the language that the record says it is in. */
    texts: z.record(textKey, TextSpecSchema),
    places: z.array(PlaceSpecSchema).default([]),
  }),
});
export type SolutionMapping = z.output<typeof SolutionMappingSchema>;

export type Vocabulary = { categories: ReadonlySet<string>; businessTypes: ReadonlySet<string> };
export type MappedRecord<T> = { sourceId: string; findings: Findings; unmapped: Unmapped } & ({ ok: true; content: T } | { ok: false });

const LIMITS = { title: 300, summary: 240, long: 30_000 };
const TITLE_FROM_TEXT = 100;

/** Where the mapping reads numbers, for the file to show how it writes decimals. */
export function amountColumns({ fields: { firmsUsing, cost, requirements, places } }: SolutionMapping): AmountColumn[] {
  const columns: Array<Partial<AmountColumn> & { field: string }> = [
    { field: "firmsUsing", spec: firmsUsing },
    { field: "cost.amount", spec: cost.amount },
    { field: "cost.commissionPercent", spec: cost.commissionPercent },
    { field: "requirements.setupDays", spec: requirements.setupDays },
    ...places.flatMap(({ each, latitude, longitude }) => [
      { field: "places.latitude", spec: latitude, each, isDegrees: true },
      { field: "places.longitude", spec: longitude, each, isDegrees: true },
    ]),
  ];
  return columns.flatMap(({ spec, ...column }) => (spec ? [{ ...column, spec }] : []));
}

/**
 * A function from records to contents; the mapping is looked through once. Pure.
 *
 * @param decimals what the whole file shows of its numbers
 */
export function solutionMapper(mapping: SolutionMapping, vocabulary: Vocabulary, decimals?: DecimalEvidence): (record: SourceRecord) => MappedRecord<SolutionContent> {
  const used = new Set([...namesRead(mapping.id).keys(), ...namesRead(mapping.fields).keys(), ...mapping.ignore]);
  return (record) => mapSolution(new FieldReader(record, newFindings(), decimals), record, mapping, vocabulary, used);
}

function mapSolution(read: FieldReader, record: SourceRecord, mapping: SolutionMapping, vocabulary: Vocabulary, used: ReadonlySet<string>): MappedRecord<SolutionContent> {
  const { fields } = mapping;
  const { findings } = read;
  const sourceId = read.sourceId(mapping.id);

  const stated = read.parsed("language", fields.language, (text) => (languageTag.safeParse(text.toLowerCase()).success ? text.toLowerCase() : undefined));
  const { language, texts } = readTexts(read, fields.texts, stated, sourceId);
  const availableIn = read.countries("availableIn", fields.availableIn);
  // A country concluded from a province's name is still one that the record does not name.
  const namesCountry = availableIn.length > 0 && !findings.inferred.has("country-from-subdivision");
  const [originCountry = null] = read.countries("originCountry", fields.originCountry);
  const currency = read.currency("cost.currency", fields.cost.currency);
  const habit = decimalHabit({ country: originCountry ?? (availableIn.length === 1 ? (availableIn[0] ?? null) : null), currency });
  const price = read.amount("cost.amount", fields.cost.amount, { ...AMOUNTS.price, currency }, habit);
  const content: SolutionContentInput = {
    language,
    categoryKey: read.parsed("category", fields.category, (text) => (vocabulary.categories.has(text) ? text : undefined)),
    businessTypes: read.manyOf("businessTypes", fields.businessTypes, (text): text is string => vocabulary.businessTypes.has(text)),
    sizes: read.manyOf("sizes", fields.sizes, (text): text is (typeof SIZES)[number] => SIZES.some((size) => size === text)),
    sdgs: read.numbersIn("sdgs", fields.sdgs, 1, 17),
    originCountry: originCountry ?? null,
    availableIn,
    adaptableTo: read.countries("adaptableTo", fields.adaptableTo),
    since: read.yearOrMonth("since", fields.since),
    firmsUsing: read.number("firmsUsing", fields.firmsUsing, AMOUNTS.firmsUsing, habit),
    cost: {
      model: read.oneOf("cost.model", fields.cost.model, COST_MODELS),
      amount: price.value,
      currency: price.currency,
      period: read.oneOf("cost.period", fields.cost.period, ["month", "year", "use"] as const),
      commissionPercent: read.number("cost.commissionPercent", fields.cost.commissionPercent, AMOUNTS.commissionPercent),
    },
    requirements: {
      internet: read.oneOf("requirements.internet", fields.requirements.internet, INTERNET_NEEDS),
      device: read.oneOf("requirements.device", fields.requirements.device, DEVICE_NEEDS),
      setupDays: read.number("requirements.setupDays", fields.requirements.setupDays, AMOUNTS.setupDays),
    },
    sourceUrl: read.url("sourceUrl", fields.sourceUrl),
    texts,
    places: read.places("places", fields.places),
  };
  noteGaps(content, findings, { language: stated !== null, country: namesCountry });

  const parsed = SolutionContentSchema.safeParse(content);
  if (!parsed.success) findings.reasons.push(...parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  const unmapped = unmappedOf(findings, record, used);
  return parsed.success && findings.reasons.length === 0 ? { ok: true, sourceId, findings, unmapped, content: parsed.data } : { ok: false, sourceId, findings, unmapped };
}

type Words = Omit<SolutionText, "origin">;

function readTexts(
  read: FieldReader,
  specs: SolutionMapping["fields"]["texts"],
  stated: string | null,
  sourceId: string,
): { language: string; texts: Record<string, SolutionText> } {
  const words = new Map<string, Words>();
  for (const [key, spec] of Object.entries(specs)) {
    const language = key === "own" ? (stated ?? "und") : key;
    const found = readWords(read, spec, key === "own" ? "" : `${key}.`);
    if (Object.values(found).some((text) => text !== "") && !words.has(language)) words.set(language, found);
  }
  // A record whose own language is not said, or has no text, is in the first language that has one.
  const language = stated !== null && (words.has(stated) || words.size === 0) ? stated : ([...words.keys()][0] ?? stated ?? "und");
  if (!words.has(language)) words.set(language, { title: "", summary: "", problem: "", audience: "", howItWorks: "", costNote: "", needs: "", results: "" });
  const ownTitle = words.get(language)?.title ?? "";
  const texts = [...words].map(([key, text]): [string, SolutionText] => [
    key,
    { origin: "import", ...text, title: text.title || titleFor(text, ownTitle, sourceId, read.findings) },
  ]);
  return { language, texts: Object.fromEntries(texts) };
}

function readWords(read: FieldReader, spec: z.output<typeof TextSpecSchema>, prefix: string): Words {
  const long = (field: keyof Words) => read.text(`${prefix}${field}`, spec[field], LIMITS.long);
  const title = read.text(`${prefix}title`, spec.title, LIMITS.title, cleanTitle);
  const found: Words = {
    title,
    summary: long("summary"),
    problem: long("problem"),
    audience: long("audience"),
    howItWorks: withoutTitle(long("howItWorks"), title),
    costNote: long("costNote"),
    needs: long("needs"),
    results: long("results"),
  };
  return { ...found, ...summarised(found) };
}

/** A form's text often begins by the title: it is not told twice, unless it is all there is. */
function withoutTitle(text: string, title: string): string {
  const [first = "", ...rest] = text.split("\n");
  return rest.length > 0 && first.trim().toLowerCase() === title.toLowerCase() ? rest.join("\n").trim() : text;
}

/** A summary is at most 240 characters: a longer one moves to "how it works" and leaves its first sentences. */
function summarised({ summary, howItWorks, problem }: Words): Pick<Words, "summary" | "howItWorks"> {
  if (summary.length > LIMITS.summary) {
    const whole = howItWorks === "" || howItWorks === summary ? summary : `${summary}\n\n${howItWorks}`;
    return { summary: firstSentences(summary, LIMITS.summary), howItWorks: whole };
  }
  if (summary !== "") return { summary, howItWorks: howItWorks === summary ? "" : howItWorks };
  const short = firstSentences(howItWorks || problem, LIMITS.summary);
  return { summary: short, howItWorks: howItWorks === short ? "" : howItWorks };
}

function titleFor(words: Words, ownTitle: string, sourceId: string, findings: Findings): string {
  if (!findings.gaps.includes("no-title")) findings.gaps.push("no-title");
  const text = words.summary || words.howItWorks || words.problem;
  const readable = cleanTitle(sourceId.replace(/[_/.:-]+/g, " ")).text;
  return ownTitle || cutAtWord(cleanTitle(firstSentences(text, TITLE_FROM_TEXT)).text, TITLE_FROM_TEXT) || cutAtWord(readable || `#${sourceId}`, LIMITS.title);
}

function noteGaps(content: SolutionContentInput, findings: Findings, says: { language: boolean; country: boolean }): void {
  const own = content.texts[content.language];
  const gaps: Array<[string, boolean]> = [
    ["no-text", !own || [own.summary, own.problem, own.audience, own.howItWorks, own.results].every((text) => !text)],
    ["no-country", !says.country],
    ["no-language", !says.language || content.language === "und"],
    ["no-category", content.categoryKey === null],
    ["no-place", (content.places ?? []).length === 0],
  ];
  findings.gaps.push(...gaps.filter(([, missing]) => missing).map(([gap]) => gap));
}

/** An import goes on looking after a listing until an owner has claimed it, reviewed it or put their own words in it. */
export function isOurs(listing: { origin: "submission" | "import"; submissionId: string | null; organisationId: string | null; textOrigin: string | null }): boolean {
  return listing.origin === "import" && listing.submissionId === null && listing.organisationId === null && listing.textOrigin === "import";
}

/** The programme manager is asked whether an imported listing still holds after twelve months. */
export function confirmByAfterImport(publishedAt: Date): Date {
  const date = new Date(publishedAt);
  date.setUTCMonth(date.getUTCMonth() + 12);
  return date;
}
