import fs from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { type DumpFormat, dump } from "~/api/v1/dump.server";
import { OperatorError } from "~/platform/errors";
import { type Command, parsing, withDatabase } from "./command";

const FORMATS: readonly DumpFormat[] = ["jsonl", "csv", "excel"];

export const exportCommand: Command = {
  name: "export",
  summary: "Writes the published listings, as the site's /data/ does.",
  usage: `
solucionario export [FILE] [--format jsonl|csv|excel]

  FILE      where to write; without it, to stdout
  --format  jsonl (the default), csv, or excel: semicolons and a byte order mark, for spreadsheets

Public fields only: no contacts, no private evidence, nothing unpublished.
`,
  async run(args) {
    const { values, positionals } = parsing("export", () => parseArgs({ args, allowPositionals: true, options: { format: { type: "string", default: "jsonl" } } }));
    const [file, ...others] = positionals;
    if (others.length > 0) throw new OperatorError("One file is written: see `solucionario export --help`.");
    const format = FORMATS.find((known) => known === values.format);
    if (!format) throw new OperatorError(`--format is one of ${FORMATS.join(", ")}.`);
    await withDatabase(() => (file === undefined ? pipeline(Readable.from(dump(format)), process.stdout, { end: false }) : writeWhole(file, format)));
    if (file !== undefined) process.stdout.write(`wrote ${file}, ${fs.statSync(file).size} bytes\n`);
  },
};

/** Under its own name only when it is whole. */
async function writeWhole(file: string, format: DumpFormat): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await pipeline(Readable.from(dump(format)), fs.createWriteStream(partial));
    fs.renameSync(partial, file);
  } catch (cause) {
    fs.rmSync(partial, { force: true });
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new OperatorError(`${file} can't be written: ${(cause as Error).message}.`, { cause });
  }
}
