import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually, livePostmaster, makeFolder, type Run, start } from "#tests/setup/processes";
import { openEmbeddedDatabase } from "~/platform/database/embedded.server";
import type { ImportReport } from "~/platform/records/report";

/** `IMPORT_MB=200 npx vitest run --project system tests/scripts/import` measures the promise at its full size. */
const MEGABYTES = Number(process.env.IMPORT_MB ?? 12);

let folder: string;
const runs: Run[] = [];

beforeEach(() => {
  folder = makeFolder();
});

afterEach(async () => {
  for (const run of runs.splice(0)) {
    if (run.child.exitCode === null && run.child.signalCode === null) run.child.kill("SIGKILL");
    await run.ended;
  }
  const pid = livePostmaster(folder);
  if (pid) process.kill(pid, "SIGTERM");
  fs.rmSync(path.dirname(folder), { recursive: true, force: true });
});

function solucionario(...args: string[]): Run {
  const run = start(process.execPath, ["build/server/command-line.js", ...args], { env: { DATA_DIR: folder, SEED: "none" } });
  runs.push(run);
  return run;
}

function write(name: string, content: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return file;
}

const MAPPING = {
  source: "own",
  name: "Fichero propio",
  target: "solutions",
  id: "id",
  fields: { language: { constant: "es" }, availableIn: { constant: "DO" }, texts: { own: { title: "title", howItWorks: "text" } } },
};

const SENTENCE = "La caja registra cada venta del taller en un teléfono barato y manda el total del día a la dueña. ";

/** Valid records of our own, about 2 kB each, until the file has the size. */
function writeRecords(bytes: number): { file: string; count: number } {
  const file = path.join(folder, "own.jsonl");
  const descriptor = fs.openSync(file, "w");
  let count = 0;
  for (let written = 0; written < bytes; count += 1) {
    written += fs.writeSync(descriptor, `${JSON.stringify({ id: `r${count}`, title: `Caja ${count % 700}`, text: SENTENCE.repeat(5 + (count % 30)) })}\n`);
  }
  fs.closeSync(descriptor);
  return { file, count };
}

function reportIn(file: string): ImportReport {
  return JSON.parse(fs.readFileSync(file, "utf8")) as ImportReport;
}

