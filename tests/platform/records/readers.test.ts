import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readRecords } from "~/platform/records/readers.server";
import { type Encoding, examineFile } from "~/platform/records/source-file.server";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "solucionario-readers-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const made = path.join(folder, name);
  fs.writeFileSync(made, content);
  return made;
}

type Options = { name?: string; encoding?: Encoding; delimiter?: string };

async function read(content: string | Buffer, { name = "records.csv", encoding = "utf-8", delimiter }: Options = {}) {
  const found: unknown[] = [];
  for await (const item of readRecords(examineFile(file(name, content), { encoding, delimiter }))) {
    found.push("record" in item ? { line: item.line, ...item.record } : { line: item.line, fault: item.fault, damaged: item.damaged });
  }
  return found;
}

const refusal = (content: string | Buffer, options: Options = {}) =>
  read(content, options).then(
    () => "nothing was refused",
    (error: Error) => error.message,
  );

describe("a CSV", () => {
  it.each([",", ";", "\t", "|"])("may be divided by %j, begin with a byte order mark, and end its lines as Windows does", async (sign) => {
    expect(await read(`\ufeffid${sign}name\r\n1${sign}"a${sign}b"\r\n`)).toEqual([{ line: 2, id: "1", name: `a${sign}b` }]);
  });

  it("goes over line breaks inside quotation marks and says where each record begins", async () => {
    expect(await read('id,name\n1,"a\n\nb ""c"""\n\n2,d\n')).toEqual([
      { line: 2, id: "1", name: 'a\n\nb "c"' },
      { line: 6, id: "2", name: "d" },
    ]);
  });

  it("gives back what any writer wrote", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "ñ", '"', ",", ";", "\n", " ", "😀") });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom("1", "x"), cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
        const found = await read(stringify([["id", "name", "other"], ...rows], { quoted: true }), { delimiter: "," });
        expect(found.map((item) => Object.values(item as object).slice(1))).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  it("refuses rows with too many or too few values, and goes on", async () => {
    expect(await read("id,name\n1,a,b\n2\n3,c,\n4,d\n")).toEqual([
      { line: 2, fault: "has 3 values for 2 columns", damaged: false },
      { line: 3, fault: "has 1 values for 2 columns", damaged: false },
      { line: 4, id: "3", name: "c" },
      { line: 5, id: "4", name: "d" },
    ]);
  });

  it("refuses only the row with a stray quotation mark when the rows after it can be read", async () => {
    const found = await read('id,name\n1,12" pipe\n2,b\n3,"c"\n4,"d ""e"""\n5,2" and 3" pipes\n6,f\n7,8" pipe\n');
    expect(found).toMatchObject([
      { line: 2, damaged: true },
      { line: 3, id: "2" },
      { line: 4, id: "3" },
      { line: 5, name: 'd "e"' },
      { line: 6, damaged: true },
      { line: 7, id: "6" },
      { line: 8, damaged: true },
    ]);
  });

  it("stops at a quotation mark that is never closed, and says so", async () => {
    expect(await read('id,name\n1,a\n2,"b\n3,c\n')).toEqual([
      { line: 2, id: "1", name: "a" },
      { line: 3, fault: expect.stringMatching(/opens a quotation mark that is not closed.*nothing after this line was read/), damaged: true },
    ]);
  });

  it("refuses only the lines that are not in its encoding", async () => {
    expect(await read(Buffer.from("id,name\n1,ma\xf1ana\n2,b\n", "latin1"))).toMatchObject([
      { line: 2, fault: expect.stringMatching(/^is not UTF-8/) },
      { line: 3, id: "2" },
    ]);
  });

  it("is read in the encoding that its mapping names", async () => {
    expect(await read(Buffer.from("id,name\n1,\x93ma\xf1ana\x94\n", "latin1"), { encoding: "windows-1252" })).toEqual([{ line: 2, id: "1", name: "“mañana”" }]);
    expect(await read(Buffer.from("\ufeffid,name\n1,Ċmañana\n", "utf16le"), { encoding: "utf-16le" })).toEqual([{ line: 2, id: "1", name: "Ċmañana" }]);
  });

  it.each([
    ["id,id\n1,2\n", 'the column "id" stands twice in line 1'],
    ["id,,name\n1,2,3\n", "column 2 has no name in line 1"],
  ])("with the header %j is not read at all", async (content, reason) => {
    expect(await refusal(content)).toContain(reason);
  });
});

describe("JSON Lines", () => {
  const name = "records.jsonl";

  it("gives one record a line, passes over empty lines, and refuses what is none", async () => {
    expect(await read('{"id":1}\n\n[1]\n"text"\n{"id":2\n{"id":3}', { name })).toEqual([
      { line: 1, id: 1 },
      { line: 3, fault: "is not a record: an object in braces is expected", damaged: false },
      { line: 4, fault: "is not a record: an object in braces is expected", damaged: false },
      { line: 5, fault: expect.stringMatching(/^is not JSON/), damaged: true },
      { line: 6, id: 3 },
    ]);
  });

  it("names a last line that was cut", async () => {
    expect(await read('{"id":1}\n{"id":2,"na', { name })).toMatchObject([{ line: 1 }, { line: 2, fault: "ends in the middle of a record: the file was cut short", damaged: true }]);
  });

  it("is read whole however its lines fall into the pieces that the disk gives", async () => {
    const records = Array.from({ length: 400 }, (_, id) => ({ id, text: "ñ😀".repeat((id * 37) % 900) }));
    expect(await read(records.map((record) => `${JSON.stringify(record)}\n`).join(""), { name })).toEqual(records.map((record, index) => ({ line: index + 1, ...record })));
  });

  it("does not read a line without an end into memory", async () => {
    expect(await refusal(`{"id":1}\n{"id":"${"x".repeat(9 * 1024 * 1024)}"}`, { name })).toMatch(/line 2 is longer than 8 MB/);
  });
});

describe("a file that is not what it says", () => {
  it.each([
    ["records.csv", "", /is empty\.$/],
    ["records.csv", "\ufeff \n\n", /holds no record/],
    ["records.jsonl", Buffer.from([0x1f, 0x8b, 8, 0]), /compressed \(gzip\)/],
    ["records.csv", Buffer.from("PK\u0003\u0004…"), /ZIP archive or a spreadsheet/],
    ["records.csv", Buffer.from("id,name\n1,a", "utf16le"), /not a text file: line 1/],
    ["records.csv", Buffer.from("\ufeffid,name\n1,a", "utf16le"), /is in UTF-16/],
    ["records.csv", Buffer.from("id\n1\n2\u0000\n"), /not a text file: line 3/],
    ["records.csv", "<!DOCTYPE html><html>", /web page/],
    ["records.csv", '{"id":1}\n', /is JSON, not CSV/],
    ["records.jsonl", "id,name\n1,a\n", /line 1 does not begin with \{/],
    ["records.jsonl", '[{"id":1}]', /one JSON array/],
    ["records.jsonl", '{\n  "id": 1\n}', /goes over several lines/],
    ["records.dat", "id\n1\n", /neither the ending/],
  ])("%s holding %j is refused", async (name, content, reason) => {
    expect(await refusal(content, { name })).toMatch(reason);
  });

  it("and one that is not there, or is a folder, too", () => {
    expect(() => examineFile(path.join(folder, "none.csv"), { encoding: "utf-8" })).toThrow(/does not exist/);
    expect(() => examineFile(folder, { encoding: "utf-8" })).toThrow(/it is a folder/);
  });
});
