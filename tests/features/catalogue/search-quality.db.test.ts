import { createHash } from "node:crypto";
import fs from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import type { CatalogueDocument } from "~/features/catalogue/search-engine";
import { sqlPool } from "~/platform/database/client.server";
import { document } from "./search-fixtures";

/** Real records, which stay outside the project: known items must come back by their own titles. */
const RECORDS = "../shared/data/undp-solutions/solutions.jsonl";

type SolutionRecord = { id: string; title: string | null; text: string | null; language: string; countries: string[] | null; sdgs: number[] | null; themes: string[] | null };

describe.skipIf(!fs.existsSync(RECORDS))("on real records", () => {
  const engine = postgresSearchEngine();
  let documents: CatalogueDocument[] = [];
  let sample: CatalogueDocument[] = [];

  beforeAll(async () => {
    const records = fs
      .readFileSync(RECORDS, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as SolutionRecord);
    documents = records.map((record, index) =>
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
    await engine.index(documents);
    await sqlPool().query("ANALYZE search.document");
    sample = documents.filter(({ title }, index) => index % 25 === 3 && title.split(/\s+/).length >= 2 && /^[\p{Script=Latin}\P{L}]+$/u.test(title));
  }, 120_000);

  /** Mean reciprocal rank of the sample within the first ten; a record of the very same title counts as found. */
  async function rank(queryOf: (title: string, random: () => number) => string): Promise<number> {
    const random = mulberry32(7);
    let sum = 0;
    for (const { id, title } of sample) {
      const { hits } = await engine.search({ language: "es", query: queryOf(title, random), filters: {}, sort: "relevance", page: 1, perPage: 10 });
      const place = hits.findIndex((hit) => hit.id === id || hit.highlights.title.map(({ text }) => text).join("") === title) + 1;
      if (place > 0) sum += 1 / place;
    }
    return sum / sample.length;
  }

  it("has all of them", async () => {
    expect(await engine.health()).toEqual({ ok: true, documents: documents.length });
    expect(sample.length).toBeGreaterThan(150);
  });

  it("finds them by their titles", async () => {
    expect(await rank((title) => title)).toBeGreaterThanOrEqual(0.97);
  }, 60_000);

  it("finds them without accents and capitals", async () => {
    expect(await rank((title) => title.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase())).toBeGreaterThanOrEqual(0.97);
  }, 60_000);

  it("finds them with one word mistyped", async () => {
    expect(await rank((title, random) => mistype(title, random, "one"))).toBeGreaterThanOrEqual(0.93);
  }, 60_000);

  it("finds them with every word mistyped", async () => {
    expect(await rank((title, random) => mistype(title, random, "every"))).toBeGreaterThanOrEqual(0.88);
  }, 120_000);
});

function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The same numbers at each run. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A letter left out, swapped, wrong or added, in words of five letters and more. */
function mistype(title: string, random: () => number, which: "one" | "every"): string {
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
