import { describe, expect, it } from "vitest";
import { mappingFaults, namesRead, type ValueSpec, ValueSpecSchema } from "~/platform/records/mapping";
import { evaluate } from "~/platform/records/values";

const spec = (given: unknown): ValueSpec => ValueSpecSchema.parse(given);
const valueFrom = (given: unknown, record: unknown) => evaluate(spec(given), record).value;

describe("a field's value", () => {
  const record = {
    title: "  Caja ",
    "a.b": "dotted column",
    summary: { es: "resumen" },
    sections: { "Age (approx.)": "30" },
    tags: "pago; móvil ;; ",
    list: ["x", "", "y"],
    zero: 0,
    empty: "",
    blank: " ",
    none: null,
    delta: '{"ops":[{"insert":"Hola "},{"insert":{"image":"x"}},{"insert":"mundo\\n"}]}',
  };

  it.each([
    ["a column", "title", "  Caja "],
    ["a column whose name holds a dot", "a.b", "dotted column"],
    ["a path", "summary.es", "resumen"],
    ["a path whose parts hold dots", ["sections", "Age (approx.)"], "30"],
    ["a number of a list", "list.2", "y"],
    ["zero, which is a value", "zero", 0],
    ["nothing for what is not there", "summary.en", undefined],
    ["nothing of what every object has", "constructor", undefined],
    ["nothing for an empty text", "empty", undefined],
    ["a constant", { constant: "es" }, "es"],
    ["a default", { from: "blank", default: "x" }, "x"],
    ["a list from a text", { from: "tags", split: ";" }, ["pago", "móvil"]],
    ["one item", { from: "list", item: 1 }, "y"],
    ["the first that is there", { firstOf: ["empty", "none", "title"] }, "  Caja "],
    ["all as one list", { allOf: ["list", "none", "title"] }, ["x", "y", "  Caja "]],
    ["all as one text", { join: ["title", "empty", "summary.es"], with: " / " }, "Caja / resumen"],
    ["the text of a delta", { from: "delta", as: "delta" }, "Hola mundo\n"],
    ["a text that is no delta, as it is", { from: "title", as: "delta" }, "  Caja "],
  ])("can be %s", (_what, given, value) => {
    expect(valueFrom(given, record)).toEqual(value);
  });

  it("is translated without regard to case, dropped on purpose by null, and reported otherwise", () => {
    const kinds = { from: "kinds", values: { Fund: "fund", other: null } };
    expect(evaluate(spec(kinds), { kinds: ["FUND", "Other", "angel"] })).toEqual({ value: ["fund"], unmatched: ["angel"], missing: false });
    expect(evaluate(spec({ ...kinds, otherwise: "keep" }), { kinds: ["angel"] })).toEqual({ value: ["angel"], unmatched: [], missing: false });
  });

  it("says when what is required is missing", () => {
    expect(evaluate(spec({ from: "empty", required: true }), record).missing).toBe(true);
    expect(evaluate(spec({ firstOf: ["empty", { from: "none", required: true }] }), record).missing).toBe(true);
  });
});

describe("a broken mapping", () => {
  it.each([
    [{ from: "a", constant: "b" }, "the file: needs exactly one of from, firstOf, allOf, join, constant"],
    [{}, "the file: needs exactly one of from, firstOf, allOf, join, constant"],
    [{ form: "a" }, 'the file: does not know "form"'],
    [{ from: "a", item: -1 }, "item: Too small: expected number to be >=0"],
    [{ firstOf: ["a", { from: 3 }] }, "firstOf.1.from: must be a column's name or a path"],
    [7, "the file: must be a column's name, a path, or an object with `from`"],
  ])("%j is answered by the path of its fault", (given, fault) => {
    const parsed = ValueSpecSchema.safeParse(given);
    expect(parsed.success ? [] : mappingFaults(parsed.error)).toContain(fault);
  });
});

describe("the names that a mapping reads", () => {
  it("are found wherever they stand, but not inside the items of a list", () => {
    const fields = {
      title: spec("title"),
      text: spec({ firstOf: [["sections", "A.b"], "text"], values: { from: "not a name" } }),
      places: [{ each: "latlng", latitude: spec("0") }],
      year: spec({ from: "year", optional: true }),
    };
    expect([...namesRead(fields)]).toEqual([
      ["title", { optional: false }],
      ["sections", { optional: false }],
      ["text", { optional: false }],
      ["latlng", { optional: false }],
      ["year", { optional: true }],
    ]);
  });
});
