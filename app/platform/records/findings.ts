import { plainText, type TextRepair } from "./plain-text";
import { isEmpty } from "./values";

/** What there is to say about one record beside its content. */
export type Findings = {
  /** What the record lacks: "no-text". */
  gaps: string[];
  repairs: Set<TextRepair | "repeated-place">;
  /** Fields that were longer than there is room for. */
  cut: Set<string>;
  /** What was concluded rather than read: "country-from-subdivision". */
  inferred: Set<string>;
  /** Values that have no place in the registry, by field. */
  values: Map<string, string[]>;
  /** By field, why numbers and addresses were not read: "ambiguous", "email". Their texts stand in `values`. */
  unread: Map<string, Set<string>>;
  /** Why the record can't go in. */
  reasons: string[];
};

/** What is kept of a record beside its content: values that could not be mapped, and fields that no mapping names. */
export type Unmapped = { values?: Record<string, string[]>; fields?: Record<string, unknown> };

export function newFindings(): Findings {
  return { gaps: [], repairs: new Set(), cut: new Set(), inferred: new Set(), values: new Map(), unread: new Map(), reasons: [] };
}

export function keepValue(findings: Findings, field: string, value: string): void {
  const kept = findings.values.get(field) ?? [];
  // A cut value is still told from others, and one record can't fill the table.
  if (kept.length < 100) kept.push(value.slice(0, 30_000));
  findings.values.set(field, kept);
}

/** Keeps a value that was not read, and why. */
export function keepUnread(findings: Findings, field: string, reason: string, value: string): void {
  findings.unread.set(field, (findings.unread.get(field) ?? new Set()).add(reason));
  keepValue(findings, field, value);
}

/** @param read the columns and paths that the mapping reads or leaves out on purpose */
export function unmappedOf(findings: Findings, record: Readonly<Record<string, unknown>>, read: ReadonlySet<string>): Unmapped {
  const isRead = (name: string) => read.has(name) || [...read].some((path) => path.startsWith(`${name}.`) && !Object.hasOwn(record, path));
  const fields = Object.fromEntries(Object.entries(record).filter(([name, value]) => !isEmpty(value) && !isRead(name)));
  return storable({
    ...(findings.values.size > 0 && { values: Object.fromEntries(findings.values) }),
    ...(Object.keys(fields).length > 0 && { fields }),
  }) as Unmapped;
}

/** PostgreSQL's jsonb refuses NUL and lone surrogates. */
function storable(value: unknown): unknown {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
  if (typeof value === "string") return value.toWellFormed().replace(/\u0000/g, "");
  if (Array.isArray(value)) return value.map(storable);
  if (value !== null && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key) as string, storable(inner)]));
  return value;
}

/** Cleans a text and notes what had to be repaired. */
export function cleanText(raw: string, findings: Findings, clean: (raw: string) => { text: string; repairs: TextRepair[] } = plainText): string {
  const { text, repairs } = clean(raw);
  for (const repair of repairs) findings.repairs.add(repair);
  return text;
}
