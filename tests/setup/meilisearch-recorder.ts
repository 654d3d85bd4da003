import { isDeepStrictEqual } from "node:util";
import type { LIVE } from "./live-meilisearch";
import { type Answer, type Asked, digest, type Effect, type Exchange, type Index, Indexes, indexNamedIn, type Recording, taskAskedFor } from "./meilisearch-exchanges";

type Live = NonNullable<typeof LIVE>;
type Queued = { taskUid?: number };

export async function askLive({ url }: Live, { method, path, body }: Asked, authorization: string): Promise<Answer> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: { authorization, "content-type": "application/json", "accept-encoding": "identity" },
    ...(body !== "" && { body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

/**
 * Passes requests on to a live engine, one after the other, and writes down what came of each. A write is waited for, and
 * its effect is what the engine is seen to hold afterwards. Exploring, it also asks what others may ask at another moment
 * than this time: after each write the same write once more, and of its index everything that was asked before.
 */
export class Recorder {
  readonly troubles: string[] = [];
  private readonly exchanges: Recording["exchanges"] = {};
  private readonly indexes = new Indexes();
  private readonly reads = new Map<string, Asked>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly live: Live,
    private readonly exploring: boolean,
  ) {}

  async recording(): Promise<Recording> {
    if (this.troubles.length > 0) throw new Error(`This recording is of no use.\n${this.troubles.join("\n")}`);
    return { meilisearch: (await this.live.client.getVersion()).pkgVersion, exchanges: this.exchanges };
  }

  empty(wipe: () => Promise<void>): Promise<void> {
    return this.alone(async () => {
      await wipe();
      this.indexes.forget();
      // What the next test asks of documents is about others; everything else is asked of every index.
      for (const [key, { method }] of this.reads) if (method !== "GET") this.reads.delete(key);
    });
  }

  answer(asked: Asked, authorization: string): Promise<Answer> {
    if (taskAskedFor(asked) !== undefined) return askLive(this.live, asked, authorization);
    return this.alone(async () => {
      const { answer, effect } = await this.record(asked, authorization);
      if (this.exploring && effect) await this.explore(asked, effect, authorization);
      return answer;
    });
  }

  private async record(asked: Asked, authorization: string): Promise<{ answer: Answer; effect?: Effect }> {
    const key = this.indexes.keyOf(asked);
    const answer = await askLive(this.live, asked, authorization);
    const exchange: Exchange = { asked: `${asked.method} ${asked.path}`, answer: { status: answer.status, body: lasting(answer.body) } };
    const { taskUid } = (answer.body ?? {}) as Queued;
    if (taskUid === undefined) {
      this.keep(key, exchange);
      this.reads.set(`${asked.method} ${asked.path} ${asked.body}`, asked);
      return { answer };
    }
    const task = await this.live.client.tasks.waitForTask(taskUid, { timeout: 60_000, interval: 5 });
    const effect = await this.effectOn(namesIn(asked));
    const { uid: _, ...lastingTask } = lasting(task) as { uid: number };
    this.keep(key, { ...exchange, task: lastingTask, effect });
    return { answer, effect };
  }

  private keep(key: string, exchange: Exchange): void {
    const known = this.exchanges[key];
    this.exchanges[key] ??= exchange;
    if (known && JSON.stringify(known) !== JSON.stringify(exchange)) this.troubles.push(`Two answers to one question:\n${JSON.stringify(known)}\n${JSON.stringify(exchange)}`);
  }

  /** Which of these indexes are other ones than before; from now on they are known as they are. */
  private async effectOn(names: readonly string[]): Promise<Effect> {
    const before = new Map(names.map((name) => [name, this.indexes.get(name)]));
    const effect: Effect = {};
    let now = "";
    for (const name of names) {
      const after = await this.look(name);
      if (isDeepStrictEqual(after, before.get(name))) continue;
      if (!after) {
        effect[name] = null;
        continue;
      }
      const [was] = [...before].find(([, other]) => other?.born === after.born) ?? [];
      if (was !== undefined && was !== name && !isDeepStrictEqual(before.get(was), after)) this.troubles.push(`${was} changed while it became ${name}`);
      effect[name] = was === undefined || was === name ? { settings: after.settings, documents: after.documents } : { was };
      now = after.born;
    }
    this.indexes.undergo(effect, now);
    return effect;
  }

  private async look(name: string): Promise<Index | undefined> {
    const index = this.live.client.index(name);
    const raw = await this.live.client.getRawIndex(name).catch(() => undefined);
    if (!raw) return undefined;
    const { results } = await index.getDocuments({ limit: 10_000 });
    return { settings: digest(await index.getSettings()), documents: digest(results), born: String(raw.createdAt) };
  }

  private async explore(written: Asked, effect: Effect, authorization: string): Promise<void> {
    const isNew = (asked: Asked) => this.exchanges[this.indexes.keyOf(asked)] === undefined;
    if (indexNamedIn(written) !== undefined && isNew(written)) await this.record(written, authorization);
    for (const read of [...this.reads.values()]) {
      const name = indexNamedIn(read);
      if (name === undefined) continue;
      // What is looked up in one index may be looked up in any.
      const names = read.method === "GET" ? Object.keys(effect) : [name].filter((one) => one in effect);
      for (const of of names) {
        const same = { ...read, path: read.path.replace(`/indexes/${name}`, `/indexes/${of}`) };
        if (isNew(same)) await this.record(same, authorization);
      }
    }
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch((error: unknown) => {
      this.troubles.push(String(error));
    });
    return done;
  }
}

/** The indexes that a write is about. */
function namesIn(asked: Asked): string[] {
  const one = indexNamedIn(asked);
  if (one !== undefined) return [one];
  return (JSON.parse(asked.body) as Array<{ indexes: string[] }>).flatMap(({ indexes }) => indexes);
}

/** What differs from one run to the next, and what nobody reads. */
const VOLATILE = new Set([
  "processingTimeMs",
  "requestUid",
  "enqueuedAt",
  "startedAt",
  "finishedAt",
  "duration",
  "details",
  "batchUid",
  "taskUid",
  "createdAt",
  "updatedAt",
  "lastUpdate",
  "databaseSize",
  "usedDatabaseSize",
  "rawDocumentDbSize",
  "avgDocumentSize",
  "metadata",
]);

function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => (VOLATILE.has(name) ? [] : [[name, lasting(inner)]])));
}
