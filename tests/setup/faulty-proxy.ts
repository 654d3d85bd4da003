import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Asked = { method: string; path: string; body: Buffer };
export type Answer = { status: number; body: Buffer };

/** What happens to requests on their way. */
export type Fault = {
  /** Happens first, while the request waits. */
  before?: (asked: Asked) => Promise<void> | void;
  /** Takes the request in and never answers. */
  hang?: (asked: Asked) => boolean;
  /** Milliseconds before the request goes on. */
  delay?: (asked: Asked) => number;
  /** Answers instead of the server. */
  instead?: (asked: Asked) => { status: number; json: unknown } | undefined;
  /** Alters what the server is sent. */
  asked?: (asked: Asked) => Buffer;
  /** Alters what the server answered. */
  answered?: (asked: Asked, answer: Answer) => Buffer;
};

export type FaultyProxy = {
  url: string;
  /** From now on; `{}` lets everything pass. */
  set(fault: Fault): void;
  /** Nothing listens at the address any more, and what was under way is cut off. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

/** Stands between the application and a real server, at one address as long as it lives. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  let fault: Fault = {};
  let port = 0;
  let server = http.createServer();

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked: Asked = { method: request.method ?? "GET", path: request.url ?? "/", body: Buffer.concat(chunks) };
    await fault.before?.(asked);
    const { hang, delay, instead, asked: alterAsked, answered } = fault;
    if (hang?.(asked)) return;
    const wait = delay?.(asked) ?? 0;
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    // The asker was cut off meanwhile.
    if (response.destroyed) return;
    const made = instead?.(asked);
    if (made) {
      response.writeHead(made.status, { "Content-Type": "application/json" }).end(JSON.stringify(made.json));
      return;
    }
    const body = alterAsked?.(asked) ?? asked.body;
    const { authorization = "", "content-type": contentType = "application/json" } = request.headers;
    const answer = await fetch(new URL(asked.path, target), {
      method: asked.method,
      headers: { authorization, "content-type": contentType, "accept-encoding": "identity" },
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    const came: Answer = { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
    response.writeHead(came.status, { "Content-Type": answer.headers.get("content-type") ?? "application/json" }).end(answered?.(asked, came) ?? came.body);
  }

  const start = async () => {
    server = http.createServer((request, response) => void pass(request, response).catch(() => response.destroy()));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    set(next) {
      fault = next;
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
    start,
  };
}
