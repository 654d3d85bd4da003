import path from "node:path";
import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import { OperatorError } from "../errors";
import { type Line, MAX_RECORD_BYTES, type ReadRecord, readLines, type SourceFile } from "./source-file.server";

/** The records of a file, one by one, in its order; a record that can't be read comes as its fault and the rest go on. */
export function readRecords(file: SourceFile): AsyncGenerator<ReadRecord> {
  return file.format === "csv" ? readCsv(file) : readJsonLines(file);
}

async function* readJsonLines(file: SourceFile): AsyncGenerator<ReadRecord> {
  for await (const line of readLines(file)) {
    const place = { line: line.number, bytes: line.bytes };
    if ("fault" in line) {
      yield { ...place, fault: line.fault, damaged: true };
      continue;
    }
    if (line.text.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(line.text);
    } catch (cause) {
      const fault = line.ended ? `is not JSON (${(cause as Error).message})` : "ends in the middle of a record: the file was cut short";
      yield { ...place, fault, damaged: true };
      continue;
    }
    if (value === null || typeof value !== "object" || Array.isArray(value)) yield { ...place, fault: "is not a record: an object in braces is expected", damaged: false };
    else yield { ...place, record: value as Record<string, unknown> };
  }
}

/** Rows of one line are parsed together, because making a parser costs more than parsing a row. */
const ROWS_AT_ONCE = 100;
const UNCLOSED = "opens a quotation mark that is not closed: the file was cut short, or a quotation mark inside a value is not doubled; nothing after this line was read";

type Row = { line: number; bytes: number; text: string };

async function* readCsv(file: SourceFile): AsyncGenerator<ReadRecord> {
  const lines = new LineQueue(readLines(file));
  try {
    yield* rowsOf(file, lines);
  } finally {
    await lines.close();
  }
}

async function* rowsOf(file: SourceFile, lines: LineQueue): AsyncGenerator<ReadRecord> {
  let columns: string[] | undefined;
  let waiting: Row[] = [];

  function* flush(): Generator<ReadRecord> {
    const rows = waiting;
    waiting = [];
    for (const [index, cells] of parseRows(rows, file.delimiter).entries()) {
      const row = rows[index];
      if (row && columns) yield { line: row.line, bytes: row.bytes, ...toRecord(cells, columns) };
    }
  }

  for (let first = await lines.next(); first; first = await lines.next()) {
    if ("fault" in first) {
      yield* flush();
      yield { line: first.number, bytes: first.bytes, fault: first.fault, damaged: true };
      continue;
    }
    if (first.text.trim() === "") continue;
    const { row, added, closed } = await wholeRow(first, lines);
    if (!columns) {
      columns = checkHeader(file, parseRows([row], file.delimiter)[0]);
      continue;
    }
    if (!closed) {
      yield* flush();
      yield { line: row.line, bytes: row.bytes, fault: UNCLOSED, damaged: true };
      return;
    }
    if (added.length === 0) {
      waiting.push(row);
      if (waiting.length >= ROWS_AT_ONCE) yield* flush();
      continue;
    }
    yield* flush();
    const [cells] = parseRows([row], file.delimiter);
    yield { line: row.line, bytes: row.bytes, ...toRecord(cells, columns) };
    // A stray quotation mark swallows the rows up to the next one: they are read again, each by itself.
    if (typeof cells === "string") lines.putBack(added);
  }
  yield* flush();
}

/** The line and those that its open quotation mark goes on over. */
async function wholeRow(first: Line & { text: string }, lines: LineQueue): Promise<{ row: Row; added: Line[]; closed: boolean }> {
  const row: Row = { line: first.number, bytes: first.bytes, text: first.text };
  if (!hasOpenQuote(first.text)) return { row, added: [], closed: true };
  const added: Line[] = [];
  const texts = [first.text];
  while (row.bytes <= MAX_RECORD_BYTES) {
    const next = await lines.next();
    if (!next || "fault" in next) return { row, added, closed: false };
    added.push(next);
    texts.push(next.text);
    row.bytes += next.bytes;
    if (hasOpenQuote(next.text)) return { row: { ...row, text: texts.join("\n") }, added, closed: true };
  }
  return { row, added, closed: false };
}

/** An odd number of quotation marks opens one, or closes the one that is open. */
function hasOpenQuote(text: string): boolean {
  let open = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) open = !open;
  return open;
}

/** For each row its cells, or the reason why it is none. */
function parseRows(rows: readonly Row[], delimiter: string): Array<string[] | string> {
  if (rows.length === 0) return [];
  try {
    const parsed: string[][] = parse(rows.map(({ text }) => text).join("\n"), { delimiter, relax_column_count: true, record_delimiter: "\n" });
    if (parsed.length === rows.length) return parsed;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    if (rows.length === 1) return ["has a quotation mark where none can stand: inside a value it is doubled"];
  }
  return rows.map((row) => parseRows([row], delimiter)[0] ?? "is no row");
}

function toRecord(cells: string[] | string | undefined, columns: readonly string[]): { record: Record<string, string> } | { fault: string; damaged: boolean } {
  if (cells === undefined || typeof cells === "string") return { fault: cells ?? "is no row", damaged: true };
  const surplus = cells.slice(columns.length).some((cell) => cell.trim() !== "");
  if (surplus || cells.length < columns.length) return { fault: `has ${cells.length} values for ${columns.length} columns`, damaged: false };
  return { record: Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ""])) };
}

/** The names of the columns. Throws an OperatorError when two are the same or one is empty. */
function checkHeader(file: SourceFile, cells: string[] | string | undefined): string[] {
  const name = path.basename(file.path);
  if (cells === undefined || typeof cells === "string") throw new OperatorError(`${name}: line 1, which names the columns, ${cells}.`);
  const names = cells.map((cell) => cell.trim());
  // Spreadsheets leave empty columns at the end.
  while (names.length > 1 && names.at(-1) === "") names.pop();
  const empty = names.indexOf("");
  if (empty >= 0) throw new OperatorError(`${name}: column ${empty + 1} has no name in line 1.`);
  const twice = names.find((column, index) => names.indexOf(column) !== index);
  if (twice !== undefined) throw new OperatorError(`${name}: the column "${twice}" stands twice in line 1.`);
  return names;
}

class LineQueue {
  private readonly again: Line[] = [];
  constructor(private readonly lines: AsyncGenerator<Line>) {}

  async next(): Promise<Line | undefined> {
    const line = this.again.shift() ?? ((await this.lines.next()).value as Line | undefined);
    return line && "text" in line && line.text.endsWith("\r") ? { ...line, text: line.text.slice(0, -1) } : line;
  }

  putBack(lines: readonly Line[]): void {
    this.again.unshift(...lines);
  }

  async close(): Promise<void> {
    await this.lines.return(undefined);
  }
}
