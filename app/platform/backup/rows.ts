const NEWLINE = 0x0a;

/** COPY's text format writes each row as one line and a newline inside a value as `\n`: rows are newline bytes. */
export function countRows(chunk: Buffer): number {
  let rows = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) rows += 1;
  return rows;
}
