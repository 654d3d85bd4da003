import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AmountRules, amountText, type DecimalContext, markShownBy, readAmount } from "~/platform/values/amount";
import { CURRENCIES, currencyDecimals, type DecimalMark, decimalHabit } from "~/platform/values/currencies";

const NUMBER: AmountRules = { min: 0, max: 999_999_999_999 };
const MONEY: AmountRules = { ...NUMBER, unit: "money" };
const COUNT: AmountRules = { ...NUMBER, decimals: 0 };
const DEGREES: AmountRules = { min: -90, max: 90 };
const PERCENT: AmountRules = { min: 0, max: 100, decimals: 2, unit: "percent" };

/** The number, both numbers when it asks, or why it is none. */
const read = (text: string | number, rules: AmountRules = NUMBER, context: DecimalContext = {}) => {
  const reading = readAmount(text, rules, context);
  if (reading.kind === "amount") return reading.value;
  if (reading.kind === "ambiguous") return reading.readings;
  return reading.kind === "none" ? "none" : reading.reason;
};

describe("reading a number", () => {
  it.each<[string, unknown]>([
    ["12", 12],
    ["12.5", 12.5],
    ["12,5", 12.5],
    ["2,50", 2.5],
    ["0.125", 0.125],
    ["0,500", 0.5],
    [".5", 0.5],
    [",500", 0.5],
    ["1234.567", 1234.567],
    ["1234,567", 1234.567],
    ["1.2345", 1.2345],
    ["1,234.50", 1234.5],
    ["1.234,50", 1234.5],
    ["1,234.567", 1234.567],
    ["1.234.567", 1_234_567],
    ["1,234,567", 1_234_567],
    ["1.234.567,89", 1_234_567.89],
    ["1,234,567.89", 1_234_567.89],
    ["1 234", 1234],
    ["1\u00a0234\u00a0567,5", 1_234_567.5],
    ["1\u202f234,5", 1234.5],
    ["1'234'567.5", 1_234_567.5],
    ["1’234.5", 1234.5],
    ["1'234,567.50", 1_234_567.5],
    ["12,34,567.5", 1_234_567.5],
    ["1,23,456", 123_456],
    ["１２３，４５６，７８９", 123_456_789],
    ["١٢٫٥", 12.5],
    ["१२३४", 1234],
    ["+5", 5],
    ["007", 7],
    [" 12\u200b ", 12],
    ["1.500", [1500, 1.5]],
    ["1,500", [1500, 1.5]],
    ["999,999", [999_999, 999.999]],
    ["1'500.000", [1_500_000, 1500]],
    ["1 500.000", [1_500_000, 1500]],
    ["", "none"],
    ["-", "none"],
    ["N/A", "none"],
    ["no aplica", "none"],
    ["-3", "negative"],
    ["−3", "negative"],
    ["9999999999999999999999", "out-of-range"],
    ...["1.23.456", "1,5,00", "1.2,3.4", "1.5,000", "1..5", "1,.5", "12 5", "1 50", "01.500", "00,500.5"].map((text): [string, unknown] => [
      text,
      text === "01.500" ? 1.5 : "not-a-number",
    ]),
    ...[
      "1e5",
      "1E+3",
      "0x10",
      "Infinity",
      "NaN",
      "about 5",
      "unos 40",
      "50+",
      "40-50",
      "40 a 50",
      "10/20",
      "~5",
      "½",
      "10²",
      "Ⅷ",
      "5%",
      "5 días",
      "RD$ 5",
      "5 USD",
      "(5)",
      "5-",
      "--5",
      "1.500 y 2.500",
      "5\n6",
      "mil",
    ].map((text): [string, unknown] => [text, "not-a-number"]),
  ])("%j is %j", (text, meant) => {
    expect(read(text)).toEqual(meant);
  });

  it("takes a number of JSON for what it is", () => {
    expect([read(1.5), read(1500), read(0.125), read(1e9), read(-1), read(Number.NaN)]).toEqual([1.5, 1500, 0.125, 1e9, "negative", "not-a-number"]);
  });

  it("takes only what can be: a count is whole, a latitude ends at 90, a share at 100", () => {
    expect([read("1.234", COUNT), read("2.000", COUNT), read("1,5", COUNT), read("0.125", COUNT), read(1.5, COUNT)]).toEqual([
      1234,
      [2000, 2],
      "not-whole",
      "not-whole",
      "not-whole",
    ]);
    expect([read("18.394", DEGREES), read("-70,690", DEGREES), read("95", DEGREES)]).toEqual([18.394, -70.69, "out-of-range"]);
    expect([read("2.500", PERCENT), read("2.5 %", PERCENT), read("2.125", PERCENT), read("101", PERCENT)]).toEqual([2.5, 2.5, "too-many-decimals", "out-of-range"]);
  });
});

