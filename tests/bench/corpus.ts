import { once } from "node:events";
import fs from "node:fs";
import readline from "node:readline";
import { RECORDS, seeded } from "./queries";

type SourceRecord = { id: string; title: string | null; text: string | null; sections: Record<string, string> | null; language: string };

/**
 * Writes a file of `size` records in the shape of the real ones, the same in every run: first the real ones, then others
 * made from two of them in the same language. A made record has the first half of one's title and the second half of the
 * other's, the sentences of both in turn until it is as long as the first, and everything else (countries, goals, year)
 * from the first. So words keep their frequencies, texts their lengths, and nearly every title is told apart from all others.
 */
export async function writeCorpus(file: string, size: number): Promise<void> {
  const records: SourceRecord[] = [];
  for await (const line of readline.createInterface({ input: fs.createReadStream(RECORDS) })) records.push(JSON.parse(line) as SourceRecord);
  const byLanguage = new Map<string, SourceRecord[]>();
  for (const record of records) byLanguage.set(record.language, [...(byLanguage.get(record.language) ?? []), record]);
  const random = seeded(20_261_122);

  const out = fs.createWriteStream(file);
  for (let made = 0; made < size; made += 1) {
    const record = records[made % records.length] as SourceRecord;
    const fellows = byLanguage.get(record.language) ?? records;
    const fellow = fellows[Math.floor(random() * fellows.length)] as SourceRecord;
    const written = made < records.length ? record : recombine(record, fellow, Math.floor(made / records.length));
    if (!out.write(`${JSON.stringify(written)}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}

function recombine(record: SourceRecord, fellow: SourceRecord, round: number): SourceRecord {
  const [own, other] = [words(record.title), words(fellow.title)];
  const title = [...own.slice(0, Math.ceil(own.length / 2)), ...other.slice(Math.floor(other.length / 2))].join(" ");
  return { ...record, id: `${record.id}--${round}`, title: title || record.title, text: interleave(wholeText(record), wholeText(fellow)), sections: null };
}

/** Forms keep their answers in sections, everything else in one text. */
function wholeText({ text, sections }: SourceRecord): string {
  return [text ?? "", ...Object.values(sections ?? {}).filter((section) => typeof section === "string")].join("\n");
}

function interleave(one: string, other: string): string {
  const [a, b] = [one, other].map((text) => text.split(/(?<=[.!?])\s+|\n+/).filter(Boolean)) as [string[], string[]];
  const sentences: string[] = [];
  for (let at = 0, length = 0; at < Math.max(a.length, b.length) && length < one.length; at += 1) {
    for (const sentence of [a[at], b[at]]) {
      if (sentence === undefined) continue;
      sentences.push(sentence);
      length += sentence.length;
    }
  }
  return sentences.join("\n");
}

const words = (title: string | null) => (title ?? "").split(/\s+/).filter(Boolean);
