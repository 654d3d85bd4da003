import { json } from "@remix-run/node";
import { type AppError, HTTP_STATUS } from "../errors";

/** What an error boundary gets to show. */
export type ErrorData = { code: AppError["code"]; reason: string; field?: string };

/** A page's error as the Response that Remix renders its error boundary for. */
export function errorResponse(error: AppError): Response {
  const data: ErrorData = { code: error.code, reason: error.reason, ...(error.field && { field: error.field }) };
  return json(data, { status: HTTP_STATUS[error.code], headers: { "Cache-Control": "no-store" } });
}
