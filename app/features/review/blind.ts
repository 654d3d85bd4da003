import type { JudgedContent } from "./queue";

/** Stands where a name was. */
export const HIDDEN_NAME = "[…]";

/** What would tell whose a submission is: names as they are written, and addresses that lead to them. */
export type OwnNames = {
  organisations: readonly string[];
  people: readonly string[];
  /** Web and mail addresses of the owner. */
  addresses: readonly string[];
};

const LEGAL_FORM = /[\s,]+(s\.?\s?r\.?\s?l|s\.?\s?a\.?\s?s|s\.?\s?a\.?\s?(?:de\s?c\.?\s?v)?|e\.?\s?i\.?\s?r\.?\s?l|ltda|ltd|inc|llc|corp|me|eireli)\.?$/i;
const MAIL = /[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+/gu;
const WEB = /\b(?:https?:\/\/|www\.)\S*[^\s.,;:!?)]/giu;
const HANDLE = /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]*[\p{L}\p{N}_]/gu;
const NUMBER = /\+?\d[\d\s().-]{6,}\d/gu;

/** The words of a text without what names its owner, in whatever case and with or without accents. */
export function hideNames(text: string, names: OwnNames): string {
  const bare = text.replace(MAIL, HIDDEN_NAME).replace(WEB, HIDDEN_NAME).replace(HANDLE, HIDDEN_NAME).replace(NUMBER, HIDDEN_NAME);
  const pattern = patternOf(names);
  return pattern ? bare.normalize("NFD").replace(pattern, HIDDEN_NAME).normalize("NFC") : bare;
}

/** A content as a reviewer of a blind edition reads it. Links that spell a name are left out; the evidence's words stay. */
export function hideNamesIn(content: JudgedContent, names: OwnNames): JudgedContent {
  const hide = (text: string) => hideNames(text, names);
  const each = <Words extends Readonly<Record<string, string>>>(words: Words) => Object.fromEntries(Object.entries(words).map(([key, text]) => [key, hide(text)]));
  return {
    ...content,
    sourceUrl: null,
    texts: Object.fromEntries(Object.entries(content.texts).map(([language, { origin, ...texts }]) => [language, { origin, ...(each(texts) as typeof texts) }])),
    places: content.places.map((place) => ({ ...place, name: place.name && hide(place.name) })),
    claims: content.claims.map((claim) => ({
      ...claim,
      statement: each(claim.statement),
      evidence: claim.evidence.map((evidence) => ({ ...evidence, title: each(evidence.title), url: evidence.url && spells(evidence.url, names) ? null : evidence.url })),
    })),
  };
}

/** Longest first, so that a whole name goes before its part. Letters are matched with and without their marks. */
function patternOf({ organisations, people }: OwnNames): RegExp | null {
  const whole = [...organisations, ...organisations.map(withoutLegalForm), ...people];
  const parts = people.flatMap((name) => name.split(/\s+/).filter((part) => lettersOf(part).length >= 4));
  const wanted = [...new Set([...whole, ...parts].map(lettersAndGaps))].filter((name) => name.length >= 3).sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return null;
  const spelled = wanted.map((name) => [...name].map((letter) => (letter === " " ? "[^\\p{L}\\p{N}]+" : `${letter}\\p{M}*`)).join(""));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${spelled.join("|")})(?![\\p{L}\\p{N}])`, "giu");
}

/** A link gives the owner away that has their name in it, or leads to their own address. */
function spells(url: string, { organisations, people, addresses }: OwnNames): boolean {
  const address = lettersOf(url);
  const names = [...organisations.map(withoutLegalForm), ...people].map(lettersOf).filter((name) => name.length >= 4);
  return [...names, ...addresses.map(hostOf).filter((host) => host.length >= 4)].some((name) => address.includes(name));
}

function hostOf(address: string): string {
  return lettersOf(
    address
      .replace(/^.*@/, "")
      .replace(/^https?:\/\/(www\.)?/i, "")
      .replace(/[/?#].*$/, "")
      .replace(/\.[a-z]{2,}(\.[a-z]{2})?$/i, ""),
  );
}

function withoutLegalForm(name: string): string {
  return name.trim().replace(LEGAL_FORM, "");
}

/** Base letters and digits, words parted by one blank. */
function lettersAndGaps(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .toLowerCase();
}

function lettersOf(text: string): string {
  return lettersAndGaps(text).replaceAll(" ", "");
}
