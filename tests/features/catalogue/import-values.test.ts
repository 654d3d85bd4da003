import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amountColumns, SolutionMappingSchema, solutionMapper } from "~/features/catalogue/import-rules";
import { DecimalEvidence } from "~/platform/records/decimals";
import { CURRENCIES, currencyDecimals } from "~/platform/values/currencies";

type Row = Record<string, unknown>;

function mappingOf(more: object = {}) {
  return SolutionMappingSchema.parse({
    source: "inventory",
    name: "Inventario",
    target: "solutions",
    id: "id",
    fields: {
      language: { constant: "es" },
      originCountry: { from: "country", optional: true },
      firmsUsing: { from: "firms", optional: true },
      sourceUrl: { from: "web", optional: true },
      cost: {
        amount: { from: "price", optional: true },
        currency: { from: "currency", optional: true },
        commissionPercent: { from: "share", optional: true },
      },
      requirements: { setupDays: { from: "days", optional: true } },
      places: [{ latitude: { from: "lat", optional: true }, longitude: { from: "lon", optional: true } }],
      texts: { es: { title: { constant: "Caja" } } },
    },
    ...more,
  });
}

/** What each row of a file publishes, and why something of it was not read. */
function imported(rows: readonly Row[], more?: object) {
  const mapping = mappingOf(more);
  const evidence = new DecimalEvidence(amountColumns(mapping), mapping.decimal ?? null);
  for (const row of rows) evidence.note(row);
  const map = solutionMapper(mapping, { categories: new Set(), businessTypes: new Set() }, evidence);
  return rows.map((row, index) => {
    const mapped = map({ id: String(index), ...row });
    if (!mapped.ok) throw new Error(mapped.findings.reasons.join());
    return { ...mapped, unread: Object.fromEntries([...mapped.findings.unread].map(([field, reasons]) => [field, [...reasons]])) };
  });
}

const prices = (values: readonly unknown[], more?: object, row: Row = {}) =>
  imported(
    values.map((price) => ({ price, ...row })),
    more,
  ).map(({ content, unread }) => unread["cost.amount"]?.[0] ?? content.cost.amount);

describe("a column of numbers", () => {
  it("says by its other values what three digits after a mark are", () => {
    expect(prices(["3.500", "12,50"])).toEqual([3500, 12.5]);
    expect(prices(["3.500", "1.234.567"])).toEqual([3500, 1_234_567]);
    expect(prices(["3,500", "12.50"])).toEqual([3500, 12.5]);
    expect(prices(["0,125", "0,5"])).toEqual(["too-many-decimals", 0.5]);
  });

  it("says nothing when its values contradict each other, or none of them says it", () => {
    expect(prices(["3.500", "12,50", "7.25"])).toEqual(["ambiguous", 12.5, 7.25]);
    expect(prices(["3.500", "12"])).toEqual(["ambiguous", 12]);
    expect(prices(["3.500"], {}, { currency: "DOP" })).toEqual(["ambiguous"]);
  });

  it("goes by the country or the currency when the file says nothing", () => {
    expect(prices(["3,500"], {}, { currency: "DOP" })).toEqual([3500]);
    expect(prices(["3.500"], {}, { country: "AR" })).toEqual([3500]);
    expect(prices(["3.500"], {}, { country: "AR", currency: "DOP" })).toEqual(["ambiguous"]);
  });

  it("goes by the mark that the mapping states, unless its values show another", () => {
    expect(prices(["3.500"], { decimal: "," })).toEqual([3500]);
    expect(prices(["3.500"], { decimal: "." })).toEqual([3.5]);
    expect(prices(["3.500", "12,50"], { decimal: "." })).toEqual(["ambiguous", 12.5]);
    expect(SolutionMappingSchema.safeParse({ ...mappingOf(), decimal: "'" }).success).toBe(false);
  });

  it("goes by the other columns when it shows nothing itself, but not by degrees, which machines write", () => {
    const [first] = imported([{ price: "3.500", share: "2,5", lat: "19.45", lon: "-70.69" }]);
    expect(first?.content.cost).toMatchObject({ amount: 3500, commissionPercent: 2.5 });
    expect(first?.content.places[0]).toMatchObject({ latitude: 19.45, longitude: -70.69 });
    expect(prices(["3.500"], {}, { lat: "19.45", lon: "-70.69" })).toEqual(["ambiguous"]);
    expect(prices(["3.500"], {}, { lat: "19,45", lon: "-70,69" })).toEqual(["ambiguous"]);
  });

  it("takes numbers of JSON for what they are", () => {
    expect(prices([3.5, 3500, 1.125, -1, "12,50"])).toEqual([3.5, 3500, "too-many-decimals", "negative", 12.5]);
  });

  it("keeps what it does not read beside the record", () => {
    const [row] = imported([{ price: "desde 20", firms: "120 aprox.", days: "1 semana", share: "N/A", web: "ana@caja.com" }]);
    expect(row?.content).toMatchObject({ cost: { amount: null, commissionPercent: null }, firmsUsing: null, requirements: { setupDays: null }, sourceUrl: null });
    expect(row?.unread).toEqual({
      "cost.amount": ["not-a-number"],
      firmsUsing: ["not-a-number"],
      "requirements.setupDays": ["not-a-number"],
      "cost.commissionPercent": ["none"],
      sourceUrl: ["email"],
    });
    expect(row?.unmapped.values).toMatchObject({ "cost.amount": ["desde 20"], sourceUrl: ["ana@caja.com"] });
  });

  it("tells a price's currency by its sign, and refuses one that contradicts the currency's column", () => {
    const [own, agrees, contradicts, named] = imported([
      { price: "RD$ 3,500.00" },
      { price: "$ 20", currency: "US$" },
      { price: "US$ 20", currency: "DOP" },
      { price: "5000", currency: "guaraníes" },
    ]);
    expect([own, agrees, contradicts, named].map((row) => [row?.content.cost.amount, row?.content.cost.currency])).toEqual([
      [3500, "DOP"],
      [20, "USD"],
      [null, "DOP"],
      [5000, "PYG"],
    ]);
    expect(contradicts?.unread).toEqual({ "cost.amount": ["other-currency"] });
  });
});

