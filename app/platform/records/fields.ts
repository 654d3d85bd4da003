import { findCountry } from "./countries";
import { cleanText, type Findings, keepValue } from "./findings";
import type { PlaceSpec, ValueSpec } from "./mapping";
import { cutAtWord } from "./plain-text";
import { asList, asText, evaluate, lookUp } from "./values";

/**
 * Readers of one record's fields. What can't be read as its field asks is kept as a value that was not mapped, never
 * dropped; nothing here throws for what a record holds.
 */
export class FieldReader {
  constructor(
    private readonly record: unknown,
    readonly findings: Findings,
  ) {}

  /** The raw value; notes what `values` did not name, and a required value that is missing. */
  raw(field: string, spec: ValueSpec | undefined): unknown {
    if (!spec) return undefined;
    const { value, unmatched, missing } = evaluate(spec, this.record);
    for (const word of unmatched) keepValue(this.findings, field, word);
    if (missing) this.findings.reasons.push(`${field}: is required and is empty`);
    return value;
  }

  /** What makes a second run find the record again; never cut. */
  sourceId(spec: ValueSpec | undefined): string {
    const sourceId = asText(this.raw("id", spec)).toWellFormed().replaceAll("\u0000", "").trim();
    if (sourceId === "") this.findings.reasons.push("id: is empty, so a second run could not find this record");
    if (sourceId.length > 500) this.findings.reasons.push("id: is longer than 500 characters");
    return sourceId;
  }

  text(field: string, spec: ValueSpec | undefined, max: number, clean?: Parameters<typeof cleanText>[2]): string {
    const text = cleanText(asText(this.raw(field, spec)), this.findings, clean);
    if (text.length <= max) return text;
    this.findings.cut.add(field);
    keepValue(this.findings, field, text);
    return cutAtWord(text, max);
  }

  texts(field: string, spec: ValueSpec | undefined, max: number): string[] {
    const cleaned = asList(this.raw(field, spec)).map((item) => cutAtWord(cleanText(asText(item), this.findings), max));
    return [...new Set(cleaned)].filter((text) => text !== "");
  }

  countries(field: string, spec: ValueSpec | undefined): string[] {
    const found = new Set<string>();
    let named = false;
    for (const item of asList(this.raw(field, spec))) {
      const name = asText(item);
      const match = findCountry(name);
      if (!match) keepValue(this.findings, field, name);
      else {
        found.add(match.country);
        named ||= match.by !== "subdivision";
      }
    }
    if (found.size > 0 && !named) this.findings.inferred.add("country-from-subdivision");
    return [...found];
  }

  /** Whole numbers from `min` to `max`, also out of "SDG 8" or "8. Decent work". */
  numbersIn(field: string, spec: ValueSpec | undefined, min: number, max: number): number[] {
    const found = new Set<number>();
    for (const item of asList(this.raw(field, spec))) {
      const number = Number(/^\D*(\d{1,4})(?!\d)/.exec(asText(item))?.[1]);
      if (Number.isInteger(number) && number >= min && number <= max) found.add(number);
      else keepValue(this.findings, field, asText(item));
    }
    return [...found].sort((a, b) => a - b);
  }

  number(field: string, spec: ValueSpec | undefined, range: { min: number; max: number; whole?: boolean }): number | null {
    return this.parsed(field, spec, (text) => {
      const number = readNumber(text);
      return number !== undefined && number >= range.min && number <= range.max && (!range.whole || Number.isInteger(number)) ? number : undefined;
    });
  }

  /** "2021" or "2021-03", out of a year, a month or a date. */
  yearOrMonth(field: string, spec: ValueSpec | undefined): string | null {
    return this.parsed(field, spec, (text) => /^(?:19|20)\d\d$/.exec(text)?.[0] ?? /^((?:19|20)\d\d-(?:0[1-9]|1[0-2]))(?:-\d\d(?:[T ].*)?)?$/.exec(text)?.[1]);
  }

