import http from "node:http";
import type { AddressInfo } from "node:net";
import { LIVE, wipe } from "./live-meilisearch";
import { type Answer, type Asked, Indexes, type Recording, readRecording, taskAskedFor, writeRecording } from "./meilisearch-exchanges";
import { askLive, Recorder } from "./meilisearch-recorder";

/** Whether what a live engine answers is written down. */
export const RECORDING = LIVE !== undefined && Boolean(process.env.RECORD_MEILISEARCH);

/**
 * Meilisearch for tests at an address of this machine: the live engine that MEILISEARCH_URL names, or else what one
 * answered when it was recorded (RECORD_MEILISEARCH=1, live). An answer is found by what the indexes held when it was
 * given, and the method, path and body of the request; a request that was never recorded is refused.
 */
export type MeilisearchForTests = {
  url: string;
  /** As on its first day. */
  empty(): Promise<void>;
  /** The requests since then that were not recorded; in a recording, what makes it useless. */
  troubles(): readonly string[];
  /** Writes the recording down, where one is made. */
  stop(): Promise<void>;
};

type Source = {
  empty(): Promise<void>;
  answer(asked: Asked, authorization: string): Promise<Answer>;
  troubles: readonly string[];
  recording?(): Promise<Recording>;
};

/** @param exploring for who asks at moments that differ from one run to the next (meilisearch-recorder.ts) */
export async function startMeilisearchForTests(name: string, { exploring = false }: { exploring?: boolean } = {}): Promise<MeilisearchForTests> {
  const source = sourceOf(name, exploring);
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
    troubles: () => source.troubles,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (source.recording) writeRecording(name, await source.recording());
    },
  };
}

function sourceOf(name: string, exploring: boolean): Source {
  if (!LIVE) return new RecordedSource(readRecording(name));
  const live = LIVE;
  const empty = () => wipe(live.client);
  if (!RECORDING) return { empty, answer: (asked, authorization) => askLive(live, asked, authorization), troubles: [] };
  const recorder = new Recorder(live, exploring);
  return {
    empty: () => recorder.empty(empty),
    answer: (asked, authorization) => recorder.answer(asked, authorization),
    troubles: recorder.troubles,
    recording: () => recorder.recording(),
  };
}

/** Gives the answers that were recorded. A write is done as soon as it is taken in. */
class RecordedSource implements Source {
  readonly troubles: string[] = [];
  private readonly indexes = new Indexes();
  private readonly tasks: object[] = [];
  private births = 0;

  constructor(private readonly recorded: Recording) {}

  async empty(): Promise<void> {
    this.indexes.forget();
    this.troubles.length = 0;
  }

  async answer(asked: Asked): Promise<Answer> {
    const number = taskAskedFor(asked);
    if (number !== undefined) return { status: 200, body: { ...this.tasks[number], uid: number } };
    const exchange = this.recorded.exchanges[this.indexes.keyOf(asked)];
    if (!exchange) {
      const trouble = `Not in the recording (record it with RECORD_MEILISEARCH=1 and a live engine): ${asked.method} ${asked.path} ${asked.body.slice(0, 300)}`;
      this.troubles.push(trouble);
      throw new Error(trouble);
    }
    const { answer, task, effect } = exchange;
    if (task && effect) {
      this.births += 1;
      this.indexes.undergo(effect, new Date(this.births).toISOString());
      return { status: answer.status, body: { ...(answer.body as object), taskUid: this.tasks.push(task) - 1 } };
    }
    const index = asked.method === "GET" ? this.indexes.get(asked.path.replace(/^\/indexes\//, "")) : undefined;
    return index ? { status: answer.status, body: { ...(answer.body as object), createdAt: index.born } } : answer;
  }
}
