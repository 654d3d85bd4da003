import type { ApiSolution } from "./solution";

type Cell = string | number | boolean | null;
type Column = { name: string; value: (solution: ApiSolution) => Cell };

/** Several values in one cell. */
const SEPARATOR = " | ";
const many = (values: ReadonlyArray<string | number>) => values.join(SEPARATOR);
const own = (solution: ApiSolution) => solution.texts[solution.language];
const TRANSLATED = ["es", "en", "pt"] as const;

/** The columns of the CSV files, in their order. Programs count on names and order: new ones go to the end. */
export const COLUMNS: readonly Column[] = [
  { name: "id", value: ({ id }) => id },
  { name: "reference", value: ({ reference }) => reference },
  { name: "url", value: ({ url }) => url },
  { name: "origin", value: ({ origin }) => origin },
  { name: "source", value: ({ source }) => source?.name ?? null },
  { name: "source_licence", value: ({ source }) => source?.licence ?? null },
  { name: "demonstration", value: ({ demonstration }) => demonstration },
  { name: "state", value: ({ state }) => state },
  { name: "published_at", value: ({ publishedAt }) => publishedAt },
  { name: "confirmed_at", value: ({ confirmedAt }) => confirmedAt },
  { name: "updated_at", value: ({ updatedAt }) => updatedAt },
  { name: "language", value: ({ language }) => language },
  { name: "title", value: (solution) => own(solution)?.title ?? "" },
  { name: "summary", value: (solution) => own(solution)?.summary ?? "" },
  { name: "problem", value: (solution) => own(solution)?.problem ?? "" },
  { name: "audience", value: (solution) => own(solution)?.audience ?? "" },
  { name: "how_it_works", value: (solution) => own(solution)?.howItWorks ?? "" },
  { name: "cost_note", value: (solution) => own(solution)?.costNote ?? "" },
  { name: "needs", value: (solution) => own(solution)?.needs ?? "" },
  { name: "results", value: (solution) => own(solution)?.results ?? "" },
  ...TRANSLATED.flatMap((language): Column[] => [
    { name: `title_${language}`, value: ({ texts }) => texts[language]?.title ?? "" },
    { name: `summary_${language}`, value: ({ texts }) => texts[language]?.summary ?? "" },
  ]),
  { name: "category", value: ({ category }) => category },
  { name: "business_types", value: ({ businessTypes }) => many(businessTypes) },
  { name: "sectors", value: ({ sectors }) => many(sectors) },
  { name: "sizes", value: ({ sizes }) => many(sizes) },
  { name: "sdgs", value: ({ sdgs }) => many(sdgs) },
  { name: "origin_country", value: ({ originCountry }) => originCountry },
  { name: "available_in", value: ({ availableIn }) => many(availableIn) },
  { name: "adaptable_to", value: ({ adaptableTo }) => many(adaptableTo) },
  { name: "places", value: ({ places }) => many(places.map(placeInWords)) },
  { name: "since", value: ({ since }) => since },
  { name: "firms_using", value: ({ firmsUsing }) => firmsUsing },
  { name: "cost_model", value: ({ cost }) => cost.model },
  { name: "cost_amount", value: ({ cost }) => cost.amount },
  { name: "cost_currency", value: ({ cost }) => cost.currency },
  { name: "cost_period", value: ({ cost }) => cost.period },
  { name: "commission_percent", value: ({ cost }) => cost.commissionPercent },
  { name: "internet", value: ({ requirements }) => requirements.internet },
  { name: "device", value: ({ requirements }) => requirements.device },
  { name: "setup_days", value: ({ requirements }) => requirements.setupDays },
  { name: "source_url", value: ({ sourceUrl }) => sourceUrl },
  { name: "organisation", value: ({ organisation }) => organisation?.name ?? null },
  { name: "organisation_country", value: ({ organisation }) => organisation?.country ?? null },
  { name: "organisation_website", value: ({ organisation }) => organisation?.website ?? null },
  { name: "institution", value: ({ institution }) => institution?.name ?? null },
  { name: "claims_declared", value: ({ claims }) => claims.filter(({ status }) => status === "declared").length },
  { name: "claims_verified", value: ({ claims }) => claims.filter(({ status }) => status === "verified").length },
  { name: "verified_by", value: ({ claims }) => many([...new Set(claims.flatMap(({ verifications }) => verifications.map(({ institution }) => institution.name)))]) },
];

function placeInWords({ name, country, latitude, longitude }: ApiSolution["places"][number]): string {
  const point = latitude === null || longitude === null ? "" : `(${latitude}, ${longitude})`;
  return [name, country, point].filter(Boolean).join(" ");
}

export type CsvStyle = { delimiter: "," | ";"; byteOrderMark: boolean };

/** RFC 4180, for programs; and what spreadsheets set to Spanish or Portuguese open without asking. */
export const CSV_STYLES = {
  plain: { delimiter: ",", byteOrderMark: false },
  excel: { delimiter: ";", byteOrderMark: true },
} as const satisfies Record<string, CsvStyle>;

export function csvHeader({ delimiter, byteOrderMark }: CsvStyle): string {
  return `${byteOrderMark ? "\uFEFF" : ""}${COLUMNS.map(({ name }) => name).join(delimiter)}\r\n`;
}

export function csvRow(solution: ApiSolution, { delimiter }: CsvStyle): string {
  return `${COLUMNS.map(({ value }) => csvCell(value(solution))).join(delimiter)}\r\n`;
}

/** Also after blanks, which spreadsheets skip; also as full-width characters, which some read as plain ones. */
const FORMULA = /^(?:[\t\r]|[\s\uFEFF]*[=+\-@＝＋－＠])/u;

/**
 * A cell that a spreadsheet shows as text: what would begin a formula gets an apostrophe in front. Numbers stay
 * numbers. Texts are always quoted, so that no separator of another program's liking can split them.
 */
export function csvCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  if (value === "") return "";
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
