import { describe, expect, it } from "vitest";
import { findCountry } from "~/platform/records/countries";

describe("finding a country", () => {
  it.each([
    ["DO", "DO"],
    ["DOM", "DO"],
    ["República Dominicana", "DO"],
    ["republica dominicana", "DO"],
    ["Dominican Republic", "DO"],
    ["République dominicaine", "DO"],
    ["Rep. Dominicana", "DO"],
    ["Brésil", "BR"],
    ["Estados Unidos da América", "US"],
    ["EE. UU.", "US"],
    ["Bolivia (Plurinational State of)", "BO"],
    ["The Gambia", "GM"],
    ["Côte d'Ivoire", "CI"],
    ["El Salvador", "SV"],
    ["Georgia", "GE"],
    ["Santo Domingo, República Dominicana", "DO"],
  ])("reads %s as %s", (name, code) => {
    expect(findCountry(name)).toMatchObject({ country: code });
  });

  it.each([
    ["Cochabamba", "BO", "BO-C"],
    ["Jalisco", "MX", "MX-JAL"],
    ["nuevo leon", "MX", "MX-NLE"],
    ["Wales", "GB", "GB-WLS"],
  ])("reads the province %s as %s", (name, country, subdivision) => {
    expect(findCountry(name)).toEqual({ country, by: "subdivision", subdivision });
  });

  it.each(["Córdoba", "San Salvador", "Salvador", "Gaza", "LATAM", "GLOBAL", "XX", "ZZZ", "", "…", "constructor"])("does not guess at %j", (name) => {
    expect(findCountry(name)).toBeUndefined();
  });
});
