import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { filledForm } from "#tests/factories/submission-form";
import { FaultSummary } from "~/features/submissions/fault-summary";
import { checkForm, EMPTY_FORM, type Faults, type FormValues } from "~/features/submissions/form-schema";
import { I18nProvider } from "~/i18n/context";

const allowed = {
  countries: ["DO"],
  categories: ["agile-payments"],
  businessTypes: ["corner-shop"],
  organisationIds: [],
  institutionIds: [],
  onBehalf: false,
  now: new Date("2026-06-01T12:00:00Z"),
};

function faultsOf(values: FormValues): Faults {
  const checked = checkForm(values, allowed);
  return checked.ok ? {} : checked.faults;
}

const summaryOf = (faults: Faults) =>
  renderToStaticMarkup(
    <I18nProvider locale="es">
      <FaultSummary faults={faults} />
    </I18nProvider>,
  );
const linksIn = (html: string) => [...html.matchAll(/href="#(\w+)"/g)].map(([, field]) => field);
const times = (html: string, words: string) => html.split(words).length - 1;

describe("what is wrong with a form", () => {
  it("of an empty one says once that answers are missing, and leads to each by its section", () => {
    const faults = faultsOf(EMPTY_FORM);
    const html = summaryOf(faults);
    expect(linksIn(html).sort()).toEqual(Object.keys(faults).sort());
    expect(html).toContain(`Hay ${Object.keys(faults).length} cosas por completar o corregir`);
    const missing = Object.values(faults).filter((fault) => fault === "required").length;
    expect(html).toContain(`Falta completar ${missing} respuestas:`);
    expect(times(html, "Falta completar")).toBe(1);
    const sections = [...html.matchAll(/<b>([^<]+)<\/b>/g)].map(([, title]) => title);
    expect([sections[0], sections.at(-1), new Set(sections).size]).toEqual(["La solución", "Quién responde por ella", 8]);
    expect(html).toMatch(/<b>Dónde<\/b>: <a href="#originCountry">¿De qué país viene\?<\/a> · <a href="#availableIn">/);
  });

  it("tells what is wrong otherwise in a sentence, also beside many that are missing", () => {
    const html = summaryOf(faultsOf({ ...EMPTY_FORM, title: "Vale", firmsUsing: "muchos" }));
    expect(html).toContain('<a href="#firmsUsing">Escriba un número, por ejemplo 250: ¿Cuántos negocios la usan hoy?</a>');
    expect(html).toContain('<a href="#consent">Para enviarla hace falta marcar este acuerdo</a>');
    expect(linksIn(html)).not.toContain("title");
  });

  it("says of a few what is missing in a sentence each, and nothing where nothing is", () => {
    const html = summaryOf(faultsOf(filledForm({ summary: "", claim: "" })));
    expect(html).toContain('<a href="#claim">Falta completar: El resultado, en una frase</a>');
    expect(times(html, "Falta completar: ")).toBe(2);
    expect(summaryOf(faultsOf(filledForm()))).toBe("");
  });
});
