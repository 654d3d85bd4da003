import { describe, expect, it } from "vitest";
import { confirmByAfterImport, isOurs, SolutionMappingSchema, solutionMapper } from "~/features/catalogue/import-rules";
import { mappingFaults } from "~/platform/records/mapping";

const VOCABULARY = { categories: new Set(["logistics"]), businessTypes: new Set(["colmado"]) };

const HEAD = { source: "own-file", name: "Fichero propio", target: "solutions", id: "id" };
const FIELDS = {
  language: "lang",
  category: { from: "topic", values: { Rutas: "logistics" } },
  originCountry: { from: "countries", item: 0 },
  availableIn: "countries",
  places: [{ each: "points", latitude: "0", longitude: "1" }],
  texts: { own: { title: "title", howItWorks: "text" } },
};

function map(record: Record<string, unknown>, overrides: { fields?: object; ignore?: string[] } = {}) {
  const mapping = SolutionMappingSchema.parse({ ...HEAD, ...overrides, fields: { ...FIELDS, ...overrides.fields } });
  return solutionMapper(mapping, VOCABULARY)(record);
}

function contentOf(record: Record<string, unknown>, overrides: Parameters<typeof map>[1] = {}) {
  const mapped = map(record, overrides);
  if (!mapped.ok) throw new Error(mapped.findings.reasons.join("; "));
  return { ...mapped, own: mapped.content.texts[mapped.content.language] };
}

const LONG =
  "La caja registra cada venta del taller en un teléfono barato. Al cerrar el día manda el total por mensaje a la dueña. Sirve sin internet y guarda un año de ventas en la memoria del teléfono, que se puede copiar a otro con un cable cuando hace falta.";

describe("a record becomes a solution", () => {
  it("with its texts, countries and places", () => {
    const { content, sourceId, own, findings } = contentOf({
      id: 7,
      lang: "ES",
      title: "## Caja *fácil*",
      text: LONG,
      countries: ["República Dominicana", "HT"],
      topic: "rutas",
      points: [
        [18.5, -69.9],
        [19.4, -70.7],
      ],
    });
    expect(sourceId).toBe("7");
    expect(content).toMatchObject({ language: "es", categoryKey: "logistics", originCountry: "DO", availableIn: ["DO", "HT"] });
    expect(content.places).toHaveLength(2);
    expect(own).toMatchObject({
      origin: "import",
      title: "Caja fácil",
      summary: "La caja registra cada venta del taller en un teléfono barato. Al cerrar el día manda el total por mensaje a la dueña.",
      howItWorks: LONG,
    });
    expect(findings.gaps).toEqual([]);
  });

  it("does not say a short text twice, nor a title that the text begins by", () => {
    expect(contentOf({ id: 1, title: "Caja", text: "Caja\nRegistra cada venta del taller." }).own).toMatchObject({ summary: "Registra cada venta del taller.", howItWorks: "" });
    expect(contentOf({ id: 1, title: "Caja", text: "Caja" }).own).toMatchObject({ summary: "Caja" });
  });

  it("moves a summary that is too long to how it works", () => {
    const { own } = contentOf(
      { id: 1, title: "Caja", short: `${LONG} ${LONG}`, text: "Más." },
      { fields: { texts: { own: { title: "title", summary: "short", howItWorks: "text" } } } },
    );
    expect(own?.summary.length).toBeLessThanOrEqual(240);
    expect(own?.howItWorks).toBe(`${LONG} ${LONG}\n\nMás.`);
  });

  it("in several languages, the record's own first", () => {
    const texts = { es: { title: "t.es", summary: "s.es" }, en: { title: "t.en", summary: "s.en" }, pt: { summary: "s.pt" } };
    const { content } = contentOf({ id: 1, lang: "en", t: { es: "Caja", en: "Till" }, s: { es: "Registra.", en: "Records.", pt: "Registra." } }, { fields: { texts } });
    expect(content.language).toBe("en");
    expect(Object.keys(content.texts)).toEqual(["es", "en", "pt"]);
    // A translation without a title shows the title of the original.
    expect(content.texts.pt?.title).toBe("Till");
  });

  it("keeps what has no place, and leaves out what the mapping leaves out", () => {
    const { unmapped } = contentOf({ id: 1, title: "Caja", topic: "Salud", countries: ["Lemuria"], themes: ["a"], secret: "x", none: null, empty: [] }, { ignore: ["secret"] });
    expect(unmapped).toEqual({ values: { category: ["Salud"], availableIn: ["Lemuria"], originCountry: ["Lemuria"] }, fields: { themes: ["a"] } });
  });

  it("without a title gets one from its text, or from its id", () => {
    const fromText = contentOf({ id: 1, title: "***", text: LONG });
    expect(fromText.own?.title).toBe("La caja registra cada venta del taller en un teléfono barato.");
    expect(fromText.findings.gaps).toContain("no-title");
    expect(contentOf({ id: "solar_oven-2" }).own?.title).toBe("solar oven 2");
    expect(contentOf({ id: ".md" }).own?.title).toBe("md");
    expect(contentOf({ id: "…" }).own?.title).toBe("#…");
  });

  it("goes in with its gaps, each named", () => {
    expect(contentOf({ id: 1, title: "Caja" }).findings.gaps).toEqual(["no-text", "no-country", "no-language", "no-category", "no-place"]);
    expect(contentOf({ id: 1, title: "Caja", lang: "und", text: LONG, countries: ["Jalisco"], topic: "Rutas", points: [[0, 0]] }).findings.gaps).toEqual([
      "place-at-zero",
      "no-country",
      "no-language",
      "no-place",
    ]);
  });

  it("takes a country from a province's name, and says so", () => {
    const { content, findings } = contentOf({ id: 1, title: "Caja", countries: ["Jalisco"] });
    expect(content.availableIn).toEqual(["MX"]);
    expect([...findings.inferred]).toEqual(["country-from-subdivision"]);
  });

  it("is refused without an id, and without what its mapping requires", () => {
    expect(map({ id: " ", title: "Caja" }).findings.reasons).toEqual(["id: is empty, so a second run could not find this record"]);
    const required = map({ id: 1 }, { fields: { texts: { own: { title: { from: "title", required: true } } } } });
    expect(required.ok).toBe(false);
    expect(required.findings.reasons).toEqual(["title: is required and is empty"]);
  });

  it("can be stored whatever signs its texts hold", () => {
    const { own, unmapped } = contentOf({ id: "a\u0000b", title: "Ca\u0000ja \ud800", text: "x\u0000y", other: ["\u0000", { "\u0000": "\udfff" }] });
    expect(JSON.stringify([own, unmapped])).not.toMatch(/\\u0000|\\ud800|\\udfff/);
  });
});

