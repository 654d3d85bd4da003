import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { summaryLine } from "~/platform/backup/format";
import { restore } from "~/platform/backup/restore.server";
import { now } from "~/platform/clock";
import { environment } from "~/platform/env.server";
import { OperatorError } from "~/platform/errors";
import { verify } from "./backup";
import { type Command, parsing, withDatabaseUrl } from "./command";

export const restoreCommand: Command = {
  name: "restore",
  summary: "Fills an empty database and the file store from a backup.",
  usage: `
solucionario restore FILE
solucionario restore FILE --verify

  FILE      a file that \`solucionario backup\` wrote, of this release or an older one
  --verify  only check FILE; needs no database

Stop the server first. The whole file is checked before anything is changed, and the database is filled in one
transaction: after a failure it is as it was. A database that is in use is refused. More: docs/backup.md.
`,
  async run(args, signal) {
    const { values, positionals } = parsing("restore", () => parseArgs({ args, allowPositionals: true, options: { verify: { type: "boolean", default: false } } }));
    const [name, ...rest] = positionals;
    if (name === undefined || rest.length > 0) throw new OperatorError("Name the one file to restore: see `solucionario restore --help`.");
    if (values.verify) return verify(name, signal);

    const file = path.resolve(name);
    // Before a database is made for it.
    if (!fs.existsSync(file)) throw new OperatorError(`There is no file ${file}.`);
    const started = performance.now();
    const { totals, migratedForward } = await withDatabaseUrl((url) =>
      restore({ url, dataDir: environment().dataDir, file, now: now(), signal, progress: (line) => process.stderr.write(`${line}\n`) }),
    );
    for (const migration of migratedForward) process.stderr.write(`brought forward by ${migration}\n`);
    process.stdout.write(summaryLine("restored", { file, fileBytes: fs.statSync(file).size, totals, seconds: (performance.now() - started) / 1000 }));
  },
};
