import type { Scalar, ValueSpec } from "./mapping";

/** A record as a reader gives it: an object of JSON, or a row by its columns. */
export type SourceRecord = Readonly<Record<string, unknown>>;

export type Evaluated = {
  /** Undefined when there is nothing. */
  value: unknown;
  /** What `values` did not name. */
  unmatched: string[];
  /** A `required` value was missing. */
  missing: boolean;
};

/** Works a value out of a record (or of one item of `each`). */
export function evaluate(spec: ValueSpec, record: unknown): Evaluated {
  const unmatched: string[] = [];
  let missing = false;
  const inner = (part: ValueSpec): unknown => {
    const result = evaluate(part, record);
    unmatched.push(...result.unmatched);
    missing ||= result.missing;
    return result.value;
  };

  let value = source(spec, record, inner);
  if (spec.as === "delta" && typeof value === "string") value = deltaText(value);
  if (spec.split !== undefined && typeof value === "string") {
    value = value
      .split(spec.split)
      .map((part) => part.trim())
      .filter((part) => part !== "");
  }
  if (spec.item !== undefined) value = asList(value)[spec.item];
  if (spec.values) value = translate(value, spec.values, spec.otherwise ?? "report", unmatched);
  if (isEmpty(value)) value = spec.default;
  if (isEmpty(value)) return { value: undefined, unmatched, missing: missing || spec.required === true };
  return { value, unmatched, missing };
}

function source(spec: ValueSpec, record: unknown, inner: (part: ValueSpec) => unknown): unknown {
  if (spec.from !== undefined) return lookUp(record, spec.from);
  if (spec.constant !== undefined) return spec.constant;
  if (spec.firstOf) {
    for (const part of spec.firstOf) {
      const value = inner(part);
      if (!isEmpty(value)) return value;
    }
    return undefined;
  }
  if (spec.allOf) return spec.allOf.flatMap((part) => asList(inner(part)));
  return spec.join
    ?.map((part) => asText(inner(part)).trim())
    .filter((text) => text !== "")
    .join(spec.with ?? "\n\n");
}

/** A column by its exact name, else a path by its dots. */
export function lookUp(record: unknown, path: string | readonly string[]): unknown {
  if (typeof path === "string") {
    if (owns(record, path)) return record[path];
    return path.includes(".") ? lookUp(record, path.split(".")) : undefined;
  }
  let value: unknown = record;
  for (const part of path) {
    if (!owns(value, part)) return undefined;
    value = value[part];
  }
  return value;
}

function owns(value: unknown, key: string): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && Object.hasOwn(value, key);
}

function translate(value: unknown, values: Record<string, Scalar | null>, otherwise: "report" | "keep", unmatched: string[]): unknown {
  if (isEmpty(value)) return undefined;
  const known = new Map(Object.entries(values).map(([word, meaning]) => [word.trim().toLowerCase(), meaning]));
  const translated = asList(value).flatMap((item) => {
    const word = asText(item).trim();
    const meaning = known.get(word.toLowerCase());
    if (meaning === null) return [];
    if (meaning !== undefined) return [meaning];
    if (otherwise === "keep") return [item];
    unmatched.push(word);
    return [];
  });
  return Array.isArray(value) ? translated : translated[0];
}

/** The text of a Quill delta; what is not one is left as it is. */
function deltaText(text: string): string {
  try {
    const { ops } = JSON.parse(text) as { ops?: unknown };
    if (!Array.isArray(ops)) return text;
    return ops.map((op: unknown) => (owns(op, "insert") && typeof op.insert === "string" ? op.insert : "")).join("");
  } catch {
    return text;
  }
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.every(isEmpty);
  return typeof value === "object" && Object.keys(value).length === 0;
}

export function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.filter((item) => !isEmpty(item));
  return isEmpty(value) ? [] : [value];
}

/** A text, a number or a list of these as text, a line for each item; anything else as JSON. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value) && value.every((item) => item === null || typeof item !== "object")) return value.map(asText).join("\n");
  return JSON.stringify(value);
}