describe("a mapping of solutions", () => {
  it.each([
    [{ fields: { ...FIELDS, titel: "t" } }, 'fields: does not know "titel"'],
    [{ fields: { ...FIELDS, texts: { own: { titel: "t" } } } }, 'fields.texts.own: does not know "titel"'],
    [{ fields: { ...FIELDS, texts: { spanish: {} } } }, "fields.texts.spanish: must be a language (es, pt-BR) or own"],
    [{ source: "Own File" }, "source: must be lower-case words joined by hyphens"],
    [{ id: { from: "a", constant: 1 } }, "id: needs exactly one of from, firstOf, allOf, join, constant"],
    [{ fields: { ...FIELDS, sdgs: { firstOf: [{ from: 1 }] } } }, "fields.sdgs.firstOf.0.from: must be a column's name or a path"],
  ])("with %j is answered by the path of its fault", (overrides, fault) => {
    const parsed = SolutionMappingSchema.safeParse({ ...HEAD, fields: FIELDS, ...overrides });
    expect(parsed.success ? [] : mappingFaults(parsed.error)).toContain(fault);
  });
});

describe("an imported listing", () => {
  const imported = { origin: "import" as const, submissionId: null, organisationId: null, textOrigin: "import" };

  it("is the import's until somebody else looks after it", () => {
    expect(isOurs(imported)).toBe(true);
    expect(
      [{ origin: "submission" as const }, { submissionId: "s" }, { organisationId: "o" }, { textOrigin: "author" }, { textOrigin: null }].map((change) =>
        isOurs({ ...imported, ...change }),
      ),
    ).toEqual([false, false, false, false, false]);
  });

  it("is asked about after twelve months", () => {
    expect(confirmByAfterImport(new Date("2026-11-21T10:00:00Z")).toISOString()).toBe("2027-11-21T10:00:00.000Z");
  });
});
