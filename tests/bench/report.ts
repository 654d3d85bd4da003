import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export type Figure = { name: string; value: number; unit: string; aim?: string; note?: string };

export type Spread = { p50: number; p95: number; max: number };

export function spread(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** Milliseconds that each call took, one after the other. */
export async function timeEach<T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (const item of items) {
    const began = performance.now();
    await run(item);
    samples.push(performance.now() - began);
  }
  return samples;
}

/** Prints the figures as a table and writes them as JSON beside the tests' other output. */
export function report(figures: readonly Figure[]): void {
  const rows = figures.map(({ name, value, unit, aim = "", note = "" }) => [name, `${Number(value.toPrecision(value >= 100 ? 4 : 3))} ${unit}`, aim, note] as const);
  const head = ["figure", "measured", "aim", "note"] as const;
  const widths = [0, 1, 2].map((column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  process.stdout.write(`${[line(head), ...rows.map(line)].join("\n")}\n`);
  const file = path.resolve("tests/.output/bench.json");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model ?? "unknown", memoryGiB: Math.round(os.totalmem() / 2 ** 30), node: process.version };
  const json = { at: new Date().toISOString(), machine, figures };
  fs.writeFileSync(file, `${JSON.stringify(json, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(json)}\n`);
}
