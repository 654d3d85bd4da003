import type { Findings, Unmapped } from "./findings";

type Counted = { count: number; lines: number[] };
export type Refusal = { line: number; id: string | null; reasons: string[] };

/** What an import did, or would do. Written as JSON by `--report`; docs/import.md explains every field. */
export type ImportReport = {
  source: string;
  target: "solutions" | "organisations";
  file: string;
  dryRun: boolean;
  /** False when the file could not be read to its end, or somebody stopped the import. */
  complete: boolean;
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Left as they are, because somebody else looks after them now. */
  left: number;
  published: number;
  refused: number;
  /** Refused because the file is damaged there, not because of what the record says. */
  damaged: number;
  refusals: Refusal[];
  /** Refusals beyond the first 10,000 are only counted. */
  refusalsNotListed: number;
  gaps: Record<string, Counted>;
  repaired: Record<string, Counted>;
  cut: Record<string, Counted>;
  inferred: Record<string, Counted>;
  /** By field, numbers and addresses that were not read, by the reason. */
  unread: Record<string, Record<string, Counted>>;
  unmapped: {
    /** By field, the values that have no place, with how many records have them; at most 200 a field. */
    values: Record<string, Record<string, number>>;
    /** By field of the record, how many records have something in it that the mapping does not name. */
    fields: Record<string, number>;
  };
  seconds: number;
  recordsPerSecond: number;
  peakMemoryMb: number;
};

const LINES_LISTED = 20;
const REFUSALS_LISTED = 10_000;
const VALUES_LISTED = 200;
const OTHERS = "(others)";

export function newReport(head: Pick<ImportReport, "source" | "target" | "file" | "dryRun">): ImportReport {
  return {
    ...head,
    complete: false,
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    left: 0,
    published: 0,
    refused: 0,
    damaged: 0,
    refusals: [],
    refusalsNotListed: 0,
    gaps: {},
    repaired: {},
    cut: {},
    inferred: {},
    unread: {},
    unmapped: { values: {}, fields: {} },
    seconds: 0,
    recordsPerSecond: 0,
    peakMemoryMb: 0,
  };
}

export function reportRefusal(report: ImportReport, refusal: Refusal, damaged = false): void {
  report.refused += 1;
  if (damaged) report.damaged += 1;
  if (report.refusals.length < REFUSALS_LISTED) report.refusals.push(refusal);
  else report.refusalsNotListed += 1;
}

export function reportFindings(report: ImportReport, line: number, findings: Findings, unmapped: Unmapped): void {
  for (const gap of findings.gaps) count(report.gaps, gap, line);
  for (const repair of findings.repairs) count(report.repaired, repair, line);
  for (const field of findings.cut) count(report.cut, field, line);
  for (const conclusion of findings.inferred) count(report.inferred, conclusion, line);
  for (const [field, reasons] of findings.unread) {
    const counted = own(report.unread, field) ?? {};
    report.unread[field] = counted;
    for (const reason of reasons) count(counted, reason, line);
  }
  for (const [field, values] of Object.entries(unmapped.values ?? {})) {
    const counted = own(report.unmapped.values, field) ?? {};
    report.unmapped.values[field] = counted;
    for (const value of new Set(values.map((text) => text.slice(0, 200)))) {
      const key = own(counted, value) !== undefined || Object.keys(counted).length < VALUES_LISTED ? value : OTHERS;
      counted[key] = (own(counted, key) ?? 0) + 1;
    }
  }
  for (const field of Object.keys(unmapped.fields ?? {})) report.unmapped.fields[field] = (own(report.unmapped.fields, field) ?? 0) + 1;
}

function count(counted: Record<string, Counted>, key: string, line: number): void {
  const entry = own(counted, key) ?? { count: 0, lines: [] };
  counted[key] = entry;
  entry.count += 1;
  if (entry.lines.length < LINES_LISTED) entry.lines.push(line);
}

/** A value may be called "constructor". */
function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
