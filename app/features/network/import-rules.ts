import { z } from "zod";
import type { AmountColumn, DecimalEvidence } from "~/platform/records/decimals";
import { FieldReader } from "~/platform/records/fields";
import { type Findings, newFindings, type Unmapped, unmappedOf } from "~/platform/records/findings";
import { mappingHead, namesRead, PlaceSpecSchema, ValueSpecSchema } from "~/platform/records/mapping";
import { cleanTitle, cutAtWord } from "~/platform/records/plain-text";
import type { SourceRecord } from "~/platform/records/values";
import { ORGANISATION_KINDS, type OrganisationKind } from "./schema";

/** How a file's records become organisations. docs/import.md explains every field. */

const value = ValueSpecSchema.optional();

export const OrganisationMappingSchema = z.strictObject({
  ...mappingHead,
  target: z.literal("organisations"),
  fields: z.strictObject({
    name: ValueSpecSchema,
    shortName: value,
    kind: ValueSpecSchema,
    aliases: value,
    baseCountry: value,
    countriesCovered: value,
    city: PlaceSpecSchema.omit({ each: true, country: true, subdivision: true }).optional(),
    website: value,
    texts: z.record(z.string().regex(/^[a-z]{2,3}$/, { error: "must be a language code such as es, en or pt" }), z.strictObject({ summary: value, about: value })).default({}),
  }),
});
export type OrganisationMapping = z.output<typeof OrganisationMappingSchema>;

export type OrganisationContent = {
  name: string;
  shortName: string | null;
  kind: OrganisationKind;
  aliases: string[];
  baseCountry: string | null;
  countriesCovered: string[];
  cityName: string | null;
  latitude: number | null;
  longitude: number | null;
  website: string | null;
  texts: Record<string, { summary: string; about: string }>;
};

export type MappedOrganisation = { sourceId: string; findings: Findings; unmapped: Unmapped } & ({ ok: true; content: OrganisationContent } | { ok: false });

const LIMITS = { name: 160, shortName: 80, summary: 400, about: 30_000 };

/** Where the mapping reads numbers, for the file to show how it writes decimals. */
export function amountColumns({ fields: { city } }: OrganisationMapping): AmountColumn[] {
  const degrees = (["latitude", "longitude"] as const).map((name) => ({ field: `city.${name}`, spec: city?.[name], isDegrees: true }));
  return degrees.flatMap(({ spec, ...column }) => (spec ? [{ ...column, spec }] : []));
}

/** @param decimals what the whole file shows of its numbers */
export function organisationMapper(mapping: OrganisationMapping, decimals?: DecimalEvidence): (record: SourceRecord) => MappedOrganisation {
  const used = new Set([...namesRead(mapping.id).keys(), ...namesRead(mapping.fields).keys(), ...mapping.ignore]);
  return (record) => {
    const { fields } = mapping;
    const findings = newFindings();
    const read = new FieldReader(record, findings, decimals);
    const sourceId = read.sourceId(mapping.id);
    const name = read.text("name", fields.name, LIMITS.name, cleanTitle);
    if (name === "") findings.reasons.push("name: is empty");
    const kind = read.oneOf("kind", fields.kind, ORGANISATION_KINDS);
    if (kind === null) findings.reasons.push(`kind: must be one of ${ORGANISATION_KINDS.join(", ")}`);

    const [city] = fields.city ? read.places("city", [fields.city]) : [];
    const [baseCountry = null] = read.countries("baseCountry", fields.baseCountry);
    const content = {
      name,
      shortName: read.text("shortName", fields.shortName, LIMITS.shortName) || null,
      aliases: read.texts("aliases", fields.aliases, LIMITS.name),
      baseCountry,
      countriesCovered: read.countries("countriesCovered", fields.countriesCovered),
      cityName: city?.name ?? null,
      latitude: city?.latitude ?? null,
      longitude: city?.longitude ?? null,
      website: read.url("website", fields.website),
      texts: readTexts(read, fields.texts, name),
    };
    noteGaps(content, findings);
    const unmapped = unmappedOf(findings, record, used);
    return kind !== null && findings.reasons.length === 0 ? { ok: true, sourceId, findings, unmapped, content: { ...content, kind } } : { ok: false, sourceId, findings, unmapped };
  };
}

function readTexts(read: FieldReader, specs: OrganisationMapping["fields"]["texts"], name: string): OrganisationContent["texts"] {
  const texts = Object.entries(specs).map(([language, spec]): [string, { summary: string; about: string }] => {
    const about = read.text(`${language}.about`, spec.about, LIMITS.about);
    const [first = "", ...rest] = about.split("\n");
    return [
      language,
      {
        summary: cutAtWord(read.text(`${language}.summary`, spec.summary, LIMITS.summary).replace(/\s+/g, " "), LIMITS.summary),
        about: first.trim() === name && rest.length > 0 ? rest.join("\n").trim() : about,
      },
    ];
  });
  return Object.fromEntries(texts.filter(([, { summary, about }]) => summary !== "" || about !== ""));
}

function noteGaps(content: Omit<OrganisationContent, "kind">, findings: Findings): void {
  const gaps: Array<[string, boolean]> = [
    ["no-text", Object.keys(content.texts).length === 0],
    ["no-country", content.baseCountry === null && content.countriesCovered.length === 0],
    ["no-website", content.website === null],
  ];
  findings.gaps.push(...gaps.filter(([, missing]) => missing).map(([gap]) => gap));
}
