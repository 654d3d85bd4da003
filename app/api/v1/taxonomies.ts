import { z } from "zod";
import type { Taxonomy } from "~/features/catalogue/taxonomy-queries.server";
import { COST_MODELS, SIZES } from "~/features/submissions/schema";
import { country, language } from "./solution";

const labels = z.record(language, z.string()).meta({ description: "By language." });
const term = { key: z.string(), labels };
const retirement = {
  retired: z.boolean().meta({ description: "No longer given to anything new." }),
  replacedBy: z.string().nullable(),
};

export const TaxonomiesSchema = z
  .strictObject({
    categories: z.array(z.strictObject({ ...term, shortLabels: labels, descriptions: labels, ...retirement })),
    businessTypes: z.array(
      z.strictObject({ ...term, sector: z.string().meta({ description: "ISIC Rev. 4 section" }), alsoCalled: z.record(language, z.array(z.string())), ...retirement }),
    ),
    countries: z.array(z.strictObject({ key: country, labels })).meta({ description: "Those where a published solution works." }),
    languages: z.array(z.strictObject({ key: language, labels })).meta({ description: "Those that a published solution was written in." }),
    sizes: z.array(z.strictObject({ ...term, key: z.enum(SIZES) })),
    costModels: z.array(z.strictObject({ ...term, key: z.enum(COST_MODELS) })),
    sectors: z.array(z.strictObject(term)).meta({ description: "ISIC Rev. 4 sections" }),
    sdgs: z.array(z.strictObject({ key: z.int(), labels })),
  })
  .meta({ id: "Taxonomies" });

export type ApiTaxonomies = z.infer<typeof TaxonomiesSchema>;

export const ISIC_SECTIONS = [..."ABCDEFGHIJKLMNOPQRSTU"];
export const SDGS = Array.from({ length: 17 }, (_, index) => index + 1);

/** Labels that stand in the interface's dictionaries: the route hands them over, by language. */
export type Labels = Record<"country" | "language" | "size" | "cost" | "sector", (key: string) => Record<string, string>> & { sdg: (goal: number) => Record<string, string> };

export function serialiseTaxonomies(taxonomy: Taxonomy, labelsOf: Labels): ApiTaxonomies {
  return {
    categories: taxonomy.categories.map(({ key, retired, replacedBy, texts }) => ({
      key,
      labels: pick(texts, (text) => text.label),
      shortLabels: pick(texts, (text) => text.shortLabel),
      descriptions: pick(texts, (text) => text.description),
      retired,
      replacedBy,
    })),
    businessTypes: taxonomy.businessTypes.map(({ key, sector, retired, replacedBy, texts }) => ({
      key,
      labels: pick(texts, (text) => text.label),
      sector,
      alsoCalled: pick(texts, (text) => text.alsoCalled),
      retired,
      replacedBy,
    })),
    countries: taxonomy.countries.map((key) => ({ key, labels: labelsOf.country(key) })),
    languages: taxonomy.languages.map((key) => ({ key, labels: labelsOf.language(key) })),
    sizes: SIZES.map((key) => ({ key, labels: labelsOf.size(key) })),
    costModels: COST_MODELS.map((key) => ({ key, labels: labelsOf.cost(key) })),
    sectors: ISIC_SECTIONS.map((key) => ({ key, labels: labelsOf.sector(key) })),
    sdgs: SDGS.map((key) => ({ key, labels: labelsOf.sdg(key) })),
  };
}

function pick<Text, Value>(texts: Record<string, Text>, value: (text: Text) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(texts).map(([tag, text]) => [tag, value(text)]));
}
