import { describe, expect, it } from "vitest";
import { FieldReader } from "~/platform/records/fields";
import { newFindings, unmappedOf } from "~/platform/records/findings";

const reading = (record: unknown) => {
  const findings = newFindings();
  return { read: new FieldReader(record, findings), findings };
};

describe("reading a field", () => {
  it("keeps what it can't read, by field", () => {
    const { read, findings } = reading({ year: "long ago", url: "javascript:alert(1)", sdgs: ["SDG 8", 3, "18", "none"], countries: ["Perú", "Atlantis"], firms: "-3" });
    expect(read.yearOrMonth("since", { from: "year" })).toBeNull();
    expect(read.url("sourceUrl", { from: "url" })).toBeNull();
    expect(read.numbersIn("sdgs", { from: "sdgs" }, 1, 17)).toEqual([3, 8]);
    expect(read.countries("availableIn", { from: "countries" })).toEqual(["PE"]);
    expect(read.number("firmsUsing", { from: "firms" }, { min: 0, max: 10, decimals: 0 })).toBeNull();
    expect(unmappedOf(findings, {}, new Set())).toEqual({
      values: { since: ["long ago"], sourceUrl: ["javascript:alert(1)"], sdgs: ["18", "none"], availableIn: ["Atlantis"], firmsUsing: ["-3"] },
    });
  });

  it.each([
    ["2021", "2021"],
    [2021, "2021"],
    ["2021-03", "2021-03"],
    ["2015-10-01", "2015-10"],
    ["2015-10-01T10:00:00Z", "2015-10"],
    ["2021-13", null],
    ["12/2021", null],
  ])("reads the year or month of %j as %j", (year, since) => {
    expect(reading({ year }).read.yearOrMonth("since", { from: "year" })).toBe(since);
  });

  it("gives an address without a scheme https", () => {
    expect(reading({ w: "www.example.org/a b" }).read.url("w", { from: "w" })).toBe("https://www.example.org/a%20b");
  });

  it("notes a country that was concluded from a province, but not beside one that is named", () => {
    const alone = reading({ c: ["Jalisco"] });
    expect(alone.read.countries("availableIn", { from: "c" })).toEqual(["MX"]);
    expect([...alone.findings.inferred]).toEqual(["country-from-subdivision"]);
    const beside = reading({ c: ["MX", "Jalisco", "MX"] });
    expect(beside.read.countries("availableIn", { from: "c" })).toEqual(["MX"]);
    expect([...beside.findings.inferred]).toEqual([]);
  });

  it("cuts a text that is too long, and keeps the whole of it", () => {
    const { read, findings } = reading({ t: "palabra ".repeat(10) });
    expect(read.text("title", { from: "t" }, 20)).toBe("palabra palabra…");
    expect([...findings.cut]).toEqual(["title"]);
    expect(findings.values.get("title")).toEqual(["palabra ".repeat(10).trim()]);
  });
});

describe("places", () => {
  const specs = [{ each: "latlng", latitude: { from: "0" }, longitude: { from: "1" } }];
  const point = (latitude: number, longitude: number) => ({ name: null, country: null, subdivision: null, latitude, longitude });

  it("may be several, and one that is repeated stands once", () => {
    const { read, findings } = reading({
      latlng: [
        [18.5, -69.9],
        [19.4, "-70,7"],
        [18.5, -69.9],
      ],
    });
    expect(read.places("places", specs)).toEqual([point(18.5, -69.9), point(19.4, -70.7)]);
    expect([...findings.repairs]).toEqual(["repeated-place"]);
  });

  it("at 0°/0° are none, and a gap", () => {
    const { read, findings } = reading({
      latlng: [
        [0, 0],
        ["0.0", "0"],
        [0, 10],
      ],
    });
    expect(read.places("places", specs)).toEqual([point(0, 10)]);
    expect(findings.gaps).toEqual(["place-at-zero"]);
  });

  it("outside the globe are kept as not mapped", () => {
    const { read, findings } = reading({ latlng: [[118.5, -69.9]] });
    expect(read.places("places", specs)).toEqual([]);
    expect(findings.values.get("places.latitude")).toEqual(["118.5"]);
  });

  it("come from columns too, with a name and a province", () => {
    const row = { lat: "19.45", lng: "-70.69", city: "Santiago", province: "Jalisco" };
    const spec = { latitude: { from: "lat" }, longitude: { from: "lng" }, name: { from: "city" }, subdivision: { from: "province" } };
    expect(reading(row).read.places("places", [spec])).toEqual([{ name: "Santiago", country: "MX", subdivision: "MX-JAL", latitude: 19.45, longitude: -70.69 }]);
    expect(reading({ lat: "", lng: "", city: "", province: "" }).read.places("places", [spec])).toEqual([]);
  });
});

describe("what is left of a record", () => {
  it("is what no path of the mapping leads into", () => {
    const record = { title: "x", summary: { es: "a" }, a: "1", "a.b": "2", other: "y", empty: [], none: null };
    expect(unmappedOf(newFindings(), record, new Set(["title", "summary.es", "a.b"]))).toEqual({ fields: { a: "1", other: "y" } });
  });
});
