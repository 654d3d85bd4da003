import { z } from "zod";
import { COUNTRY_CODES } from "~/platform/countries";
import { COST_MODELS, countryCode, languageTag, SIZES } from "../submissions/schema";
import { FACETS, type Facet, type FacetSelection, type InterfaceLanguage, type SearchRequest, SORTS, type Sort } from "./search-engine";

/**
 * The address of a search, as a page reads and writes it. A page forgives: what can't be used is left out and stands in
 * `notices`. The API reads the same names strictly (app/api/v1/solutions.ts).
 */

export const MAX_QUERY_LENGTH = 200;
export const MAX_VALUES_PER_FACET = 50;
/** No engine is asked to skip further than this. */
export const MAX_PAGE = 100_000;
export const PAGE_SIZE = 20;

/** Keys that live in the database: what is not among them is unknown. */
export type Vocabulary = { categories: ReadonlySet<string>; businessTypes: ReadonlySet<string> };

type NoticeReason = "unknown" | "too-long" | "too-many";
/** `value` is what was given, cut to a length that fits in a sentence. */
export type SearchNotice = { field: "q" | "sort" | "page" | Facet; reason: NoticeReason; value: string };

export type ParsedSearch = { request: SearchRequest; notices: SearchNotice[] };

const SHOWN_VALUE_LENGTH = 40;

const country = z
  .string()
  .trim()
  .toUpperCase()
  .pipe(countryCode)
  .refine((code) => COUNTRY_CODES.has(code));
const sdg = z
  .string()
  .trim()
  .regex(/^([1-9]|1[0-7])$/);
const sector = z
  .string()
  .trim()
  .toUpperCase()
  .pipe(z.string().regex(/^[A-U]$/));
const page = z
  .string()
  .trim()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .pipe(z.number().min(1).max(MAX_PAGE));
const sort = z.string().trim().pipe(z.enum(SORTS));
const known = (keys: ReadonlySet<string>) =>
  z
    .string()
    .trim()
    .refine((key) => keys.has(key));

function facetSchemas(vocabulary: Vocabulary): Record<Facet, z.ZodType<string>> {
  return {
    category: known(vocabulary.categories),
    country,
    business: known(vocabulary.businessTypes),
    sector,
    sdg,
    size: z.enum(SIZES),
    cost: z.enum(COST_MODELS),
    language: z.string().trim().max(20).pipe(languageTag),
    origin: z.enum(["submission", "import"]),
  };
}

/**
 * Reads the parameters of DESIGN.md section 9. Never throws: what can't be used is left out and noted. An empty value,
 * which a form sends for a field left blank, is no value.
 */
export function parseSearchParams(parameters: URLSearchParams, context: { language: InterfaceLanguage; vocabulary: Vocabulary; perPage?: number }): ParsedSearch {
  const notices: SearchNotice[] = [];
  const note = (field: SearchNotice["field"], reason: NoticeReason, value: string) => notices.push({ field, reason, value: shorten(value) });
  const schemas = facetSchemas(context.vocabulary);

  const typed = cleanQuery(parameters.get("q") ?? "");
  const hasWords = /[\p{L}\p{N}]/u.test(typed);
  const query = hasWords ? cut(typed, MAX_QUERY_LENGTH) : "";
  if (!hasWords && typed !== "") note("q", "unknown", typed);
  else if (query !== typed) note("q", "too-long", typed);

  const filters: FacetSelection = {};
  for (const facet of FACETS) {
    const given = [...new Set(parameters.getAll(facet))].filter((value) => value.trim() !== "");
    if (given.length > MAX_VALUES_PER_FACET) note(facet, "too-many", String(given.length));
    const values = new Set<string>();
    for (const value of given.slice(0, MAX_VALUES_PER_FACET)) {
      const parsed = schemas[facet].safeParse(value);
      if (parsed.success) values.add(parsed.data);
      else note(facet, "unknown", value);
    }
    if (values.size > 0) filters[facet] = [...values];
  }

  function single<T>(field: "sort" | "page", schema: z.ZodType<T>, fallback: T): T {
    const given = parameters.get(field) ?? "";
    if (given.trim() === "") return fallback;
    const parsed = schema.safeParse(given);
    if (!parsed.success) note(field, "unknown", given);
    return parsed.success ? parsed.data : fallback;
  }

  return {
    request: {
      language: context.language,
      query,
      filters,
      sort: single<Sort>("sort", sort, "relevance"),
      page: single("page", page, 1),
      perPage: context.perPage ?? PAGE_SIZE,
    },
    notices,
  };
}

/** Spaces of all kinds become one, and what can't be seen goes. */
function cleanQuery(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Z}\s]+/gu, " ").trim();
}

function shorten(value: string): string {
  const clean = cleanQuery(value);
  const short = cut(clean, SHOWN_VALUE_LENGTH);
  return short === clean ? clean : `${short}…`;
}

/** At most `length` UTF-16 units, without leaving half a character. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.charCodeAt(length - 1);
  return text.slice(0, end >= 0xd800 && end <= 0xdbff ? length - 1 : length).trimEnd();
}

/** What an address says about a search. */
export type SearchState = Pick<SearchRequest, "query" | "filters" | "sort" | "page">;

export const EMPTY_SEARCH: SearchState = { query: "", filters: {}, sort: "relevance", page: 1 };

/** The parameters of a search, always in the same order, without those that say what goes without saying. */
export function toSearchParams(state: SearchState): URLSearchParams {
  const parameters = new URLSearchParams();
  if (state.query !== "") parameters.set("q", state.query);
  for (const facet of FACETS) for (const value of state.filters[facet] ?? []) parameters.append(facet, value);
  if (state.sort !== "relevance") parameters.set("sort", state.sort);
  if (state.page > 1) parameters.set("page", String(state.page));
  return parameters;
}

/** The address of a search after some changes. Any change but of the page leads to the first page. */
export function searchUrl(locale: string, state: SearchState, changes: Partial<SearchState> = {}): string {
  const restarts = Object.keys(changes).some((name) => name !== "page");
  const parameters = toSearchParams({ ...state, ...(restarts && { page: 1 }), ...changes }).toString();
  return `/${locale}/solutions${parameters === "" ? "" : `?${parameters}`}`;
}

/** The same search without one value of a facet. */
export function without(filters: FacetSelection, facet: Facet, value: string): FacetSelection {
  const { [facet]: selected = [], ...others } = filters;
  const left = selected.filter((other) => other !== value);
  return left.length === 0 ? others : { ...others, [facet]: left };
}

/** Every selected value, facet by facet. */
export function selectedValues(filters: FacetSelection): Array<{ facet: Facet; value: string }> {
  return FACETS.flatMap((facet) => (filters[facet] ?? []).map((value) => ({ facet, value })));
}
