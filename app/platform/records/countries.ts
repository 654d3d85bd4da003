import { iso31661, iso31661Alpha3ToAlpha2, iso31662 } from "iso-3166";
import { COUNTRY_CODES } from "../countries";

/**
 * Country names in es, en, pt and fr, ISO codes of two and three letters, and names of provinces to ISO 3166-1 alpha-2.
 * A name that could mean two countries is answered by undefined: the record's author knows, we do not.
 */
export type CountryMatch = { country: string; by: "code" | "name" } | { country: string; by: "subdivision"; subdivision: string | null };

const NAME_LANGUAGES = ["es", "en", "pt", "fr"] as const;

/** Names that Intl does not give: official and older ones, and those that forms and spreadsheets use. */
const ALIASES: Readonly<Record<string, string>> = {
  "rep dominicana": "DO",
  rd: "DO",
  "bolivia estado plurinacional de": "BO",
  "estado plurinacional de bolivia": "BO",
  "plurinational state of bolivia": "BO",
  "venezuela republica bolivariana de": "VE",
  "republica bolivariana de venezuela": "VE",
  "bolivarian republic of venezuela": "VE",
  mejico: "MX",
  brasil: "BR",
  eeuu: "US",
  "ee uu": "US",
  "estados unidos de america": "US",
  "estados unidos da america": "US",
  usa: "US",
  uk: "GB",
  "united kingdom of great britain and northern ireland": "GB",
  "gran bretana": "GB",
  "great britain": "GB",
  england: "GB",
  "cote d ivoire": "CI",
  "cabo verde": "CV",
  "cape verde": "CV",
  swaziland: "SZ",
  "viet nam": "VN",
  "lao people s democratic republic": "LA",
  "lao pdr": "LA",
  "russian federation": "RU",
  "syrian arab republic": "SY",
  "republic of moldova": "MD",
  "united republic of tanzania": "TZ",
  "republic of korea": "KR",
  "korea republic of": "KR",
  "democratic people s republic of korea": "KP",
  "democratic republic of the congo": "CD",
  "republica democratica del congo": "CD",
  "dr congo": "CD",
  "islamic republic of iran": "IR",
  "iran islamic republic of": "IR",
  "state of palestine": "PS",
  palestine: "PS",
  palestina: "PS",
  "gaza strip": "PS",
  "north macedonia": "MK",
  "the former yugoslav republic of macedonia": "MK",
  turkey: "TR",
  "czech republic": "CZ",
  "republica checa": "CZ",
  holanda: "NL",
  holland: "NL",
  birmania: "MM",
  burma: "MM",
  "timor leste": "TL",
  "east timor": "TL",
};

/** Mean one place by the lists and another to most who write them (Salvador in Bahia, Gaza in Mozambique). */
const AMBIGUOUS: ReadonlySet<string> = new Set(["salvador", "gaza"]);

type Subdivision = { country: string; codes: string[] };

const byName = countryNames();
let bySubdivision: Map<string, Subdivision | "ambiguous"> | undefined;

export function findCountry(text: string): CountryMatch | undefined {
  const given = text.trim();
  if (/^[A-Z]{2}$/.test(given)) return COUNTRY_CODES.has(given) ? { country: given, by: "code" } : undefined;
  const alpha3 = /^[A-Z]{3}$/.test(given) ? iso31661Alpha3ToAlpha2[given] : undefined;
  if (alpha3) return { country: alpha3, by: "code" };
  const folded = fold(given);
  if (folded === "" || AMBIGUOUS.has(given.toLowerCase())) return undefined;
  const named = byName.get(folded);
  if (named) return { country: named, by: "name" };
  // "Santo Domingo, República Dominicana"
  const last = given.includes(",") ? byName.get(fold(given.slice(given.lastIndexOf(",") + 1))) : undefined;
  if (last) return { country: last, by: "name" };
  bySubdivision ??= subdivisionNames();
  const subdivision = bySubdivision.get(folded);
  if (!subdivision || subdivision === "ambiguous") return undefined;
  return { country: subdivision.country, by: "subdivision", subdivision: subdivision.codes.length === 1 ? (subdivision.codes[0] ?? null) : null };
}

function countryNames(): Map<string, string> {
  const names = new Map<string, string>();
  for (const { alpha2, name } of iso31661) names.set(fold(name), alpha2);
  for (const language of NAME_LANGUAGES) {
    const display = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
    for (const code of COUNTRY_CODES) {
      const name = display.of(code);
      if (name) names.set(fold(name), code);
    }
  }
  for (const [name, code] of Object.entries(ALIASES)) names.set(fold(name), code);
  return names;
}

/** A name that stands in two countries is ambiguous; one that stands twice in one country names it without a code. */
function subdivisionNames(): Map<string, Subdivision | "ambiguous"> {
  const names = new Map<string, Subdivision | "ambiguous">();
  for (const { code, name } of iso31662) {
    const country = code.slice(0, 2);
    // "Madrid, Comunidad de", "Bolzano, Bozen", "Trentino-Alto Adige / …": each part is a name that people use.
    for (const part of new Set([name, ...name.split(/\s*[,/]\s*/)].map(fold))) {
      if (part.length < 3) continue;
      const known = names.get(part);
      if (known === undefined) names.set(part, { country, codes: [code] });
      else if (known !== "ambiguous") {
        if (known.country !== country) names.set(part, "ambiguous");
        else known.codes.push(code);
      }
    }
  }
  return names;
}

function fold(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/&/g, " and ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .replace(/^(?:the|la|el|los|las|le|les|l|o|os|as) (?=\S)/, "");
}
