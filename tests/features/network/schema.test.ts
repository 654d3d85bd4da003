import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readJsonFile } from "#scripts/json-file";
import { InstitutionsFileSchema } from "~/features/network/schema";

const EXAMPLE = JSON.parse(fs.readFileSync("docs/examples/institutions.json", "utf8")) as Array<Record<string, unknown>>;

function reading(content: unknown): () => unknown {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "institutions-")), "file.json");
  fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return () => readJsonFile(file, InstitutionsFileSchema);
}

describe("an institution file", () => {
  it("holds one institution or a list of them", () => {
    expect(reading(EXAMPLE)()).toHaveLength(2);
    expect(reading(EXAMPLE[0])()).toHaveLength(1);
  });

  it("is refused with the path of each fault", () => {
    const broken = [
      { ...EXAMPLE[0], country: "XX", website: "ftp://x" },
      { ...EXAMPLE[1], texts: {}, kind: "club", colour: "red" },
    ];
    expect(reading(broken)).toThrow(/\[0\]\.country: "XX" is no ISO 3166-1 country code/);
    expect(reading(broken)).toThrow(/\[0\]\.website: must be a public http or https address/);
    expect(reading(broken)).toThrow(/\[1\]\.kind: Invalid option/);
    expect(reading(broken)).toThrow(/\[1\]\.texts: needs at least one language/);
    expect(reading(broken)).toThrow(/colour/);
  });

  it("names the fault of a single institution without the list around it", () => {
    expect(reading({ ...EXAMPLE[0], contact: { whatsapp: "809 555 0100" } })).toThrow(/\n {2}contact\.whatsapp: must be a number in E\.164/);
  });

  it("is refused when a key stands twice, when it is not JSON and when it is not there", () => {
    expect(reading([EXAMPLE[0], EXAMPLE[0]])).toThrow(/\[1\]\.key: "camara-del-valle" stands in this file twice/);
    expect(reading("[{")).toThrow(/is not JSON/);
    expect(() => readJsonFile("/nowhere/file.json", InstitutionsFileSchema)).toThrow("There is no file /nowhere/file.json.");
  });
});
