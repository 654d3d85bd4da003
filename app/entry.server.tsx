import { PassThrough, Readable } from "node:stream";
import type { EntryContext } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { renderToPipeableStream } from "react-dom/server";
import { localeOfPath } from "./i18n/locales";
import { AppError } from "./platform/errors";
import { log } from "./platform/log.server";

const RENDER_LIMIT_MS = 10_000;

/** Renders the whole document before it answers: pages wait for nothing else, and a status can't change half-way. */
export default function handleRequest(request: Request, status: number, headers: Headers, context: EntryContext): Promise<Response> {
  return new Promise((resolve, reject) => {
    const stream = renderToPipeableStream(<RemixServer context={context} url={request.url} />, {
      onAllReady() {
        headers.set("Content-Type", "text/html; charset=utf-8");
        headers.set("Content-Language", localeOfPath(new URL(request.url).pathname));
        const body = new PassThrough();
        resolve(new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, { status, headers }));
        stream.pipe(body);
      },
      onShellError: reject,
      onError(error) {
        log.error({ err: error }, "rendering failed");
      },
    });
    setTimeout(() => stream.abort(), RENDER_LIMIT_MS).unref();
  });
}

/** Remix hands over what loaders and actions threw without meaning it; what they meant is an AppError's response. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted || error instanceof AppError) return;
  log.error({ err: error, path: new URL(request.url).pathname }, "unexpected error");
}