describe("reading money", () => {
  it.each<[string, number, string | null]>([
    ["RD$1,500.50", 1500.5, "DOP"],
    ["US$ 20", 20, "USD"],
    ["U$S 20", 20, "USD"],
    ["R$ 1.500,00", 1500, "BRL"],
    ["1500 DOP", 1500, "DOP"],
    ["dop 1500", 1500, "DOP"],
    ["Q150", 150, "GTQ"],
    ["Q.150", 150, "GTQ"],
    ["₡5,000.00", 5000, "CRC"],
    ["Bs 50", 50, null],
    ["Bs.50", 50, null],
    ["150 pesos", 150, null],
    ["150 pesos dominicanos", 150, "DOP"],
    ["150 quetzales", 150, "GTQ"],
    ["150 reais", 150, "BRL"],
    ["20 dólares", 20, null],
    ["B/. 20", 20, "PAB"],
    ["S/ 30", 30, "PEN"],
    ["S/.30", 30, "PEN"],
    ["$U 40", 40, "UYU"],
    ["€ 40", 40, "EUR"],
    ["40 €", 40, "EUR"],
    ["$ 40", 40, null],
    ["$.50", 0.5, null],
    ["US$ 20 USD", 20, "USD"],
    ["L. 500", 500, "HNL"],
    ["C$ 50", 50, null],
    ["Gs. 5000", 5000, "PYG"],
    ["₲ 5000", 5000, "PYG"],
    ["BZ$12.50", 12.5, "BZD"],
  ])("%j is %d of %s", (text, value, currency) => {
    expect(readAmount(text, MONEY)).toEqual({ kind: "amount", value, currency });
  });

  it.each(["20 USD/mes", "20 al mes", "Q1.5k", "5 mil", "20 + 5 USD", "gratis", "desde RD$ 20", "RD$ 20 a RD$ 30", "15%", "-RD$ 5", "RD$-5"])(
    "%j is not published as an amount",
    (text) => {
      expect(readAmount(text, MONEY).kind).toBe("refused");
    },
  );

  it("goes by the currency that was chosen, and refuses another one", () => {
    const inPesos = { ...MONEY, currency: "DOP" };
    expect(readAmount("$ 1500", inPesos)).toEqual({ kind: "amount", value: 1500, currency: "DOP" });
    expect(readAmount("1500 pesos", inPesos)).toEqual({ kind: "amount", value: 1500, currency: "DOP" });
    expect(readAmount("US$ 20", inPesos)).toEqual({ kind: "refused", reason: "other-currency" });
    expect(readAmount("20 quetzales", inPesos)).toEqual({ kind: "refused", reason: "other-currency" });
    expect(readAmount("Bs 50", { ...MONEY, currency: "BOB" })).toEqual({ kind: "amount", value: 50, currency: "BOB" });
  });

  it("has the decimals that its currency has, at most two", () => {
    expect([
      read("1500,50", { ...MONEY, currency: "CLP" }),
      read("1500,00", { ...MONEY, currency: "PYG" }),
      read("0.125", MONEY),
      read("1.125", { ...MONEY, currency: "KWD" }),
    ]).toEqual(["too-many-decimals", 1500, "too-many-decimals", [1125, 1.125]]);
    expect(["CLP", "PYG", "DOP", "KWD", null, "???"].map((code) => currencyDecimals(code))).toEqual([0, 0, 2, 2, 2, 2]);
  });
});

describe("three digits after a mark", () => {
  it("are what somebody said of the file", () => {
    expect([read("3.500", MONEY, { stated: "," }), read("3.500", MONEY, { stated: "." }), read("3,500", MONEY, { stated: "," })]).toEqual([3500, 3.5, 3.5]);
    expect(read("3.500", MONEY, { stated: ".", habit: "," })).toBe(3.5);
  });

  it("are what other values show, unless they contradict each other or what was said", () => {
    expect(read("3.500", MONEY, { proven: "," })).toBe(3500);
    expect(read("3.500", MONEY, { proven: ",", habit: "." })).toBe(3500);
    expect(read("3.500", MONEY, { proven: "both" })).toEqual([3500, 3.5]);
    expect(read("3.500", MONEY, { stated: ".", proven: "," })).toEqual([3500, 3.5]);
    expect(read("3.500", MONEY, { stated: ",", proven: "both" })).toEqual([3500, 3.5]);
    expect(read("3.500", NUMBER, { proven: "." })).toBe(3.5);
  });

  it("are never taken for thousandths of money or of a count because of other values", () => {
    expect([read("3.500", MONEY, { proven: "." }), read("3.500", COUNT, { proven: "." }), read("1.234", COUNT, { proven: "." })]).toEqual([
      [3500, 3.5],
      [3500, 3.5],
      [1234, 1.234],
    ]);
  });

  it("are thousands where the country's habit says so, and asked where it says otherwise", () => {
    expect([read("3,500", MONEY, { habit: "." }), read("3.500", MONEY, { habit: "," }), read("2,000", COUNT, { habit: "." })]).toEqual([3500, 3500, 2000]);
    expect([read("3.500", MONEY, { habit: "." }), read("3,500", MONEY, { habit: "," }), read("3,500", NUMBER, { habit: "." })]).toEqual([
      [3500, 3.5],
      [3500, 3.5],
      [3500, 3.5],
    ]);
  });
});

