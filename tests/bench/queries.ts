import fs from "node:fs";
import readline from "node:readline";

export const RECORDS = "../shared/data/undp-solutions/solutions.jsonl";

export type QueryClass = "known item" | "mistyped" | "word in 1–5 %" | "word in over 10 %";

/** Queries made from a file of records, the same in every run. */
export async function makeQueries(perClass: number, file = RECORDS): Promise<Record<QueryClass, string[]>> {
  const titles: string[] = [];
  const frequency = new Map<string, number>();
  let records = 0;
  for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) {
    const { title, text } = JSON.parse(line) as { title: string | null; text: string | null };
    records += 1;
    if (title && title.split(/\s+/).length >= 4 && title.length < 90) titles.push(title);
    for (const word of new Set(`${title ?? ""} ${text ?? ""}`.toLowerCase().match(/\p{L}{4,}/gu) ?? [])) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const random = seeded(20_261_121);
  const pick = <T>(items: readonly T[]) => Array.from({ length: perClass }, () => items[Math.floor(random() * items.length)] as T);
  const between = (low: number, high: number) => [...frequency].filter(([, count]) => count >= low * records && count < high * records).map(([word]) => word);
  return {
    "known item": pick(titles),
    mistyped: pick(titles).map((title) => mistype(title, random)),
    "word in 1–5 %": pick(between(0.01, 0.05)),
    "word in over 10 %": pick(between(0.1, 1)),
  };
}

/** Swaps two neighbouring letters inside the longest word, as a thumb does. */
function mistype(title: string, random: () => number): string {
  const longest = title.match(/\p{L}+/gu)?.reduce((a, b) => (b.length > a.length ? b : a)) ?? title;
  const at = 1 + Math.floor(random() * Math.max(1, longest.length - 3));
  const swapped = longest.slice(0, at) + (longest[at + 1] ?? "") + (longest[at] ?? "") + longest.slice(at + 2);
  return title.replace(longest, swapped);
}

/** A small generator of our own, so that a run can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
