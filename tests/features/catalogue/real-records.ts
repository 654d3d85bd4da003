import { createHash } from "node:crypto";
import fs from "node:fs";
import type { CatalogueDocument } from "~/features/catalogue/search-engine";
import { document } from "./search-fixtures";

const RECORDS = "../shared/data/undp-solutions/solutions.jsonl";

/** Real records stay outside the project: where they are absent, tests that need them are skipped. */
export const HAS_REAL_RECORDS = fs.existsSync(RECORDS);

type SolutionRecord = { id: string; title: string | null; text: string | null; language: string; countries: string[] | null; sdgs: number[] | null; themes: string[] | null };

/** All real records as documents of the Spanish index. */
export function realDocuments(): CatalogueDocument[] {
  const records = fs
    .readFileSync(RECORDS, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as SolutionRecord);
  return records.map((record, index) =>
    document({
      id: uuidOf(record.id),
      textLanguage: record.language,
      title: record.title ?? "",
      body: record.text ?? "",
      keywords: (record.themes ?? []).join("\n"),
      facets: { country: record.countries ?? [], sdg: (record.sdgs ?? []).map(String), language: [record.language], origin: ["import"] },
      publishedAt: new Date(Date.UTC(2020, 0, 1) + index * 3_600_000).toISOString(),
    }),
  );
}

/** Some of them whose titles can be asked for. */
export function knownItems(documents: readonly CatalogueDocument[]): CatalogueDocument[] {
  return documents.filter(({ title }, index) => index % 25 === 3 && title.split(/\s+/).length >= 2 && /^[\p{Script=Latin}\P{L}]+$/u.test(title));
}

export function withoutAccents(title: string): string {
  return title.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The same numbers at each run. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A letter left out, swapped, wrong or added, in words of five letters and more. */
export function mistype(title: string, random: () => number, which: "one" | "every"): string {
  const words = title.split(/\s+/);
  const long = words.flatMap((word, index) => (/^\p{L}{5,}$/u.test(word) ? [index] : []));
  const chosen = which === "every" ? long : long.slice(0, 1).map(() => long[Math.floor(random() * long.length)] ?? 0);
  for (const index of chosen) {
    const word = words[index] ?? "";
    const at = 1 + Math.floor(random() * (word.length - 2));
    const letter = "aeiorstnl"[Math.floor(random() * 9)];
    words[index] = [
      word.slice(0, at) + word.slice(at + 1),
      word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2),
      word.slice(0, at) + letter + word.slice(at + 1),
      word.slice(0, at) + letter + word.slice(at),
    ][Math.floor(random() * 4)] as string;
  }
  return words.join(" ");
}