it("knows the habits of countries and of currencies at home", () => {
  const of = (country: string | null, currency: string | null = null) => decimalHabit({ country, currency });
  expect(["DO", "MX", "GT", "HN", "NI", "PA", "SV", "BZ", "PE"].map((code) => of(code))).toEqual(Array(9).fill("."));
  expect(["AR", "CO", "CL", "BR", "ES", "UY", "PY", "CR", "PT"].map((code) => of(code))).toEqual(Array(9).fill(","));
  expect([of(null, "DOP"), of(null, "BRL"), of("DO", "USD"), of("AR", "EUR"), of("DO", "ARS"), of(null, "USD"), of(null, "EUR"), of(null), of("XX")]).toEqual([
    ".",
    ",",
    ".",
    ",",
    null,
    null,
    null,
    null,
    null,
  ]);
});

it.each<[string, DecimalMark | null]>([
  ["12,50", ","],
  ["12.50", "."],
  ["1.234.567", ","],
  ["1,234,567", "."],
  ["1.234,5", ","],
  ["1,234.567", "."],
  ["0.125", "."],
  ["1234,567", ","],
  ["RD$ 3,500.00", "."],
  ["2,5 %", ","],
  ["1,23,456", "."],
  ["3.500", null],
  ["1'500.000", null],
  ["12", null],
  ["1 500", null],
  ["v1.5", null],
  ["10.0.0.1", null],
  ["15/06/2018", null],
])("%j shows the decimal mark %j", (text, mark) => {
  expect(markShownBy(text)).toBe(mark);
});

/** Habits of writing: the nine countries of the first edition, their neighbours, Spain, Portugal, English, and others who group in their own way. */
const LOCALES = ["DO", "GT", "HN", "NI", "PA", "SV", "CR", "MX", "BZ", "CU", "AR", "BO", "CL", "CO", "EC", "PE", "PY", "UY", "VE", "ES", "US"].map(
  (country) => `${country === "BZ" ? "en" : "es"}-${country}`,
);
const HABITS = [...LOCALES, "pt-BR", "pt-PT", "en", "en-IN", "de-CH", "fr-FR", "ar-EG", "hi-IN-u-nu-deva"];
const CONTEXT_COUNTRIES = ["DO", "GT", "MX", "AR", "BR", "CL", "CO", "CR", "UY", null];

/** A number as somebody writes it, the number that they mean, and their own mark. */
const written = fc
  .record({
    locale: fc.constantFrom(...HABITS),
    cents: fc.oneof(
      fc.integer({ min: 0, max: 99_999_999_999 }),
      fc.integer({ min: 0, max: 999_999 }),
      fc.integer({ min: 1, max: 9_999 }).map((thousands) => thousands * 100_000),
    ),
    currency: fc.constantFrom(...CURRENCIES),
    beside: fc.constantFrom("nothing", "code", "symbol", "narrowSymbol", "after"),
    grouping: fc.constantFrom("always", "auto", false),
    shown: fc.constantFrom("asNeeded", "both"),
    group: fc.constantFrom(null, " ", "\u00a0", "\u202f", "'", "’"),
  })
  .map(({ locale, cents, currency, beside, grouping, shown, group }) => {
    const decimals = currencyDecimals(currency);
    const meant = decimals === 0 ? Math.round(cents / 100) : cents / 100;
    const digits = { minimumFractionDigits: shown === "both" ? decimals : 0, maximumFractionDigits: decimals, useGrouping: grouping as "always" | "auto" | false };
    const named = beside === "code" || beside === "symbol" || beside === "narrowSymbol";
    const parts = new Intl.NumberFormat(locale, { ...digits, ...(named && { style: "currency", currency, currencyDisplay: beside }) }).formatToParts(meant);
    const text = parts.map(({ type, value }) => (type === "group" && group !== null ? group : value)).join("");
    return { text: beside === "after" ? `${text} ${currency}` : text, meant, currency, locale };
  });

