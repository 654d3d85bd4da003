import type { EntryContext } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { renderToString } from "react-dom/server";
import { localeOfPath } from "./i18n/locales";
import { AppError } from "./platform/errors";
import { log } from "./platform/log.server";

/**
 * Renders the whole document at once: nothing on a page waits for something else, so a stream would only cost time and
 * memory. What a component throws goes back to Remix, which renders the error page.
 */
export default function handleRequest(request: Request, status: number, headers: Headers, context: EntryContext): Response {
  const html = renderToString(<RemixServer context={context} url={request.url} />);
  headers.set("Content-Type", "text/html; charset=utf-8");
  headers.set("Content-Language", localeOfPath(new URL(request.url).pathname));
  return new Response(`<!DOCTYPE html>${html}`, { status, headers });
}

/** Remix hands over what loaders and actions threw without meaning it; what they meant is an AppError's response. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted || error instanceof AppError) return;
  log.error({ err: error, path: new URL(request.url).pathname }, "unexpected error");
}