  /** An http or https address; one without a scheme gets https. */
  url(field: string, spec: ValueSpec | undefined): string | null {
    return this.parsed(field, spec, (text) => {
      const address = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
      if (!URL.canParse(address)) return undefined;
      const { protocol, hostname, href } = new URL(address);
      return /^https?:$/.test(protocol) && hostname.includes(".") && href.length <= 2_000 ? href : undefined;
    });
  }

  oneOf<T extends string>(field: string, spec: ValueSpec | undefined, allowed: readonly T[]): T | null {
    return this.parsed(field, spec, (text) => allowed.find((word) => word === text.toLowerCase()));
  }

  manyOf<T extends string>(field: string, spec: ValueSpec | undefined, isAllowed: (text: string) => text is T): T[] {
    const found = new Set<T>();
    for (const item of asList(this.raw(field, spec))) {
      const text = asText(item).trim();
      if (isAllowed(text)) found.add(text);
      else keepValue(this.findings, field, text);
    }
    return [...found];
  }

  /** Reads the first item of what is there; what `parse` can't read is kept as not mapped. */
  parsed<T>(field: string, spec: ValueSpec | undefined, parse: (text: string) => T | undefined): T | null {
    const text = asText(asList(this.raw(field, spec))[0]).trim();
    if (text === "") return null;
    const value = parse(text);
    if (value !== undefined) return value;
    keepValue(this.findings, field, text);
    return null;
  }

  /** Points and named places. 0°/0° is what forms store for "unknown": no place, a gap. */
  places(field: string, specs: readonly PlaceSpec[]): Place[] {
    const places = new Map<string, Place>();
    for (const spec of specs) {
      const items = spec.each === undefined ? [this.record] : asList(lookUp(this.record, spec.each));
      for (const item of items) {
        const place = new FieldReader(item, this.findings).place(field, spec);
        if (!place) continue;
        const key = JSON.stringify(place);
        if (places.has(key)) this.findings.repairs.add("repeated-place");
        places.set(key, place);
      }
    }
    return [...places.values()];
  }

  private place(field: string, spec: PlaceSpec): Place | undefined {
    const latitude = this.number(`${field}.latitude`, spec.latitude, { min: -90, max: 90 });
    const longitude = this.number(`${field}.longitude`, spec.longitude, { min: -180, max: 180 });
    const name = this.text(`${field}.name`, spec.name, 200) || null;
    let [country = null] = this.countries(`${field}.country`, spec.country);
    const subdivision = this.subdivision(`${field}.subdivision`, spec.subdivision);
    country ??= subdivision?.slice(0, 2) ?? null;
    let point = latitude === null || longitude === null ? undefined : { latitude, longitude };
    if (point && Math.abs(point.latitude) < 1e-6 && Math.abs(point.longitude) < 1e-6) {
      if (!this.findings.gaps.includes("place-at-zero")) this.findings.gaps.push("place-at-zero");
      point = undefined;
    }
    if (!point && !name && !country && !subdivision) return undefined;
    return { name, country, subdivision, latitude: point?.latitude ?? null, longitude: point?.longitude ?? null };
  }

  private subdivision(field: string, spec: ValueSpec | undefined): string | null {
    return this.parsed(field, spec, (text) => {
      if (/^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(text)) return text;
      const match = findCountry(text);
      return match?.by === "subdivision" ? (match.subdivision ?? undefined) : undefined;
    });
  }
}

export type Place = { name: string | null; country: string | null; subdivision: string | null; latitude: number | null; longitude: number | null };

/** "1,234.50", "1.234,50", "1 234", "12,5" and plain numbers; undefined for anything else. */
export function readNumber(text: string): number | undefined {
  const given = text.replace(/[\s\u00a0']/g, "");
  if (/^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(given)) return Number(given.replaceAll(",", ""));
  if (/^-?\d{1,3}(?:\.\d{3}){2,}$/.test(given) || /^-?\d{1,3}(?:\.\d{3})+,\d+$/.test(given)) return Number(given.replaceAll(".", "").replace(",", "."));
  if (/^-?\d+,\d+$/.test(given)) return Number(given.replace(",", "."));
  return /^-?\d+(?:\.\d+)?(?:e-?\d+)?$/i.test(given) ? Number(given) : undefined;
}