describe("a column of addresses", () => {
  const links = (web: unknown) => {
    const [row] = imported([{ web }]);
    return [row?.content.sourceUrl, row?.unread.sourceUrl];
  };

  it("publishes public addresses only, and reports the others by their reason", () => {
    expect(links("www.caja.com")).toEqual(["https://www.caja.com/", undefined]);
    expect(links("ana@caja.com")).toEqual([null, ["email"]]);
    expect(links("N.A.")).toEqual([null, ["none"]]);
    expect(links("1.5")).toEqual([null, ["private-host"]]);
    expect(links("HTTP.//WWW.CAJA.COM")).toEqual([null, ["not-a-link"]]);
    expect(links("www.caja.com www.vale.com")).toEqual([null, ["two-links"]]);
  });

  it("takes the first address of a list, and keeps the others", () => {
    expect(links(["no tiene", "www.caja.com", "ana@caja.com", "www.vale.com"])).toEqual(["https://www.caja.com/", ["none", "email", "two-links"]]);
  });
});

describe("a whole file whose writer has one habit", () => {
  it("publishes each price as it was meant, or reports it", { timeout: 240_000 }, () => {
    let published = 0;
    let all = 0;
    const file = fc.record({
      locale: fc.constantFrom("es-DO", "es-GT", "es-MX", "es-AR", "es-CO", "es-CL", "es-CR", "es-ES", "pt-BR", "pt-PT", "en", "en-BZ", "de-CH"),
      cents: fc.array(
        fc.oneof(
          fc.integer({ min: 0, max: 99_999_999 }),
          fc.integer({ min: 1, max: 999 }).map((thousands) => thousands * 100_000),
        ),
        { minLength: 1, maxLength: 12 },
      ),
      currency: fc.constantFrom(...CURRENCIES, null),
      country: fc.constantFrom("DO", "AR", "BR", "GT", undefined),
      fraction: fc.constantFrom(0, 2),
      style: fc.constantFrom("bare", "code", "sign"),
    });
    fc.assert(
      fc.property(file, ({ locale, cents, currency, country, fraction, style }) => {
        const decimals = currency === null ? 2 : currencyDecimals(currency);
        const meant = cents.map((amount) => (decimals === 0 ? Math.round(amount / 100) : amount / 100));
        const format = new Intl.NumberFormat(locale, {
          minimumFractionDigits: Math.min(fraction, decimals),
          maximumFractionDigits: decimals,
          useGrouping: "always" as unknown as boolean,
          ...(currency !== null && style !== "bare" && { style: "currency", currency, currencyDisplay: style === "code" ? "code" : "narrowSymbol" }),
        });
        const rows = meant.map((amount) => ({ price: format.format(amount), country, ...(currency !== null && { currency }) }));
        for (const [index, { content, unread }] of imported(rows).entries()) {
          all += 1;
          if (content.cost.amount === null) expect(unread["cost.amount"]).toBeDefined();
          else {
            published += 1;
            expect(content.cost.amount).toBe(meant[index]);
          }
        }
      }),
      { numRuns: 600 },
    );
    expect(published / all).toBeGreaterThan(0.7);
  });
});
