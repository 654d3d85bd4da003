export type Statement = { text: string; values: unknown[] };

/** The values of a statement, each where its text asks for it. */
export class StatementParameters {
  readonly values: unknown[] = [];

  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}
