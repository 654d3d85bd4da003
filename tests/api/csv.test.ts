import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COLUMNS, csvCell } from "~/api/v1/csv";

describe("a cell", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\tx", " =1", "\u00a0=1", "\uFEFF=1", "\n=1", "＝1", "＋1", "－1", "＠x", '=HYPERLINK("https://x.example")'])(
    "keeps %j from being a formula",
    (value) => {
      expect(csvCell(value).startsWith(`"'`)).toBe(true);
    },
  );

  it.each(["Vale del colmado", "1=1", "a+b", "’=1", "S-2026-00001"])("leaves %j as it is", (value) => {
    expect(csvCell(value)).toBe(`"${value}"`);
  });

  it("keeps numbers numbers, below zero too", () => {
    expect([csvCell(-69.89), csvCell(38), csvCell(true), csvCell(null), csvCell("")]).toEqual(["-69.89", "38", "true", "", ""]);
  });

  it("is read back as what was written, but for the apostrophe, and never begins a formula", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."=+-@'\"\t\r\n ,;|a＝＋－＠") }), (value) => {
        const [row] = parse(`x,${csvCell(value)}\r\n`, { recordDelimiter: "\r\n" }) as string[][];
        const cell = row?.[1] ?? "";
        expect([value, `'${value}`]).toContain(cell);
        expect(cell.trimStart()).not.toMatch(/^[=+\-@＝＋－＠]/);
      }),
    );
  });
});

it("names each column once", () => {
  const names = COLUMNS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
