import { z } from "zod";
import type { DecimalMark } from "../values/currencies";
import { linkField } from "../values/link-field";

/**
 * How a field gets its value from a record. Written short, a text is the name of a column or the path to a value:
 * "title", "summary.es"; a list is a path whose parts may hold dots: ["sections", "Age (approx.)"].
 */
export type ValueSpec = {
  from?: string | string[] | undefined;
  /** The first of these that is not empty. */
  firstOf?: ValueSpec[] | undefined;
  /** All of these as one list. */
  allOf?: ValueSpec[] | undefined;
  /** All of these that are not empty as one text, `with` between them (an empty line unless said otherwise). */
  join?: ValueSpec[] | undefined;
  with?: string | undefined;
  constant?: Scalar | Scalar[] | undefined;
  /** The value is a text holding a Quill delta ({"ops": …}). */
  as?: "delta" | undefined;
  /** Cuts a text into a list. */
  split?: string | undefined;
  /** Takes one item of a list, from 0. */
  item?: number | undefined;
  /** The record's words to ours, without regard to case; null drops a value on purpose. */
  values?: Record<string, Scalar | null> | undefined;
  /** What becomes of a value that `values` does not name: reported as not mapped (the default), or kept as it is. */
  otherwise?: "report" | "keep" | undefined;
  /** Used when nothing is left. */
  default?: Scalar | Scalar[] | undefined;
  /** A record that has nothing here is refused. */
  required?: boolean | undefined;
  /** The field may be missing from all of the first records; otherwise a name that no record has is an error. */
  optional?: boolean | undefined;
};
export type Scalar = string | number | boolean;

const scalar = z.union([z.string(), z.number(), z.boolean()], { error: "must be a text, a number, true or false" });
const scalarOrList = z.union([scalar, z.array(scalar)], { error: "must be a text, a number, true or false, or a list of these" });
const path = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: "must be a column's name or a path" });
const SOURCES = ["from", "firstOf", "allOf", "join", "constant"] as const;

export const ValueSpecSchema: z.ZodType<ValueSpec> = z.lazy(() =>
  z.preprocess(
    (given) => (typeof given === "string" || Array.isArray(given) ? { from: given } : given),
    z
      .strictObject(
        {
          from: path.optional(),
          firstOf: z.array(ValueSpecSchema).min(1).optional(),
          allOf: z.array(ValueSpecSchema).min(1).optional(),
          join: z.array(ValueSpecSchema).min(1).optional(),
          with: z.string().optional(),
          constant: scalarOrList.optional(),
          as: z.literal("delta").optional(),
          split: z.string().min(1).optional(),
          item: z.number().int().min(0).optional(),
          values: z.record(z.string(), scalar.nullable()).optional(),
          otherwise: z.enum(["report", "keep"]).optional(),
          default: scalarOrList.optional(),
          required: z.boolean().optional(),
          optional: z.boolean().optional(),
        },
        { error: (issue) => (issue.code === "invalid_type" ? "must be a column's name, a path, or an object with `from`" : undefined) },
      )
      .refine((spec) => SOURCES.filter((source) => spec[source] !== undefined).length === 1, { error: `needs exactly one of ${SOURCES.join(", ")}` }),
  ),
) as z.ZodType<ValueSpec>;

/** Places: one for each item of the list `each`, or one from the record itself. */
export const PlaceSpecSchema = z.strictObject({
  each: path.optional(),
  latitude: ValueSpecSchema.optional(),
  longitude: ValueSpecSchema.optional(),
  name: ValueSpecSchema.optional(),
  country: ValueSpecSchema.optional(),
  subdivision: ValueSpecSchema.optional(),
});
export type PlaceSpec = z.output<typeof PlaceSpecSchema>;

/** What every mapping file says, whatever it maps to. */
export const mappingHead = {
  /** For editors; ignored. */
  $comment: z.string().optional(),
  /** The key of the source: with a record's id it makes a second run find what the first one made. */
  source: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: "must be lower-case words joined by hyphens" })
    .max(80),
  /** Shown on the pages: "Imported from …". */
  name: z.string().trim().min(1).max(120),
  url: linkField.optional(),
  licence: z.string().max(200).optional(),
  format: z.enum(["csv", "jsonl"]).optional(),
  delimiter: z.enum([",", ";", "\t", "|"]).optional(),
  encoding: z.enum(["utf-8", "windows-1252", "utf-16le"]).default("utf-8"),
  /** The mark before decimals, where the file's numbers don't show it by themselves: "3.500" is 3500 with ",". */
  decimal: z.enum([".", ","], { error: 'must be "." or ","' }).optional(),
  /** What tells one record of the source from another, and stays when the record changes. */
  id: ValueSpecSchema,
  /** Fields of the record that are left out on purpose: neither used, nor kept, nor reported. */
  ignore: z.array(z.string()).default([]),
};

export type MappingHead = { source: string; name: string; url?: string | undefined; licence?: string | undefined; id: ValueSpec; ignore: string[] } & {
  format?: "csv" | "jsonl" | undefined;
  delimiter?: string | undefined;
  decimal?: DecimalMark | undefined;
  encoding: "utf-8" | "windows-1252" | "utf-16le";
};

/** "fields.title.from: must be …", one for each fault. */
export function mappingFaults(error: z.ZodError): string[] {
  return error.issues.map((issue) => {
    const message = issue.code === "invalid_key" ? issue.issues[0]?.message : issue.message;
    return `${issue.path.join(".") || "the file"}: ${(message ?? "can't be used").replace(/^Unrecognized keys?: /, "does not know ").replace(/^Invalid input: /, "")}`;
  });
}

/** The names at the top of the record that a mapping reads, each with whether a record must be seen to have it. */
export function namesRead(mapping: unknown, names = new Map<string, { optional: boolean }>()): Map<string, { optional: boolean }> {
  if (Array.isArray(mapping)) {
    for (const inner of mapping) namesRead(inner, names);
  } else if (mapping !== null && typeof mapping === "object") {
    const spec = mapping as ValueSpec & { each?: string | string[] };
    const read = spec.each ?? spec.from;
    if (read !== undefined) addName(names, read, spec.optional === true);
    // Paths inside `each` begin at its items, not at the record.
    if (spec.each !== undefined) return names;
    for (const [key, inner] of Object.entries(mapping)) {
      if (key !== "values" && key !== "constant" && key !== "default" && key !== "from") namesRead(inner, names);
    }
  }
  return names;
}

function addName(names: Map<string, { optional: boolean }>, path: string | string[], optional: boolean): void {
  const name = Array.isArray(path) ? (path[0] ?? "") : path;
  names.set(name, { optional: optional && (names.get(name)?.optional ?? true) });
}
