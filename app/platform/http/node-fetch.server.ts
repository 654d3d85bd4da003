import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError } from "../errors";

/**
 * The Fetch request that Remix handlers take. The body is counted while it streams, whatever Content-Length said.
 * What a form's Origin may be has been checked before: Remix compares it once more with the host's name, which a balancer
 * may have replaced and a client may have forged, so it is told the one that was checked.
 */
export function toFetchRequest(request: IncomingMessage, url: URL, options: { signal: AbortSignal; maxBodyBytes: number }): Request {
  const headers = new Headers();
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? "";
    if (!name.startsWith(":")) headers.append(name, request.rawHeaders[index + 1] ?? "");
  }
  headers.delete("x-forwarded-host");
  const origin = headers.get("origin");
  if (origin && URL.canParse(origin)) headers.set("host", new URL(origin).host);
  const init: RequestInit & { duplex?: "half" } = { method: request.method ?? "GET", headers, signal: options.signal };
  if (request.method !== "GET" && request.method !== "HEAD") {
    init.body = Readable.toWeb(request.compose(countingBytes(options.maxBodyBytes)) as Readable) as ReadableStream<Uint8Array>;
    init.duplex = "half";
  }
  return new Request(url, init);
}

function countingBytes(limit: number) {
  return async function* count(source: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > limit) throw new AppError("too_large", "body-too-large");
      yield chunk;
    }
  };
}

export async function sendFetchResponse(response: Response, target: ServerResponse, options: { headOnly: boolean }): Promise<void> {
  target.statusCode = response.status;
  for (const [name, value] of response.headers) target.appendHeader(name, value);
  if (options.headOnly || !response.body) {
    target.end();
    return;
  }
  try {
    await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), target);
  } catch (error) {
    if (!isHangUp(error)) throw error;
  }
}

/** Whoever closes a page or stops a download is nobody's failure, and there is nobody left to tell. */
function isHangUp(error: unknown): boolean {
  return ["ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "EPIPE"].includes((error as NodeJS.ErrnoException).code ?? "");
}
