import { json } from "@remix-run/node";
import { type AppError, HTTP_STATUS } from "../errors";
import { noteFailure } from "../log.server";

/** What an error boundary gets to show. */
export type ErrorData = { code: AppError["code"]; reason: string; field?: string };

/** A page's error as the Response that Remix renders its error boundary for. */
export function errorResponse(error: AppError): Response {
  if (HTTP_STATUS[error.code] >= 500) noteFailure(error);
  const data: ErrorData = { code: error.code, reason: error.reason, ...(error.field && { field: error.field }) };
  return json(data, { status: HTTP_STATUS[error.code], headers: { "Cache-Control": "no-store" } });
}

/** The same for what nobody meant: the page says so, and names the request. */
export function unexpectedResponse(): Response {
  return json({ code: "unexpected" }, { status: 500, headers: { "Cache-Control": "no-store" } });
}
