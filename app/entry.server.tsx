import type { EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { renderToString } from "react-dom/server";
import { type Locale, localeOfPath } from "./i18n/locales";
import { translator } from "./i18n/translator";
import { AppError } from "./platform/errors";
import { noteFailure } from "./platform/log.server";

/**
 * Renders the whole document at once: nothing on a page waits for something else, so a stream would only cost time and
 * memory. What a component throws goes back to Remix, which renders the error page.
 */
export default function handleRequest(request: Request, status: number, headers: Headers, context: EntryContext): Response {
  const html = renderToString(<RemixServer context={context} url={request.url} />);
  const locale = localeOfPath(new URL(request.url).pathname);
  headers.set("Content-Type", "text/html; charset=utf-8");
  headers.set("Content-Language", locale);
  const sentBack = status >= 400 && context.staticHandlerContext.actionData != null;
  return new Response(`<!DOCTYPE html>${sentBack ? sayingError(html, locale) : html}`, { status, headers });
}

/**
 * A form that comes back says so where a screen reader begins, in the title. Here, because Remix shows `meta` what a
 * loader answered but not what an action did.
 */
function sayingError(html: string, locale: Locale): string {
  return html.replace("<title>", `<title>${translator(locale).t("common.error")}: `);
}

/** Remix hands over what loaders and actions threw without meaning it; what they meant is an AppError's response. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted || error instanceof AppError) return;
  // A method that an address does not take is the client's affair: anybody can send it, and the answer says so.
  if (isRouteErrorResponse(error) && error.status < 500) return;
  noteFailure(error);
}
