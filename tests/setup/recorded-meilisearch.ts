import { createHash } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { LIVE, wipe } from "./live-meilisearch";

/**
 * Meilisearch for tests at an address of this machine: the live engine that MEILISEARCH_URL names, or else what one
 * answered when it was recorded (RECORD_MEILISEARCH=1, live). An answer is found by the writes that an index took in
 * since it was empty, and the method, path and body of the request; a request that was never recorded is refused.
 */
export type MeilisearchForTests = {
  url: string;
  /** As on its first day. */
  empty(): Promise<void>;
  /** Writes the recording down, where one is made. */
  stop(): Promise<void>;
};

const FOLDER = path.join(import.meta.dirname, "../features/catalogue/recordings");

type Answer = { status: number; body: unknown };
/** `task` is what a queued write came to. */
type Exchange = { asked: string; answer: Answer; task?: unknown };
type Recording = { meilisearch: string; exchanges: Record<string, Exchange> };

export async function startMeilisearchForTests(name: string): Promise<MeilisearchForTests> {
  const file = path.join(FOLDER, `${name}.json.br`);
  const source = LIVE ? new LiveSource(LIVE, process.env.RECORD_MEILISEARCH ? { meilisearch: await versionOf(LIVE), exchanges: {} } : undefined) : new RecordedSource(read(file));
  const server = http.createServer(async (request, response) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const asked = { method: request.method ?? "GET", path: request.url ?? "/", body: Buffer.concat(chunks).toString() };
      const { status, body } = await source.answer(asked, request.headers.authorization ?? "");
      response.writeHead(status, { "Content-Type": "application/json" }).end(body === undefined ? "" : JSON.stringify(body));
    } catch (error) {
      // A code that no test expects.
      response.writeHead(501, { "Content-Type": "application/json" }).end(JSON.stringify({ message: (error as Error).message, code: "not_recorded", type: "system", link: "" }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    empty: () => source.empty(),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (source instanceof LiveSource && source.recording) write(file, source.recording);
    },
  };
}

type Asked = { method: string; path: string; body: string };

/** What each index took in since it was empty: the same requests get the same answers only there. */
class History {
  private readonly taken = new Map<string, string>();

  keyOf(asked: Asked): string {
    const { index } = named(asked);
    const relevant = index === undefined ? [...this.taken].sort() : [this.taken.get(index) ?? "", this.taken.get("") ?? ""];
    return hash([relevant, asked.method, asked.path, asked.body]);
  }

  take(asked: Asked): void {
    const { index = "" } = named(asked);
    this.taken.set(index, hash([this.taken.get(index) ?? "", asked.method, asked.path, asked.body]));
  }

  forget(): void {
    this.taken.clear();
  }
}

/** The index that a request is about; undefined for those about several. */
function named({ method, path: asked, body }: Asked): { index: string | undefined } {
  const inPath = /^\/indexes\/([^/?]+)/.exec(asked)?.[1];
  if (inPath) return { index: inPath };
  return { index: method === "POST" && asked === "/indexes" ? (JSON.parse(body) as { uid: string }).uid : undefined };
}

const TASK = /^\/tasks\/(\d+)$/;

class LiveSource {
  private readonly history = new History();
  private readonly writes = new Map<number, { key: string; asked: Asked }>();

  constructor(
    private readonly live: NonNullable<typeof LIVE>,
    readonly recording: Recording | undefined,
  ) {}

  async empty(): Promise<void> {
    await wipe(this.live.client);
    this.history.forget();
  }

  async answer(asked: Asked, authorization: string): Promise<Answer> {
    const response = await fetch(new URL(asked.path, this.live.url), {
      method: asked.method,
      headers: { authorization, "content-type": "application/json", "accept-encoding": "identity" },
      ...(asked.body !== "" && { body: asked.body }),
    });
    const text = await response.text();
    const answer: Answer = { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
    if (this.recording) this.record(this.recording.exchanges, asked, answer);
    return answer;
  }

  private record(exchanges: Recording["exchanges"], asked: Asked, answer: Answer): void {
    const task = TASK.exec(asked.path)?.[1];
    const body = answer.body as { status?: string; taskUid?: number } | undefined;
    if (task !== undefined) {
      const write = this.writes.get(Number(task));
      if (!write || !["succeeded", "failed", "canceled"].includes(body?.status ?? "")) return;
      this.writes.delete(Number(task));
      const known = exchanges[write.key];
      if (known) known.task = withoutTimes(answer.body);
      this.history.take(write.asked);
      return;
    }
    const key = this.history.keyOf(asked);
    if (body?.taskUid !== undefined) this.writes.set(body.taskUid, { key, asked });
    const exchange: Exchange = { asked: `${asked.method} ${asked.path}`, answer: { status: answer.status, body: withoutTimes(answer.body) } };
    const known = exchanges[key];
    if (known && JSON.stringify(known.answer) !== JSON.stringify(exchange.answer))
      throw new Error(`The engine gave two answers to one question: ${exchange.asked} ${asked.body.slice(0, 300)}`);
    exchanges[key] ??= exchange;
  }
}

class RecordedSource {
  private readonly history = new History();
  private readonly tasks: Array<{ asked: Asked; task: unknown; taken: boolean }> = [];

  constructor(private readonly recording: Recording) {}

  async empty(): Promise<void> {
    this.history.forget();
  }

  async answer(asked: Asked): Promise<Answer> {
    const place = TASK.exec(asked.path)?.[1];
    if (place !== undefined) {
      const queued = this.tasks[Number(place)];
      if (!queued) throw new Error(`No task ${place} was given out.`);
      if (!queued.taken) this.history.take(queued.asked);
      queued.taken = true;
      return { status: 200, body: { ...(queued.task as object), uid: Number(place) } };
    }
    const exchange = this.recording.exchanges[this.history.keyOf(asked)];
    if (!exchange) throw new Error(`Not in the recording (record it with RECORD_MEILISEARCH=1 and a live engine): ${asked.method} ${asked.path} ${asked.body.slice(0, 300)}`);
    if (!exchange.task) return exchange.answer;
    const taskUid = this.tasks.push({ asked, task: exchange.task, taken: false }) - 1;
    return { status: exchange.answer.status, body: { ...(exchange.answer.body as object), taskUid } };
  }
}

/** What differs from one run to the next, and what nobody reads. */
const VOLATILE = new Set([
  "processingTimeMs",
  "requestUid",
  "enqueuedAt",
  "startedAt",
  "finishedAt",
  "duration",
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

function withoutTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => (VOLATILE.has(name) ? [] : [[name, withoutTimes(inner)]])));
}

function hash(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 16);
}

async function versionOf(live: NonNullable<typeof LIVE>): Promise<string> {
  return (await live.client.getVersion()).pkgVersion;
}

function read(file: string): Recording {
  return JSON.parse(brotliDecompressSync(fs.readFileSync(file)).toString()) as Recording;
}

function write(file: string, recording: Recording): void {
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.writeFileSync(file, brotliCompressSync(JSON.stringify(recording)));
}
