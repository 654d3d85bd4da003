import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/** What was asked of a live Meilisearch and what came of it, as it is kept between the recorder and the replay. */
export type Asked = { method: string; path: string; body: string };
export type Answer = { status: number; body: unknown };

/** What an index held, as digests, after a write; or the name of another whose place in the world it took; null: it is gone. */
export type Effect = Record<string, Content | { was: string } | null>;
export type Content = { settings: string; documents: string };
/** Of a queued write: `task` is what became of it, `effect` which indexes were other ones afterwards. */
export type Exchange = { asked: string; answer: Answer; task?: object; effect?: Effect };
export type Recording = { meilisearch: string; exchanges: Record<string, Exchange> };

export type Index = Content & {
  /** When it was made, which goes along when it takes another's place. */
  born: string;
};

/** The indexes that there are. The same request gets the same answer where what it is about is the same. */
export class Indexes {
  private held = new Map<string, Index>();

  /** Equal for requests that were answered alike: same method, path and body, of indexes that held the same. */
  keyOf(asked: Asked): string {
    return digest([this.relevantTo(asked), asked.method, asked.path, asked.body]);
  }

  get(name: string): Index | undefined {
    return this.held.get(name);
  }

  /** @param now the birth of an index that was not there before */
  undergo(effect: Effect, now: string): void {
    const after = new Map(this.held);
    for (const [name, change] of Object.entries(effect)) {
      if (change === null) after.delete(name);
      else if ("was" in change) after.set(name, this.there(change.was));
      else after.set(name, { ...change, born: this.held.get(name)?.born ?? now });
    }
    this.held = after;
  }

  forget(): void {
    this.held.clear();
  }

  private there(name: string): Index {
    const index = this.held.get(name);
    if (!index) throw new Error(`There is no index ${name}.`);
    return index;
  }

  private relevantTo(asked: Asked): unknown {
    const name = indexNamedIn(asked);
    if (name !== undefined) {
      const index = this.held.get(name);
      if (!index) return null;
      // It is made, deleted and looked up whatever it holds.
      if (asked.path === "/indexes" || asked.path === `/indexes/${name}`) return true;
      return asked.method === "GET" && asked.path.startsWith(`/indexes/${name}/settings`) ? index.settings : [index.settings, index.documents];
    }
    // They are listed and swapped whatever they hold, too.
    if (asked.path === "/swap-indexes" || /^\/indexes\b/.test(asked.path)) return [...this.held.keys()].sort();
    return [...this.held].map(([of, { settings, documents }]) => [of, settings, documents]).sort();
  }
}

/** The one index that a request is about; undefined when it is about several. */
export function indexNamedIn({ method, path: asked, body }: Asked): string | undefined {
  const inPath = /^\/indexes\/([^/?]+)/.exec(asked)?.[1];
  if (inPath) return inPath;
  return method === "POST" && asked === "/indexes" ? (JSON.parse(body) as { uid: string }).uid : undefined;
}

/** The number of the task that a request asks about. */
export function taskAskedFor({ method, path: asked }: Asked): number | undefined {
  const number = /^\/tasks\/(\d+)$/.exec(asked)?.[1];
  return method === "GET" && number !== undefined ? Number(number) : undefined;
}

export function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 16);
}

const fileOf = (name: string) => path.join(import.meta.dirname, "../features/catalogue/recordings", `${name}.json.br`);

export function readRecording(name: string): Recording {
  return JSON.parse(brotliDecompressSync(fs.readFileSync(fileOf(name))).toString()) as Recording;
}

export function writeRecording(name: string, { meilisearch, exchanges }: Recording): void {
  // Alike beside alike is small.
  const inOrder = Object.entries(exchanges).sort(([, a], [, b]) => (a.asked < b.asked ? -1 : 1));
  const text = Buffer.from(JSON.stringify({ meilisearch, exchanges: Object.fromEntries(inOrder) }));
  fs.mkdirSync(path.dirname(fileOf(name)), { recursive: true });
  fs.writeFileSync(fileOf(name), brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }));
}
