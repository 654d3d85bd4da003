import { DICTIONARIES, type MessageKey } from "./dictionaries";
import { FORMAT_LOCALES, type Locale } from "./locales";
import type { Message } from "./messages";

export type Values = Readonly<Record<string, string | number>>;

export type Translator = {
  readonly locale: Locale;
  /** The text for a key. `count` chooses the plural; numbers are written as the language writes them. */
  t(key: MessageKey, values?: Values): string;
  number(value: number): string;
  /** With at most one decimal unless told otherwise. */
  percent(value: number, decimals?: 1 | 2): string;
  /** "12 de mayo de 2026", in UTC unless a time zone is given. */
  date(value: Date | string, timeZone?: string): string;
  money(amount: number, currency: string): string;
  list(items: readonly string[], type?: "conjunction" | "disjunction"): string;
  country(code: string): string;
  language(tag: string): string;
};

const translators = new Map<Locale, Translator>();

/** One translator per language for the life of the process, because Intl's formatters are slow to make. */
export function translator(locale: Locale): Translator {
  const known = translators.get(locale);
  if (known) return known;
  const made = makeTranslator(locale);
  translators.set(locale, made);
  return made;
}

function makeTranslator(locale: Locale): Translator {
  const format = FORMAT_LOCALES[locale];
  const plural = new Intl.PluralRules(format);
  const numbers = new Intl.NumberFormat(format);
  const percents = new Intl.NumberFormat(format, { style: "percent", maximumFractionDigits: 1 });
  const finePercents = new Intl.NumberFormat(format, { style: "percent", maximumFractionDigits: 2 });
  const countries = new Intl.DisplayNames(format, { type: "region" });
  const languages = new Intl.DisplayNames(format, { type: "language" });
  const lists = { conjunction: new Intl.ListFormat(format, { type: "conjunction" }), disjunction: new Intl.ListFormat(format, { type: "disjunction" }) };
  const dates = new Map<string, Intl.DateTimeFormat>();
  const moneys = new Map<string, Intl.NumberFormat>();

  const shown = (value: string | number) => (typeof value === "number" ? numbers.format(value) : value);

  return {
    locale,
    t(key, values = {}) {
      const [file, name] = key.split(".") as [keyof (typeof DICTIONARIES)[Locale], string];
      const message = (DICTIONARIES[locale][file] as Record<string, Message>)[name];
      if (message === undefined) throw new Error(`There is no text for ${key} in ${locale}.`);
      return fill(choose(message, values, plural), values, shown);
    },
    number: (value) => numbers.format(value),
    percent: (value, decimals = 1) => (decimals === 1 ? percents : finePercents).format(value / 100),
    date(value, timeZone = "UTC") {
      let formatter = dates.get(timeZone);
      if (!formatter) {
        formatter = new Intl.DateTimeFormat(format, { dateStyle: "long", timeZone });
        dates.set(timeZone, formatter);
      }
      return formatter.format(typeof value === "string" ? new Date(value) : value);
    },
    money(amount, currency) {
      const id = `${currency}${Number.isInteger(amount)}`;
      let formatter = moneys.get(id);
      if (!formatter) {
        formatter = new Intl.NumberFormat(format, {
          style: "currency",
          currency,
          currencyDisplay: "code",
          minimumFractionDigits: Number.isInteger(amount) ? 0 : 2,
          maximumFractionDigits: 2,
        });
        moneys.set(id, formatter);
      }
      return formatter.format(amount);
    },
    list: (items, type = "conjunction") => lists[type].format(items),
    country: remembered((code) => nameOrCode(countries, code)),
    // Intl calls the tag of a text whose language nobody knows "root".
    language: remembered((tag) => (tag === "und" ? DICTIONARIES[locale].common.unknownLanguage : nameOrCode(languages, tag))),
  };
}

/** Names beyond these are made anew each time, because addresses can hold any well-formed tag. */
const REMEMBERED_NAMES = 1_000;

/** DisplayNames takes microseconds for each name, and a page of results shows hundreds. */
function remembered(nameOf: (code: string) => string): (code: string) => string {
  const names = new Map<string, string>();
  return (code) => {
    const known = names.get(code);
    if (known !== undefined) return known;
    const name = nameOf(code);
    if (names.size < REMEMBERED_NAMES) names.set(code, name);
    return name;
  };
}

/** DisplayNames throws on what is not a code; an odd record must not break a page. */
function nameOrCode(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

function choose(message: Message, values: Values, plural: Intl.PluralRules): string {
  if (typeof message === "string") return message;
  const count = Number(values.count ?? 0);
  if (count === 0 && message.zero !== undefined) return message.zero;
  const category = plural.select(count);
  return (category === "one" ? message.one : category === "many" ? message.many : undefined) ?? message.other;
}

function fill(text: string, values: Values, shown: (value: string | number) => string): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    return value === undefined ? placeholder : shown(value);
  });
}
