import fc from "fast-check";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { filledForm } from "#tests/factories/submission-form";
import { costLines, setupInWords } from "~/features/submissions/content-words";
import { type FormValues, meantName, NUMBER_FIELDS, readForm, readNumber } from "~/features/submissions/form-schema";
import { readBack, WhichNumber } from "~/features/submissions/read-back";
import { I18nProvider } from "~/i18n/context";
import { LOCALES, type Locale } from "~/i18n/locales";
import { numberInWords } from "~/i18n/number-words";
import { translator } from "~/i18n/translator";

const question = (locale: Locale, values: Partial<FormValues>) =>
  renderToStaticMarkup(
    <I18nProvider locale={locale}>
      <WhichNumber values={filledForm(values)} field="costAmount" />
    </I18nProvider>,
  ).replaceAll("\u00a0", " ");
const choices = (html: string) =>
  [...html.matchAll(/<input type="radio" name="costAmountMeant"[^>]*value="([^"]+)"\/><span>([^<]+)<\/span>/g)].map(([, value, words]) => [value, words]);
const back = (locale: Locale, values: Partial<FormValues>) => readBack(translator(locale), filledForm(values), "costAmount")?.replaceAll("\u00a0", " ");

describe("a price with two readings", () => {
  it("is asked in words, in each language, and nothing is chosen beforehand", () => {
    const asked = question("es", { costAmount: "1.500" });
    expect(choices(asked)).toEqual([
      ["1500", "mil quinientos (1500 pesos dominicanos)"],
      ["1.5", "uno y medio (1.50 pesos dominicanos)"],
    ]);
    expect(asked).toContain("¿Cuál de los dos números quiso decir?");
    expect(asked).not.toContain("checked");
    expect(choices(question("en", { costAmount: "1,250", costCurrency: "ARS" }))).toEqual([
      ["1250", "one thousand two hundred fifty (1250 Argentine pesos)"],
      ["1.25", "one and 25 hundredths (1.25 Argentine pesos)"],
    ]);
    expect(choices(question("pt", { costAmount: "16,125", costCurrency: "BRL", originCountry: "BR" }))).toEqual([
      ["16125", "dezesseis mil cento e vinte e cinco (16125 Reais brasileiros)"],
      ["16.1250", "dezesseis e 125 milésimos (16,125 Reais brasileiros)"],
    ]);
  });

  it("is not asked when there is one", () => {
    for (const costAmount of ["1500", "1,500", "1.500,50", "", "gratis"]) expect(question("es", { costAmount })).toBe("");
  });

  it("is answered by the choice that is sent", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 0, max: 999 }),
        fc.constantFrom(".", ","),
        fc.constantFrom(...NUMBER_FIELDS),
        fc.nat(1),
        async (whole, rest, mark, field, at) => {
          const values = filledForm({ [field]: `${whole}${mark}${String(rest).padStart(3, "0")}`, costCurrency: "USD", originCountry: "" });
          const reading = readNumber(values, field);
          if (reading.kind !== "ambiguous") return;
          const meant = reading.readings[at];
          const html = renderToStaticMarkup(
            <I18nProvider locale="es">
              <WhichNumber values={values} field={field} />
            </I18nProvider>,
          );
          const choice = [...html.matchAll(/value="([^"]+)"/g)][at]?.[1] ?? "";
          const body = new FormData();
          for (const [name, value] of Object.entries(values)) for (const item of [value].flat()) body.append(name, item);
          body.append(meantName(field), choice);
          const sent = readForm(body);
          if (!sent) throw new Error("The form was not read.");
          const again = readNumber(sent.values, field);
          if (again.kind === "amount") expect(again.value).toBe(meant);
          else expect(again).toEqual({ kind: "refused", reason: "too-many-decimals" });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a price that was read", () => {
  it("is shown back in words with its currency", () => {
    expect(back("es", { costAmount: "1.250,50" })).toBe("Lo leemos así: mil doscientos cincuenta y medio (1250.50 pesos dominicanos).");
    expect(back("es", { costAmount: "Q150", costCurrency: "" })).toBe("Lo leemos así: ciento cincuenta (150 quetzales guatemaltecos).");
    expect(back("en", { costAmount: "1,500" })).toBe("We read it as: one thousand five hundred (1500 Dominican pesos).");
    expect(back("pt", { costAmount: "1500" })).toBe("Lemos assim: mil quinhentos (1500 Pesos dominicanos).");
    expect([back("es", { costAmount: "" }), back("es", { costAmount: "1.500" }), back("es", { costAmount: "gratis" })]).toEqual([undefined, undefined, undefined]);
  });

  it("is what the public sees, to the last decimal", () => {
    const es = translator("es");
    const cost = { model: "commission", amount: 1250.5, currency: "DOP", period: "month", commissionPercent: 2.25 } as const;
    expect(costLines(es, cost).map((line) => line.replaceAll("\u00a0", " "))).toEqual(["DOP 1,250.50 al mes", "2.25% de comisión"]);
    expect([setupInWords(es, 1.5), setupInWords(es, 1), setupInWords(es, 0), setupInWords(es, 0.5)]).toEqual(["1.5 días", "1 día", "El mismo día", "Menos de un día"]);
  });
});

it("says numbers in words, and leaves out those that have none", () => {
  const words = (value: number) => LOCALES.map((locale) => numberInWords(translator(locale), value));
  expect(words(2000)).toEqual(["dos mil", "two thousand", "dois mil"]);
  expect(words(2.5)).toEqual(["dos y medio", "two and a half", "dois e meio"]);
  expect(words(0.1)).toEqual(["cero con 1 décima", "zero and 1 tenth", "zero e 1 décimo"]);
  expect(words(0.5)).toEqual(["cero con 5 décimas", "zero and 5 tenths", "zero e 5 décimos"]);
  expect([words(-1), words(1.2345), words(1e9), words(1e21)]).toEqual(Array(4).fill([null, null, null]));
});
