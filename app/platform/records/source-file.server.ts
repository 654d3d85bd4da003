import fs from "node:fs";
import path from "node:path";
import { OperatorError } from "../errors";
import type { SourceRecord } from "./values";

/** One record of a file with the line that it begins at, or the reason why that line can't be read as one. */
export type ReadRecord = { line: number; bytes: number } & ({ record: SourceRecord } | { fault: string; damaged: boolean });

export type Encoding = "utf-8" | "windows-1252" | "utf-16le";
export type SourceFile = { path: string; format: "csv" | "jsonl"; delimiter: string; encoding: Encoding };

/** A longer line is no record but a file of another kind; it also bounds memory. */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;
const HEAD_BYTES = 64 * 1024;

const SIGNATURES: ReadonlyArray<readonly [string, string]> = [
  ["1f8b", "is compressed (gzip): unpack it first"],
  ["504b0304", "is a ZIP archive or a spreadsheet file: save it as CSV (UTF-8)"],
  ["d0cf11e0", "is an old spreadsheet file: save it as CSV (UTF-8)"],
  ["25504446", "is a PDF"],
  ["28b52ffd", "is compressed (zstd): unpack it first"],
  ["425a68", "is compressed (bzip2): unpack it first"],
  ["53514c69746520", "is an SQLite database"],
];

/**
 * Looks at the beginning of a file and says how to read it. Throws an OperatorError, with the line where there is one,
 * when it is missing, empty, or not what its mapping or its name says.
 */
export function examineFile(file: string, stated: { format?: "csv" | "jsonl" | undefined; delimiter?: string | undefined; encoding: Encoding }): SourceFile {
  const head = readHead(file);
  const name = path.basename(file);
  const refuse = (what: string): never => {
    throw new OperatorError(`${name} ${what}.`);
  };
  if (head.length === 0) refuse("is empty");
  const signature = SIGNATURES.find(([hex]) => head.subarray(0, hex.length / 2).toString("hex") === hex);
  if (signature) refuse(signature[1]);
  if (stated.encoding !== "utf-16le") {
    if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) refuse('is in UTF-16: save it as UTF-8, or say "encoding": "utf-16le" in the mapping');
    const nul = head.indexOf(0);
    if (nul >= 0) refuse(`is not a text file: line ${lineAt(head, nul)} holds a zero byte`);
  }
  const text = decodeHead(head, stated.encoding).replace(/^\ufeff/, "");
  const beginning = text.trimStart();
  if (beginning === "") refuse("holds no record");
  if (/^(?:<!doctype|<html|<\?xml|<head|<body)/i.test(beginning)) refuse("is a web page or XML, not records (line 1)");

  const format = stated.format ?? formatByName(name) ?? refuse('has neither the ending .csv nor .jsonl: say "format" in the mapping');
  if (format === "jsonl") {
    if (beginning.startsWith("[")) refuse("is one JSON array (line 1): write one record on each line, for instance with `jq -c '.[]'`");
    if (!beginning.startsWith("{")) refuse("is not JSON Lines: line 1 does not begin with {");
    if (/^\{\s*\n/.test(beginning)) refuse("is not JSON Lines: the record of line 1 goes over several lines, write it on one, for instance with `jq -c .`");
  } else if (/^[{[]/.test(beginning)) refuse("is JSON, not CSV (line 1)");
  return { path: file, format, delimiter: stated.delimiter ?? guessDelimiter(text), encoding: stated.encoding };
}

function readHead(file: string): Buffer {
  try {
    const descriptor = fs.openSync(file, "r");
    try {
      const buffer = Buffer.alloc(HEAD_BYTES);
      return buffer.subarray(0, fs.readSync(descriptor, buffer, 0, HEAD_BYTES, 0));
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reasons: Record<string, string> = { ENOENT: "it does not exist", EACCES: "reading it is not allowed", EISDIR: "it is a folder" };
    throw new OperatorError(`${file} can't be read: ${reasons[code ?? ""] ?? message}.`, { cause });
  }
}

function formatByName(name: string): "csv" | "jsonl" | undefined {
  if (/\.(?:csv|tsv|txt)$/i.test(name)) return "csv";
  return /\.(?:jsonl|ndjson|json)$/i.test(name) ? "jsonl" : undefined;
}

function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let index = 0; index < offset; index += 1) if (bytes[index] === 0x0a) line += 1;
  return line;
}

/** The sign that stands most often in the first line, outside quotation marks. */
function guessDelimiter(text: string): string {
  const [header = ""] = text.replace(/"[^"]*"/g, "").split(/\r?\n/, 1);
  const counted = [";", ",", "\t", "|"].map((sign) => ({ sign, count: header.split(sign).length - 1 }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best), { sign: ",", count: 0 }).sign;
}

function decodeHead(head: Buffer, encoding: Encoding): string {
  if (encoding === "windows-1252") return decodeWindows1252(head);
  return new TextDecoder(encoding).decode(head);
}

/** The five bytes that Windows-1252 leaves undefined stay control characters. Node 20's own decoder reads Latin-1 instead. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

export function decodeWindows1252(bytes: Buffer): string {
  return bytes.toString("latin1").replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80));
}

export type Line = { number: number; bytes: number; text: string } | { number: number; bytes: number; fault: string };

/**
 * The file's lines without their ends, decoded one by one, so that one that is not in the file's encoding does not
 * spoil the others. The last one says whether it was ended.
 */
export async function* readLines({ path: file, encoding }: Pick<SourceFile, "path" | "encoding">): AsyncGenerator<Line & { ended: boolean }> {
  const unit = encoding === "utf-16le" ? 2 : 1;
  let number = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  const decode = decoderOf(encoding);
  const line = (bytes: Buffer, ended: boolean): Line & { ended: boolean } => {
    number += 1;
    const text = decode(bytes);
    if (text === undefined)
      return { number, bytes: bytes.length, fault: `is not ${encoding.toUpperCase()}: save the file in that encoding, or name its own in the mapping`, ended };
    return { number, bytes: bytes.length, text: number === 1 ? text.replace(/^\ufeff/, "") : text, ended };
  };
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = endOfLine(chunk, from, unit); end >= 0; end = endOfLine(chunk, from, unit)) {
      const piece = chunk.subarray(from, end);
      const whole = rest.length > 0 ? Buffer.concat([...rest, piece]) : piece;
      rest = [];
      restBytes = 0;
      yield line(whole, true);
      from = end + unit;
    }
    if (from < chunk.length) {
      // A copy, because a short rest of a chunk would keep the whole chunk alive.
      const tail = Buffer.from(chunk.subarray(from));
      rest.push(tail);
      restBytes += tail.length;
    }
    if (restBytes > MAX_RECORD_BYTES)
      throw new OperatorError(`${path.basename(file)}: line ${number + 1} is longer than ${MAX_RECORD_BYTES / 1024 / 1024} MB, which no record is.`);
  }
  if (restBytes > 0) yield line(Buffer.concat(rest), false);
}

function endOfLine(chunk: Buffer, from: number, unit: 1 | 2): number {
  if (unit === 1) return chunk.indexOf(0x0a, from);
  for (let at = chunk.indexOf(0x0a, from); at >= 0; at = chunk.indexOf(0x0a, at + 1)) if (at % 2 === 0 && chunk[at + 1] === 0) return at;
  return -1;
}

function decoderOf(encoding: Encoding): (bytes: Buffer) => string | undefined {
  if (encoding === "windows-1252") return decodeWindows1252;
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  };
}
