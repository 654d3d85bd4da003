import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { EditionFileSchema } from "~/features/editions/schema";

const EXAMPLE = JSON.parse(fs.readFileSync("docs/examples/edition.json", "utf8")) as Record<string, unknown> & {
  institutions: object[];
  rubric: { scale: object; criteria: object[] };
};

function faults(overrides: Record<string, unknown>): string[] {
  const parsed = EditionFileSchema.safeParse({ ...EXAMPLE, ...overrides });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("an edition file", () => {
  it("reads local dates in the edition's time zone, and dates with an offset as they are", () => {
    expect(EditionFileSchema.parse(EXAMPLE)).toMatchObject({ opensAt: new Date("2027-02-01T04:00:00Z"), closesAt: new Date("2027-06-01T03:59:00Z") });
    expect(EditionFileSchema.parse({ ...EXAMPLE, opensAt: "2027-02-01T00:00:00+01:00" }).opensAt).toEqual(new Date("2027-01-31T23:00:00Z"));
  });

  it("has a last day when it is a call, and none when it is rolling", () => {
    expect(faults({ closesAt: undefined })).toEqual(["closesAt: is required for a call"]);
    expect(faults({ kind: "rolling" })).toEqual(["closesAt: must be left out of a rolling edition"]);
    expect(faults({ kind: "rolling", closesAt: undefined })).toEqual([]);
    expect(faults({ closesAt: "2027-01-01T00:00" })).toEqual(["closesAt: must come after opensAt"]);
  });

  it("is refused for a date, a time zone or a country that does not exist", () => {
    expect(faults({ opensAt: "1 February" })[0]).toMatch(/^opensAt: must be a date and time such as/);
    expect(faults({ opensAt: "2027-13-01T00:00" })).toEqual(["opensAt: is no date and time of the calendar"]);
    expect(faults({ opensAt: "2027-02-31T00:00" })).toEqual(["opensAt: is no date and time of the calendar"]);
    expect(faults({ timeZone: "America/Nowhere" })[0]).toMatch(/^timeZone: "America\/Nowhere" is no IANA time zone/);
    expect(faults({ countries: ["DO", "ZZ"] })[0]).toBe('countries.1: "ZZ" is no ISO 3166-1 country code');
  });

  it("is refused where its parts don't fit together", () => {
    const [first, second] = EXAMPLE.institutions;
    expect(faults({ institutions: [{ ...first, countries: ["MX"], categories: ["fishing"] }] })).toEqual([
      'institutions.0.countries.0: "MX" is not among the edition\'s countries',
      'institutions.0.categories.0: "fishing" is not among the edition\'s categories',
    ]);
    expect(faults({ institutions: [first, second, first] })).toEqual(['institutions.2: "camara-del-valle" stands here twice']);
    expect(faults({ categories: ["logistics", "logistics", "agile-payments", "occupational-safety"] })).toEqual(['categories.1: "logistics" stands here twice']);
    expect(faults({ rubric: { ...EXAMPLE.rubric, scale: { min: 5, max: 5 } } })).toEqual(["rubric.scale.max: must be greater than min"]);
    expect(faults({ opensInDays: 3 })[0]).toContain("opensInDays");
  });
});
