import { currenciesNamed, currencyDecimals, type DecimalMark } from "./currencies";
import { saysNothing } from "./nothing";

/** The one reader of numbers that people write: prices, counts, days, percentages and degrees, from forms and from files. */

export type AmountFault = "not-a-number" | "negative" | "out-of-range" | "not-whole" | "too-many-decimals" | "other-currency";

export type AmountReading =
  | { kind: "none" }
  /** `currency` is what the text names beyond doubt, or what was expected. */
  | { kind: "amount"; value: number; currency: string | null }
  /** "1.500": both are possible, the larger first. Whoever wrote it is asked, or it is not published. */
  | { kind: "ambiguous"; readings: readonly number[]; currency: string | null }
  | { kind: "refused"; reason: AmountFault };

export type AmountRules = {
  min: number;
  max: number;
  /** How many decimals are kept; 0 for whole numbers. Money has what its currency has. */
  decimals?: number;
  /** What may stand beside the digits. */
  unit?: "money" | "percent";
  /** Of money: the currency that was chosen elsewhere. */
  currency?: string | null;
};

/** What is known of how decimals are written where the text comes from. */
export type DecimalContext = {
  /** Somebody said so. */
  stated?: DecimalMark | null;
  /** Other values of the same column or file show it; "both" when they contradict each other. */
  proven?: DecimalMark | "both" | null;
  /** Usual in the country or for the currency. It settles thousands only: nobody pays in thousandths. */
  habit?: DecimalMark | null;
};

/** @param given a number of JSON is exact; a text is read */
export function readAmount(given: string | number, rules: AmountRules, context: DecimalContext = {}): AmountReading {
  if (typeof given === "number") return Number.isFinite(given) ? within(given, rules, rules.currency ?? null) : { kind: "refused", reason: "not-a-number" };
  if (saysNothing(given)) return { kind: "none" };
  const parts = partsOf(given);
  const figure = parts && figureOf(parts.digits);
  if (!figure) return { kind: "refused", reason: "not-a-number" };
  const named = currencyOf(parts.beside, rules);
  if ("fault" in named) return { kind: "refused", reason: named.fault };
  const sign = parts.negative ? -1 : 1;
  if (typeof figure === "string") return within(figure, rules, named.currency, sign);
  return decide({ ...figure, sign }, rules, context, named.currency);
}

/** The mark before decimals that a text shows by itself: "1.234,5", "12,50", "1.234.567" and "0,125" do, "1.500" does not. */
export function markShownBy(given: string): DecimalMark | null {
  const parts = partsOf(given);
  if (!parts || parts.beside.some((sign) => sign !== "%" && !currenciesNamed(sign))) return null;
  const figure = figureOf(parts.digits);
  if (typeof figure !== "string") return null;
  const marks = [...parts.digits].filter((character): character is DecimalMark => character === "." || character === ",");
  const last = marks.at(-1);
  if (last === undefined) return null;
  const isDecimal = marks.indexOf(last) === marks.length - 1 && figure.includes(".");
  return isDecimal ? last : last === "." ? "," : ".";
}

/** A number as a text that can be read in one way only, by this reader and by people: 1.125 is "1.1250". */
export function amountText(value: number): string {
  const text = String(value);
  return /^-?[1-9]\d{0,2}\.\d{3}$/.test(text) ? `${text}0` : text;
}

/** Superscripts, fractions and Roman numbers would become plain digits. */
const NOT_PLAIN = /[\p{No}\p{Nl}]/u;

