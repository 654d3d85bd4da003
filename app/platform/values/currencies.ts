import { COUNTRY_CODES } from "../countries";

/** The currencies that the registry offers to choose from. */
export const CURRENCIES = ["ARS", "BOB", "BRL", "BZD", "CLP", "COP", "CRC", "DOP", "EUR", "GTQ", "HNL", "MXN", "NIO", "PAB", "PEN", "PYG", "USD", "UYU"] as const;

const PESOS = ["ARS", "CLP", "COP", "CUP", "DOP", "MXN", "PHP", "UYU"];
const DOLLARS = ["AUD", "BBD", "BSD", "BZD", "CAD", "GYD", "JMD", "SRD", "TTD", "USD", "XCD"];

/** Signs and names by the currencies that they may mean, folded as `currencyKey` folds them. */
const SIGNS: Readonly<Record<string, readonly string[]>> = {
  $: [...PESOS, ...DOLLARS, "NIO"],
  us$: ["USD"],
  usd$: ["USD"],
  u$s: ["USD"],
  u$d: ["USD"],
  rd$: ["DOP"],
  r$: ["BRL"],
  mx$: ["MXN"],
  mex$: ["MXN"],
  mxn$: ["MXN"],
  col$: ["COP"],
  cop$: ["COP"],
  ar$: ["ARS"],
  clp$: ["CLP"],
  ch$: ["CLP"],
  $u: ["UYU"],
  uy$: ["UYU"],
  bz$: ["BZD"],
  c$: ["NIO", "CAD"],
  "₡": ["CRC"],
  "₲": ["PYG"],
  gs: ["PYG"],
  q: ["GTQ"],
  l: ["HNL"],
  lps: ["HNL"],
  bs: ["BOB", "VES"],
  "b/": ["PAB"],
  "s/": ["PEN"],
  "€": ["EUR"],
  "£": ["GBP"],
};

/** Names by their beginning, in es, en and pt, with the names of nations that may follow. */
const NAMES: ReadonlyArray<readonly [RegExp, readonly string[]]> = [
  [/^pesos?$/, PESOS],
  [/^(?:pesos? dominicanos?|dominican pesos?)$/, ["DOP"]],
  [/^(?:pesos? mexicanos?|mexican pesos?)$/, ["MXN"]],
  [/^(?:pesos? argentinos?|argentine pesos?)$/, ["ARS"]],
  [/^(?:pesos? chilenos?|chilean pesos?)$/, ["CLP"]],
  [/^(?:pesos? colombianos?|colombian pesos?)$/, ["COP"]],
  [/^(?:pesos? uruguayos?|pesos? uruguaios?|uruguayan pesos?)$/, ["UYU"]],
  [/^(?:dolar(?:es)?|dollars?)$/, DOLLARS],
  [/^(?:dolar(?:es)? (?:estadounidenses?|americanos?|dos eua)|us dollars?)$/, ["USD"]],
  [/^(?:dolar(?:es)? belicenos?|dolar(?:es)? de belice|belize dollars?)$/, ["BZD"]],
  [/^euros?$/, ["EUR"]],
  [/^(?:real|reales|reais|brazilian reals?|real(?:es)? brasilenos?|reais brasileiros)$/, ["BRL"]],
  [/^(?:quetzal(?:es)?|guatemalan quetzals?)$/, ["GTQ"]],
  [/^lempiras?$/, ["HNL"]],
  [/^cordobas?$/, ["NIO"]],
  [/^colon(?:es)?$/, ["CRC", "SVC"]],
  [/^balboas?$/, ["PAB"]],
  [/^sol(?:es)?$/, ["PEN"]],
  [/^(?:guarani(?:es|s)?)$/, ["PYG"]],
  [/^bolivianos?$/, ["BOB"]],
  [/^bolivar(?:es)?$/, ["VES"]],
];

/** Older browsers don't list currencies: there, the registry's own are known. */
const CODES: ReadonlySet<string> = new Set(typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("currency") : CURRENCIES);

export function isCurrency(code: string): boolean {
  return CODES.has(code);
}

/** The currencies that a sign, a code or a name may mean: "RD$", "B/.", "dop", "pesos". Undefined when it is none. */
export function currenciesNamed(text: string): readonly string[] | undefined {
  const key = currencyKey(text);
  if (Object.hasOwn(SIGNS, key)) return SIGNS[key];
  if (CODES.has(key.toUpperCase())) return [key.toUpperCase()];
  return NAMES.find(([name]) => name.test(key))?.[1];
}

function currencyKey(text: string): string {
  const key = text
    .normalize("NFKD")
    .replace(/\p{M}|\./gu, "")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
  return /[$/]/.test(key) ? key.replaceAll(" ", "") : key;
}

/** How many decimals an amount of it is written with and kept; 2 when the currency is not known. */
export function currencyDecimals(currency: string | null): number {
  if (currency === null || !isCurrency(currency)) return 2;
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  // The database keeps two.
  return Math.min(2, maximumFractionDigits);
}

export type DecimalMark = "." | ",";

/**
 * The mark that people of a country, or of a currency's country, write before decimals, as CLDR knows it; null when
 * neither is known, or when they differ. Dollars and euros say nothing about who wrote them.
 */
export function decimalHabit({ country, currency }: { country: string | null; currency: string | null }): DecimalMark | null {
  const home = currency === null || currency === "USD" ? null : currency.slice(0, 2);
  const marks = new Set([country, home].flatMap((code) => (code !== null && COUNTRY_CODES.has(code) ? [markOf(code)] : [])));
  const [mark = null] = marks;
  return marks.size === 1 ? mark : null;
}

const known = new Map<string, DecimalMark | null>();

function markOf(country: string): DecimalMark | null {
  let mark = known.get(country);
  if (mark === undefined) {
    const { language } = new Intl.Locale(`und-${country}`).maximize();
    // CLDR knows no numbers of some languages: Paraguay's are then those of its Spanish.
    const locale = [language, "es", "pt", "en"].map((tongue) => `${tongue}-${country}`).find((tag) => new Intl.NumberFormat(tag).resolvedOptions().locale === tag);
    const parts = locale ? new Intl.NumberFormat(`${locale}-u-nu-latn`).formatToParts(1.5) : [];
    const decimal = parts.find(({ type }) => type === "decimal")?.value;
    mark = decimal === "." || decimal === "," ? decimal : null;
    known.set(country, mark);
  }
  return mark;
}