describe("solucionario import", () => {
  it("killed in the middle and run again, finishes the work without doubles, in less than 300 MB", { timeout: 3_600_000 }, async () => {
    const { file, count } = writeRecords(MEGABYTES * 1024 * 1024);
    const args = ["import", file, "--mapping", write("map.json", JSON.stringify(MAPPING)), "--publish", "--report", path.join(folder, "report.json")];
    const first = solucionario(...args);
    expect(await eventually(() => /^\d+ records, /m.test(first.stderr()))).toBe(true);
    first.child.kill("SIGKILL");
    await first.ended;

    const second = solucionario(...args);
    expect(await second.ended, second.stderr()).toBe(0);
    const report = reportIn(path.join(folder, "report.json"));
    expect(report).toMatchObject({ complete: true, read: count, updated: 0, refused: 0 });
    expect(report.unchanged).toBeGreaterThan(0);
    expect(report.created).toBeGreaterThan(0);
    expect(report.created + report.unchanged).toBe(count);
    expect(report.peakMemoryMb).toBeLessThan(300);

    const third = solucionario(...args);
    expect(await third.ended, third.stderr()).toBe(0);
    expect(reportIn(path.join(folder, "report.json"))).toMatchObject({ read: count, created: 0, updated: 0, unchanged: count, published: 0 });
    const dump = solucionario("export", path.join(folder, "all.jsonl"));
    expect(await dump.ended, dump.stderr()).toBe(0);
    const ids = fs
      .readFileSync(path.join(folder, "all.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { slug: string }).slug);
    expect(ids).toHaveLength(count);
    expect(new Set(ids).size).toBe(count);
  });

  it("twice at once brings each record in once: the second waits or is told so", async () => {
    const { file, count } = writeRecords(2 * 1024 * 1024);
    const args = ["import", file, "--mapping", write("map.json", JSON.stringify(MAPPING))];
    const database = await openEmbeddedDatabase(folder);
    const both = [solucionario(...args), solucionario(...args)];
    const codes = await Promise.all(both.map(({ ended }) => ended));
    await database.release();
    for (const [index, code] of codes.entries()) {
      const run = both[index];
      if (code === 0) expect(run?.stdout()).toMatch(new RegExp(`^read ${count}, `));
      else expect(run?.stderr()).toContain("Another import of the source own is running");
    }
    expect(codes).toContain(0);
    const after = solucionario(...args);
    expect(await after.ended, after.stderr()).toBe(0);
    expect(after.stdout()).toContain(`read ${count}, created 0, updated 0, unchanged ${count}`);
  });

  it("says how many published listings wait for the search index, and with --wait comes back when none does", async () => {
    const { file, count } = writeRecords(300 * 1024);
    const args = ["import", file, "--mapping", write("map.json", JSON.stringify(MAPPING)), "--publish"];
    const first = solucionario(...args);
    expect(await first.ended, first.stderr()).toBe(0);
    expect(first.stdout()).toContain(`waiting for the search index (postgres): ${count}\n`);
    const second = solucionario(...args, "--wait");
    expect(await second.ended, second.stderr()).toBe(0);
    expect(second.stdout()).toContain("waiting for the search index (postgres): 0\n");
    expect(second.stderr()).toContain(`postgres: ${count} listings indexed\n`);
    const wrong = solucionario("import", file, "--mapping", path.join(folder, "map.json"), "--wait");
    expect(await wrong.ended).toBe(1);
    expect(wrong.stderr()).toContain("--wait waits for what --publish publishes");
  });

  it("stops between two batches on a signal, and says how to go on", async () => {
    const { file } = writeRecords(8 * 1024 * 1024);
    const run = solucionario("import", file, "--mapping", write("map.json", JSON.stringify(MAPPING)));
    expect(await eventually(() => /^\d+ records, /m.test(run.stderr()))).toBe(true);
    run.child.kill("SIGTERM");
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toMatch(/Stopped after \d+ records: run the same command again to go on\.\n$/);
    expect(await eventually(() => livePostmaster(folder) === undefined)).toBe(true);
  });

  it("says in one sentence what is wrong with the file, the mapping or the arguments, and exits with 1", async () => {
    const good = write("own.jsonl", '{"id":1,"title":"Caja","text":"x"}\n');
    const map = write("map.json", JSON.stringify(MAPPING));
    const cases: Array<[string[], RegExp]> = [
      [["import"], /^One file is imported at a time/],
      [["import", good], /^A mapping is needed/],
      [["import", good, "--mapping", map, "--publsh"], /^Unknown option '--publsh': see `solucionario import --help`\./],
      [["import", path.join(folder, "none.jsonl"), "--mapping", map], /can't be read: it does not exist\.$/],
      [["import", good, "--mapping", write("broken.json", "{")], /^The mapping broken\.json is not JSON: /],
      [
        ["import", good, "--mapping", write("wrong.json", JSON.stringify({ ...MAPPING, fields: { texts: {}, titel: "x" } }))],
        /^The mapping wrong\.json can't be used\. fields: does not know "titel"\.$/,
      ],
      [
        ["import", good, "--mapping", write("unknown.json", JSON.stringify({ ...MAPPING, id: "identificador" }))],
        /^The mapping reads "identificador", which none of the first 1 records of own\.jsonl has/,
      ],
      [
        ["import", write("cut.jsonl", '{"id":1,"title":"Caja","text":"x"}\n{"id":2,"ti'), "--mapping", map],
        /The file is damaged in 1 place, first at line 2 \(ends in the middle of a record: the file was cut short\); all else went in\.$/,
      ],
      [["import", write("refused.jsonl", '{"id":1,"title":"Caja","text":"x"}\n{"id":""}'), "--mapping", map, "--strict"], /^1 records were refused\.$/],
      [["imprt"], /^There is no command `imprt`/],
    ];
    for (const [args, sentence] of cases) {
      const run = solucionario(...args);
      expect([args.join(" "), await run.ended]).toEqual([args.join(" "), 1]);
      expect(run.stderr().trimEnd().split("\n").at(-1)).toMatch(sentence);
    }
    expect(livePostmaster(folder)).toBeUndefined();
  });

  it("explains itself without a database", async () => {
    const run = solucionario("import", "--help");
    expect(await run.ended).toBe(0);
    expect(run.stdout()).toContain("--mapping MAP");
    expect(fs.existsSync(path.join(folder, "postgres"))).toBe(false);
  });
});