function clean(given: string): string {
  return given
    .normalize("NFKC")
    .replace(/\p{Cf}|\ufe0f/gu, "")
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\u2019\u02bc\u00b4`\u2032]/g, "'")
    .replace(/[\u2212\u2012\u2013\u2014\ufe63]/g, "-")
    .replace(/[^\S\n\r\t]/g, " ")
    .replace(/٫/g, ",")
    .replace(/٬/g, "'")
    .trim();
}

/** Decimal digits of every script stand in runs of ten, from 0 to 9. */
function asciiDigit(digit: string): string {
  let code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
    code -= 1;
    value += 1;
  }
  return String(value);
}

type Parts = { negative: boolean; digits: string; beside: string[] };

/** Parts the digits from a sign and from what stands before and after them; undefined when there are no digits, or more than one number. */
function partsOf(given: string): Parts | undefined {
  if (NOT_PLAIN.test(given)) return undefined;
  // A point after a letter or a bar belongs to the sign ("Bs.50", "S/.30"); after another sign it is a decimal mark ("$.50").
  const [, before = "", digits, after = ""] = /^(\D*?)((?:(?<![\p{L}/])[.,])?\d(?:[\d.,' ]*\d)?)(\D*)$/u.exec(clean(given)) ?? [];
  if (digits === undefined) return undefined;
  const signs = before.match(/[-+]/g) ?? [];
  if (signs.length > 1 || /[-+]/.test(after)) return undefined;
  const beside = [before.replace(/[-+]/, "").trim(), after.trim()].filter((words) => words !== "");
  return { negative: signs[0] === "-", digits, beside };
}

/** What the words beside the digits say of the currency: null when they leave it open. */
function currencyOf(beside: readonly string[], { unit, currency: expected = null }: AmountRules): { currency: string | null } | { fault: AmountFault } {
  if (unit !== "money") return beside.length === 0 || (unit === "percent" && beside.join() === "%") ? { currency: expected } : { fault: "not-a-number" };
  let possible: readonly string[] | null = expected === null ? null : [expected];
  for (const sign of beside) {
    const named = currenciesNamed(sign);
    if (!named) return { fault: "not-a-number" };
    possible = possible === null ? named : possible.filter((code) => named.includes(code));
  }
  if (possible?.length === 0) return { fault: "other-currency" };
  return { currency: possible?.length === 1 ? (possible[0] ?? null) : null };
}

/** A text for Number when there is one way to read the digits, both ways when there are two, undefined when there is none. */
function figureOf(digits: string): string | { grouped: string; decimal: string; mark: DecimalMark } | undefined {
  const runs = digits.split(/[.,' ]/);
  const marks = digits.replace(/\d/g, "");
  if (marks === "") return digits;
  const last = marks.at(-1) ?? "";
  const grouped = isGrouped(runs, marks) ? runs.join("") : undefined;
  const decimal =
    (last === "." || last === ",") && !marks.slice(0, -1).includes(last) && isWhole(runs.slice(0, -1), marks.slice(0, -1))
      ? `${runs.slice(0, -1).join("") || "0"}.${runs.at(-1)}`
      : undefined;
  if (grouped !== undefined && decimal !== undefined) return { grouped, decimal, mark: last as DecimalMark };
  return grouped ?? decimal;
}

function isWhole(runs: readonly string[], marks: string): boolean {
  return marks === "" || isGrouped(runs, marks);
}

/** Thousands: "1.234.567", "1 234", "1'234'567"; lakhs "12,34,567"; and "1'234.567", where millions have a mark of their own. */
function isGrouped(runs: readonly string[], marks: string): boolean {
  const [first = "", ...rest] = runs;
  if (!/^[1-9]\d{0,2}$/.test(first)) return false;
  const same = new Set(marks).size === 1;
  if (rest.every((run) => run.length === 3)) return same || /^[' ][.,]$/.test(marks);
  return same && marks.length >= 2 && marks.startsWith(",") && first.length <= 2 && rest.at(-1)?.length === 3 && rest.slice(0, -1).every((run) => run.length === 2);
}

type Doubt = { grouped: string; decimal: string; mark: DecimalMark; sign: 1 | -1 };

function decide(
  { grouped, decimal, mark, sign }: Doubt,
  rules: AmountRules,
  { stated = null, proven = null, habit = null }: DecimalContext,
  currency: string | null,
): AmountReading {
  const chosen = (decides: DecimalMark) => (decides === mark ? decimal : grouped);
  const contradicted = proven === "both" || (proven !== null && stated !== null && proven !== stated);
  if (stated !== null && !contradicted) return within(chosen(stated), rules, currency, sign);
  const inRange = [grouped, decimal].filter((figure) => isInRange(figure, rules, sign));
  if (inRange.length < 2) return within(inRange[0] ?? grouped, rules, currency, sign);
  const decimals = decimalsOf(rules, currency);
  const isThousandth = (figure: string) => figure === decimal && decimals < 3;
  const doubt: AmountReading = { kind: "ambiguous", readings: inRange.map((figure) => sign * Number(figure)), currency };
  if (proven !== null) {
    const figure = proven === "both" || contradicted ? undefined : chosen(proven);
    return figure === undefined || isThousandth(figure) ? doubt : within(figure, rules, currency, sign);
  }
  if (decimals === 0 && /[1-9]/.test(decimal.split(".")[1] ?? "")) return within(grouped, rules, currency, sign);
  if (habit !== null && decimals < 3 && chosen(habit) === grouped) return within(grouped, rules, currency, sign);
  return doubt;
}

function decimalsOf({ unit, decimals = Number.POSITIVE_INFINITY }: AmountRules, currency: string | null): number {
  return unit === "money" ? currencyDecimals(currency) : decimals;
}

function isInRange(figure: string, { min, max }: AmountRules, sign: 1 | -1): boolean {
  const value = sign * Number(figure);
  return value >= min && value <= max;
}

function within(figure: string | number, rules: AmountRules, currency: string | null, sign: 1 | -1 = 1): AmountReading {
  const value = sign * Number(figure) + 0;
  if (value < 0 && rules.min >= 0) return { kind: "refused", reason: "negative" };
  if (value < rules.min || value > rules.max) return { kind: "refused", reason: "out-of-range" };
  const kept = decimalsOf(rules, currency);
  const written = typeof figure === "string" ? /\.(\d*?)0*$/.exec(figure)?.[1]?.length : undefined;
  const decimals = written ?? (Number.isInteger(value) ? 0 : (/^-?\d+\.(\d+)$/.exec(String(value))?.[1]?.length ?? 99));
  if (decimals > kept) return { kind: "refused", reason: kept === 0 && rules.unit !== "money" ? "not-whole" : "too-many-decimals" };
  return { kind: "amount", value, currency };
}
