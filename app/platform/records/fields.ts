import { type AmountRules, readAmount } from "../values/amount";
import { currenciesNamed, type DecimalMark } from "../values/currencies";
import { readLink } from "../values/link";
import { findCountry } from "./countries";
import { DecimalEvidence } from "./decimals";
import { cleanText, type Findings, keepUnread, keepValue } from "./findings";
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
    private readonly decimals: DecimalEvidence = new DecimalEvidence(),
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

  /** A number in its range; one that can be read in two ways is kept and reported, never chosen. */
  number(field: string, spec: ValueSpec | undefined, rules: AmountRules, habit: DecimalMark | null = null): number | null {
    return this.amount(field, spec, rules, habit).value;
  }

  /** A number with the currency that stands beside it, or that `rules` expect. */
  amount(field: string, spec: ValueSpec | undefined, rules: AmountRules, habit: DecimalMark | null = null): { value: number | null; currency: string | null } {
    const [given] = asList(this.raw(field, spec));
    if (given === undefined) return { value: null, currency: rules.currency ?? null };
    const reading = readAmount(typeof given === "number" ? given : asText(given), rules, { ...this.decimals.contextOf(field), habit });
    if (reading.kind === "amount") return reading;
    keepUnread(this.findings, field, reading.kind === "refused" ? reading.reason : reading.kind, asText(given).trim());
    return { value: null, currency: rules.currency ?? null };
  }

  /** ISO 4217, out of a code, a sign or a name that only one currency has. */
  currency(field: string, spec: ValueSpec | undefined): string | null {
    return this.parsed(field, spec, (text) => {
      const named = currenciesNamed(text);
      return named?.length === 1 ? named[0] : undefined;
    });
  }

  /** "2021" or "2021-03", out of a year, a month or a date. */
  yearOrMonth(field: string, spec: ValueSpec | undefined): string | null {
    return this.parsed(field, spec, (text) => /^(?:19|20)\d\d$/.exec(text)?.[0] ?? /^((?:19|20)\d\d-(?:0[1-9]|1[0-2]))(?:-\d\d(?:[T ].*)?)?$/.exec(text)?.[1]);
  }

  /** The first public http or https address. An e-mail or a private address is kept and reported, never published. */
  url(field: string, spec: ValueSpec | undefined): string | null {
    let found: string | null = null;
    for (const item of asList(this.raw(field, spec))) {
      const text = asText(item).trim();
      const reading = readLink(text);
      if (reading.kind === "link" && found === null) found = reading.href;
      else if (reading.kind !== "link") keepUnread(this.findings, field, reading.kind === "refused" ? reading.reason : reading.kind, text);
      else if (reading.href !== found) keepUnread(this.findings, field, "two-links", text);
    }
    return found;
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
        const place = new FieldReader(item, this.findings, this.decimals).place(field, spec);
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
