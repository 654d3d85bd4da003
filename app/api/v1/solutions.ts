import { z } from "zod";
import { FACETS, type Facet, INTERFACE_LANGUAGES, type SearchRequest, SORTS } from "~/features/catalogue/search-engine";
import { MAX_PAGE, MAX_QUERY_LENGTH, MAX_VALUES_PER_FACET, PAGE_SIZE, parseSearchParams, type Vocabulary } from "~/features/catalogue/search-params";
import { COST_MODELS, SIZES } from "~/features/submissions/schema";
import { AppError } from "~/platform/errors";
import { country, demonstration, language, origin, time } from "./solution";

const MAX_PER_PAGE = 100;
const key = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const many = <Item extends z.ZodType>(item: Item, description: string) => z.array(item).max(MAX_VALUES_PER_FACET).optional().meta({ description });

/** The parameters, for openapi.json. They are read by the same parser as the page's. */
export const SolutionsQuerySchema = z.strictObject({
  q: z.string().max(MAX_QUERY_LENGTH).default("").meta({ description: "A problem, in one's own words." }),
  locale: z.enum(INTERFACE_LANGUAGES).default("es").meta({ description: "The language to search in and to show, where there is a text in it." }),
  category: many(key, "Category keys."),
  country: many(country, "Where it works today."),
  business: many(key, "Business type keys."),
  sector: many(z.string().regex(/^[A-U]$/), "ISIC Rev. 4 sections."),
  sdg: many(z.int().min(1).max(17), "Sustainable Development Goals."),
  size: many(z.enum(SIZES), "For firms of so many people."),
  cost: many(z.enum(COST_MODELS), "How it is paid for."),
  language: many(language, "The author's language."),
  origin: many(origin, "`submission` was reviewed, `import` was not."),
  sort: z.enum(SORTS).default("relevance"),
  page: z.int().min(1).max(MAX_PAGE).default(1),
  per_page: z.int().min(1).max(MAX_PER_PAGE).default(PAGE_SIZE),
});

/**
 * Reads the parameters strictly: a program should hear of its mistake, while a page forgives a person's. Names that
 * are not ours, and empty values, which forms send, are passed over. Throws an AppError that names the parameter.
 */
export function searchParameters(parameters: URLSearchParams, vocabulary: Vocabulary): SearchRequest {
  const locale = INTERFACE_LANGUAGES.find((known) => known === (parameters.get("locale") || "es"));
  if (!locale) throw new AppError("bad_input", "unknown", { field: "locale" });
  const perPage = parameters.get("per_page") || String(PAGE_SIZE);
  if (!/^\d{1,3}$/.test(perPage) || Number(perPage) < 1 || Number(perPage) > MAX_PER_PAGE) throw new AppError("bad_input", "unknown", { field: "per_page" });
  const { request, notices } = parseSearchParams(parameters, { language: locale, vocabulary, perPage: Number(perPage) });
  const first = notices[0];
  if (first) throw new AppError("bad_input", first.reason, { field: first.field });
  return request;
}

export const FragmentSchema = z.strictObject({ text: z.string(), match: z.boolean().meta({ description: "This stretch answers the query." }) }).meta({ id: "Fragment" });

export const SolutionItemSchema = z
  .strictObject({
    id: z.uuid(),
    reference: z.string(),
    slug: z.string(),
    url: z.url(),
    title: z.string(),
    summary: z.string(),
    language: language.meta({ description: "The language that title and summary are in (BCP 47)." }),
    category: z.string().nullable(),
    countries: z.array(country).meta({ description: "Where it works today." }),
    institution: z.string().nullable().meta({ description: "Slug of the partner institution that accepted it; null for an import." }),
    institutionName: z.string().nullable(),
    origin,
    demonstration,
    publishedAt: time.nullable(),
    highlights: z.strictObject({ title: z.array(FragmentSchema), summary: z.array(FragmentSchema), body: z.array(FragmentSchema).optional() }),
    approximate: z.boolean().meta({ description: "It answers only a part of the query." }),
  })
  .meta({ id: "SolutionItem" });

const counts = z.record(z.string(), z.int().min(0));

export const SolutionsSchema = z
  .strictObject({
    query: z.string(),
    corrected: z.string().optional().meta({ description: "What was searched instead, when words were mistyped." }),
    total: z.int(),
    approximateTotal: z.int().meta({ description: "How many of `total` answer only a part of the query." }),
    page: z.int(),
    perPage: z.int(),
    engine: z.string(),
    items: z.array(SolutionItemSchema),
    facets: z
      .strictObject(Object.fromEntries(FACETS.map((facet) => [facet, counts])) as Record<Facet, typeof counts>)
      .meta({ description: "How many answers each value would give. A facet's own selection does not narrow its own counts." }),
  })
  .meta({ id: "Solutions" });

export type ApiSolutions = z.infer<typeof SolutionsSchema>;
export type ApiSolutionItem = z.infer<typeof SolutionItemSchema>;
