import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { importSolutions } from "~/features/catalogue/import.server";
import { SolutionMappingSchema } from "~/features/catalogue/import-rules";
import { drainAll } from "~/features/catalogue/index-drain.server";
import { countWaiting } from "~/features/catalogue/index-outbox.server";
import { IndexTrouble } from "~/features/catalogue/search-engine";
import { searchIndexes } from "~/features/catalogue/search-indexes.server";
import { importOrganisations } from "~/features/network/import.server";
import { OrganisationMappingSchema } from "~/features/network/import-rules";
import { now } from "~/platform/clock";
import { OperatorError } from "~/platform/errors";
import { mappingFaults } from "~/platform/records/mapping";
import type { ImportReport } from "~/platform/records/report";
import { examineFile } from "~/platform/records/source-file.server";
import { type Command, parsing, withDatabase } from "./command";

const MappingSchema = z.discriminatedUnion("target", [SolutionMappingSchema, OrganisationMappingSchema], { error: 'target: must be "solutions" or "organisations"' });
type Mapping = z.output<typeof MappingSchema>;

export const importCommand: Command = {
  name: "import",
  summary: "Brings solutions or organisations in from a CSV or JSON Lines file.",
  usage: `
solucionario import FILE --mapping MAP.json [--edition KEY] [--publish [--wait]] [--dry-run] [--strict] [--report OUT.json]

  FILE              records: CSV (comma, semicolon or tab) or JSON Lines, in UTF-8
  --mapping MAP     which field of a record becomes what: see docs/import.md and prisma/mappings/
  --edition KEY     put new records into this edition's queue as well, as submitted now
  --publish         publish the listings, as imported and not reviewed; without it they stay unpublished
  --wait            come back only when searches find what was published
  --dry-run         change nothing; say what would be done
  --strict          exit with 1 when a record was refused
  --report OUT      write the whole report, as JSON, to this file

Says at the end how many listings wait for the search index. The site takes them in while it runs, or when it starts.
Running it again changes only what changed in the file; after an interruption it finishes the work.
Exits with 1 when the file or the mapping can't be used, or when the file is damaged somewhere (all else of it goes in).
`,
  async run(args, signal) {
    const { values, positionals } = parsing("import", () =>
      parseArgs({
        args,
        allowPositionals: true,
        options: {
          mapping: { type: "string" },
          edition: { type: "string" },
          publish: { type: "boolean" },
          wait: { type: "boolean" },
          "dry-run": { type: "boolean" },
          strict: { type: "boolean" },
          report: { type: "string" },
        },
      }),
    );
    const [file, ...others] = positionals;
    if (!file || others.length > 0) throw new OperatorError("One file is imported at a time: see `solucionario import --help`.");
    if (!values.mapping) throw new OperatorError("A mapping is needed (--mapping MAP.json): see `solucionario import --help`.");
    const mapping = readMapping(values.mapping);
    if (mapping.target === "organisations" && (values.publish || values.edition)) {
      throw new OperatorError("Organisations have no listing to publish and no edition: leave --publish and --edition out.");
    }
    if (values.wait && (!values.publish || values["dry-run"])) throw new OperatorError("--wait waits for what --publish publishes: give both, without --dry-run.");
    examineFile(file, mapping);
    if (values.report) checkWritable(values.report);

    const progress = progressLine();
    const common = { file, dryRun: values["dry-run"] ?? false, now: now(), signal, onProgress: progress.show };
    const report = await withDatabase(async () => {
      const imported =
        mapping.target === "solutions"
          ? await importSolutions({ ...common, mapping, publish: values.publish ?? false, ...(values.edition !== undefined && { edition: values.edition }) })
          : await importOrganisations({ ...common, mapping });
      progress.end();
      // Said before the index is waited for, because the records are in whatever becomes of it.
      if (values.report) fs.writeFileSync(values.report, `${JSON.stringify(imported, null, 2)}\n`);
      process.stdout.write(summary(imported));
      if (mapping.target === "solutions" && imported.complete && !common.dryRun) await tellOfIndex({ wait: values.wait ?? false, signal });
      return imported;
    }).finally(progress.end);
    if (!report.complete) throw new OperatorError(`Stopped after ${report.read} records: run the same command again to go on.`);
    if (report.damaged > 0)
      throw new OperatorError(`The file is damaged in ${report.damaged} place${report.damaged === 1 ? "" : "s"}, first at line ${firstDamage(report)}; all else went in.`);
    if (values.strict && report.refused > 0) throw new OperatorError(`${report.refused} records were refused.`);
  },
};