describe("whatever somebody writes in whatever habit", () => {
  const RUNS = { numRuns: 6_000 };

  it("money is read as it was meant, or they are asked", { timeout: 240_000 }, () => {
    let readWell = 0;
    let all = 0;
    fc.assert(
      fc.property(written, fc.constantFrom(...CONTEXT_COUNTRIES), fc.boolean(), ({ text, meant, currency }, country, chosen) => {
        const expected = chosen ? currency : null;
        const reading = readAmount(text, { ...MONEY, currency: expected }, { habit: decimalHabit({ country, currency: expected }) });
        all += 1;
        if (reading.kind === "amount") {
          readWell += 1;
          expect(reading.value).toBe(meant);
          expect([currency, null]).toContain(reading.currency);
        }
        if (reading.kind === "ambiguous") expect(reading.readings).toContain(meant);
      }),
      RUNS,
    );
    // An answer that always asks would pass as well.
    expect(readWell / all).toBeGreaterThan(0.7);
  });

  it("numbers, counts and shares are read as they were meant, or they are asked", { timeout: 240_000 }, () => {
    const number = fc
      .record({
        locale: fc.constantFrom(...HABITS),
        thousandths: fc.oneof(fc.integer({ min: 0, max: 9_999_999_999 }), fc.integer({ min: 0, max: 99_999 })),
        whole: fc.boolean(),
        fraction: fc.integer({ min: 0, max: 4 }),
        grouping: fc.boolean(),
      })
      .map(({ locale, thousandths, whole, fraction, grouping }) => {
        const meant = whole ? Math.floor(thousandths / 1000) : thousandths / 1000;
        const text = new Intl.NumberFormat(locale, { minimumFractionDigits: fraction, maximumFractionDigits: 4, useGrouping: grouping ? "always" : false }).format(meant);
        return { text, meant };
      });
    const rules = fc.constantFrom<AmountRules>(NUMBER, COUNT, PERCENT, { min: 0, max: 3650, decimals: 3 }, DEGREES);
    fc.assert(
      fc.property(number, rules, ({ text, meant }, given) => {
        fc.pre(given !== COUNT || Number.isInteger(meant));
        const reading = readAmount(text, given);
        if (reading.kind === "amount" && meant <= given.max) expect(reading.value).toBe(meant);
        if (reading.kind === "ambiguous") expect(reading.readings).toContain(meant);
      }),
      RUNS,
    );
  });

  it("a number that is out of its range is never read as another one that is in it", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.integer({ min: 101, max: 999_999 }), fc.constantFrom("es-DO", "es-AR", "pt-BR", "en"), (meant, locale) => {
        const reading = readAmount(new Intl.NumberFormat(locale, { useGrouping: false }).format(meant), PERCENT);
        expect(reading).toEqual({ kind: "refused", reason: "out-of-range" });
      }),
    );
  });

  it("what was read is shown in a way that reads the same", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 4 }), fc.constantFrom<DecimalMark | null>(".", ",", null), (digits, decimals, habit) => {
        const value = digits / 10 ** decimals;
        expect(readAmount(amountText(value), NUMBER, { habit, proven: habit })).toEqual({ kind: "amount", value, currency: null });
      }),
      RUNS,
    );
  });

  it("any text at all is a number in its range, a question, or refused", { timeout: 120_000 }, () => {
    const soup = fc
      .array(fc.oneof(fc.constantFrom(..."0123456789.,'’ -+%$eExXkM¼²\u00a0\u202f٣५".split("")), fc.constantFrom("RD$", "Bs.", "USD", "pesos", "mil")), { maxLength: 14 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: "binary", maxLength: 20 })), fc.constantFrom<AmountRules>(MONEY, COUNT, PERCENT, DEGREES), (text, rules) => {
        const reading = readAmount(text, rules);
        const values = reading.kind === "amount" ? [reading.value] : reading.kind === "ambiguous" ? reading.readings : [];
        for (const value of values) expect(value >= rules.min && value <= rules.max).toBe(true);
        const figures = text.normalize("NFKC").match(/[1-9]/g)?.length ?? 0;
        if (reading.kind === "amount" && /^[\x20-\x7e]*$/.test(text)) expect(String(reading.value).match(/[1-9]/g)?.length ?? 0).toBe(figures);
      }),
      RUNS,
    );
  });
});
