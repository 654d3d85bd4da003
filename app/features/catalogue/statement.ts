export type Statement = { text: string; values: unknown[] };

/** The values of a statement, each where its text asks for it. A text that is asked for again is sent once. */
export class StatementParameters {
  readonly values: unknown[] = [];
  private readonly texts = new Map<string, number>();

  add(value: unknown, type: string): string {
    if (typeof value !== "string") return `$${this.values.push(value)}::${type}`;
    const key = `${type} ${value}`;
    const place = this.texts.get(key) ?? this.values.push(value);
    this.texts.set(key, place);
    return `$${place}::${type}`;
  }
}
