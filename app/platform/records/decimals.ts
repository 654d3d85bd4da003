import { type DecimalContext, markShownBy } from "../values/amount";
import type { DecimalMark } from "../values/currencies";
import type { ValueSpec } from "./mapping";
import { asList, evaluate, lookUp } from "./values";

/** Where a mapping reads a number. Degrees are often a machine's, so they prove nothing of what people wrote beside them. */
export type AmountColumn = { field: string; spec: ValueSpec; each?: string | string[] | undefined; isDegrees?: boolean };

/** What the numbers of a file show of the mark that its decimals have, by field. */
export class DecimalEvidence {
  private readonly shown = new Map<string, Set<DecimalMark>>();
  private readonly inFile = new Set<DecimalMark>();

  constructor(
    private readonly columns: readonly AmountColumn[] = [],
    private readonly stated: DecimalMark | null = null,
  ) {}

  note(record: unknown): void {
    for (const { field, spec, each, isDegrees } of this.columns) {
      const items = each === undefined ? [record] : asList(lookUp(record, each));
      for (const item of items) {
        const [value] = asList(evaluate(spec, item).value);
        const mark = typeof value === "string" ? markShownBy(value) : null;
        if (mark === null) continue;
        this.shown.set(field, (this.shown.get(field) ?? new Set()).add(mark));
        if (!isDegrees) this.inFile.add(mark);
      }
    }
  }

  /** A column goes by its own values; one that shows nothing goes by what people wrote elsewhere in the file. */
  contextOf(field: string): DecimalContext {
    const isDegrees = this.columns.find((column) => column.field === field)?.isDegrees === true;
    const marks = this.shown.get(field) ?? (isDegrees ? new Set<DecimalMark>() : this.inFile);
    const [mark = null] = marks;
    return { stated: this.stated, proven: marks.size > 1 ? "both" : mark };
  }
}