/** Says how many listings wait for each search index; with `wait` takes them in, beside a site that does so too. */
async function tellOfIndex({ wait, signal }: { wait: boolean; signal: AbortSignal }): Promise<void> {
  for (const index of wait ? searchIndexes() : []) {
    try {
      await drainAll(index, now(), { signal, onProgress: ({ written }) => process.stderr.write(`${index.name}: ${written} listings indexed\n`) });
    } catch (cause) {
      if (!(cause instanceof IndexTrouble)) throw cause;
      throw new OperatorError(`All records are in, but ${index.name} could not take them in (${cause.message}): the site does so once it answers.`, { cause });
    }
  }
  for (const { engine, waiting, setAside } of await countWaiting()) {
    if (waiting > 0 || wait) process.stdout.write(`waiting for the search index (${engine}): ${waiting}\n`);
    if (setAside > 0) process.stdout.write(`set aside by the search index (${engine}): ${setAside}; \`solucionario doctor\` says why\n`);
  }
  if (wait && signal.aborted) throw new OperatorError("All records are in; the wait for the search index was stopped.");
}

/** Throws an OperatorError that names the path of each fault. */
export function readMapping(file: string): Mapping {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (cause) {
    throw new OperatorError(`The mapping ${file} can't be read: ${(cause as NodeJS.ErrnoException).code === "ENOENT" ? "it does not exist" : (cause as Error).message}.`, {
      cause,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw new OperatorError(`The mapping ${path.basename(file)} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = MappingSchema.safeParse(value);
  if (!parsed.success) throw new OperatorError(`The mapping ${path.basename(file)} can't be used. ${mappingFaults(parsed.error).join("; ")}.`);
  return parsed.data;
}

function checkWritable(file: string): void {
  try {
    fs.closeSync(fs.openSync(file, "a"));
  } catch (cause) {
    throw new OperatorError(`The report ${file} can't be written: ${(cause as Error).message}.`, { cause });
  }
}

/** At most one line a second on stderr; in a terminal one line that is written over. */
function progressLine(): { show(report: ImportReport): void; end(): void } {
  let last = performance.now();
  let open = false;
  const terminal = process.stderr.isTTY === true;
  return {
    show({ read, recordsPerSecond, refused, peakMemoryMb }) {
      if (performance.now() - last < 1_000) return;
      last = performance.now();
      open = terminal;
      process.stderr.write(`${terminal ? "\r\u001b[K" : ""}${read} records, ${recordsPerSecond}/s, ${refused} refused, ${peakMemoryMb} MB${terminal ? "" : "\n"}`);
    },
    end() {
      if (open) process.stderr.write("\n");
      open = false;
    },
  };
}

function firstDamage(report: ImportReport): string {
  const damage = report.refusals.find(({ id }) => id === null);
  return damage ? `${damage.line} (${damage.reasons.join("; ")})` : "one beyond those listed";
}

const REFUSALS_SHOWN = 10;

function summary(report: ImportReport): string {
  const lines = [
    `${report.dryRun ? "dry run, nothing was changed: " : ""}read ${report.read}, created ${report.created}, updated ${report.updated}, unchanged ${report.unchanged}, left ${report.left}, published ${report.published}, refused ${report.refused}`,
    ...report.refusals.slice(0, REFUSALS_SHOWN).map(({ line, id, reasons }) => `refused line ${line}${id === null ? "" : ` (${id})`}: ${reasons.join("; ")}`),
    ...(report.refused > REFUSALS_SHOWN ? [`refused ${report.refused - REFUSALS_SHOWN} more: see --report`] : []),
    ...counted("gap", report.gaps),
    ...counted("repaired", report.repaired),
    ...counted("cut", report.cut),
    ...counted("inferred", report.inferred),
    ...Object.entries(report.unread).flatMap(([field, reasons]) => counted(`not read ${field}`, reasons)),
    ...(Object.values(report.unread).some((reasons) => reasons.ambiguous) ? ['numbers such as 1.500 can be read in two ways: say "decimal": "," or "." in the mapping'] : []),
    ...Object.entries(report.unmapped.values).map(([field, values]) => `not mapped ${field}: ${someOf(values)}`),
    ...Object.entries(report.unmapped.fields).map(([field, records]) => `kept without a place: ${field} (${records} records)`),
    `${report.seconds} s, ${report.recordsPerSecond} records/s, ${report.peakMemoryMb} MB at the peak`,
  ];
  return `${lines.join("\n")}\n`;
}

function counted(what: string, kinds: Record<string, { count: number; lines: number[] }>): string[] {
  return Object.entries(kinds).map(
    ([kind, { count, lines }]) => `${what} ${kind}: ${count} (line${count === 1 ? "" : "s"} ${lines.slice(0, 5).join(", ")}${count > 5 ? ", …" : ""})`,
  );
}

function someOf(values: Record<string, number>): string {
  const sorted = Object.entries(values).sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, 8).map(([value, count]) => `${JSON.stringify(value.slice(0, 40))} × ${count}`);
  return `${shown.join(", ")}${sorted.length > 8 ? `, and ${sorted.length - 8} other values` : ""}`;
}
