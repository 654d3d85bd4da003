import path from "node:path";
import { parseArgs } from "node:util";
import { backup } from "~/platform/backup/backup.server";
import { type Summary, summaryLine } from "~/platform/backup/format";
import { verifyBackup } from "~/platform/backup/restore.server";
import { now } from "~/platform/clock";
import { environment } from "~/platform/env.server";
import { OperatorError } from "~/platform/errors";
import { type Command, parsing, withDatabaseUrl } from "./command";

export const backupCommand: Command = {
  name: "backup",
  summary: "Writes the database and the stored files to one file.",
  usage: `
solucionario backup FILE [--force]
solucionario backup verify FILE

  FILE     where to write; it holds personal data, so only its owner can read it (mode 600)
  --force  replace FILE when it exists
  verify   reads FILE from end to end and checks it; needs no database

Everybody can go on working meanwhile: the file holds one moment. What is in it and what is not: docs/backup.md.
`,
  async run(args, signal) {
    const { values, positionals } = parsing("backup", () => parseArgs({ args, allowPositionals: true, options: { force: { type: "boolean", default: false } } }));
    const [first, second, ...rest] = positionals;
    if (first === "verify" && second !== undefined && rest.length === 0) return verify(second, signal);
    if (first === undefined || first === "verify" || second !== undefined) throw new OperatorError("Name one file to write: see `solucionario backup --help`.");

    const file = path.resolve(first);
    const started = performance.now();
    const { totals, fileBytes } = await withDatabaseUrl((url) =>
      backup({ url, dataDir: environment().dataDir, file, now: now(), force: values.force, signal, progress: (line) => process.stderr.write(`${line}\n`) }),
    );
    process.stdout.write(summaryLine("backup", { file, fileBytes, totals, seconds: (performance.now() - started) / 1000 }));
  },
};

/** Also what `restore --verify` does. */
export async function verify(file: string, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  const { manifest, totals, fileBytes } = await verifyBackup(path.resolve(file), signal);
  process.stderr.write(`written ${manifest.createdAt} by release ${manifest.version}, migrated to ${manifest.migrations.at(-1)?.name}\n`);
  const summary: Summary = { file: path.resolve(file), fileBytes, totals, seconds: (performance.now() - started) / 1000 };
  process.stdout.write(summaryLine("verified", summary));
}
