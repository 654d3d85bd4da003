import { AppError, HTTP_STATUS } from "~/platform/errors";
import { log } from "~/platform/log.server";
import type { Problem } from "./problem";

/** Anybody's page may read what is public anyway: no answer here depends on a cookie. */
export const OPEN_TO_ALL = { "Access-Control-Allow-Origin": "*" } as const;

export function jsonAnswer(body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json; charset=utf-8", ...OPEN_TO_ALL, ...headers } });
}

export function problemAnswer(error: AppError): Response {
  const status = HTTP_STATUS[error.code];
  const problem: Problem = { type: "about:blank", title: error.reason, status, ...(error.field && { field: error.field }) };
  // A tombstone stays, so it may be kept; a refusal may be over in a moment.
  const kept: Record<string, string> = error.code === "gone" || error.code === "not_found" ? {} : { "Cache-Control": "no-store" };
  return new Response(JSON.stringify(problem), { status, headers: { "Content-Type": "application/problem+json; charset=utf-8", ...kept, ...OPEN_TO_ALL } });
}

/** The API's action everywhere: it is for reading only. */
export function refuseWriting(): Response {
  const problem: Problem = { type: "about:blank", title: "method-not-allowed", status: 405 };
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "Content-Type": "application/problem+json; charset=utf-8", "Cache-Control": "no-store", Allow: "GET, HEAD", ...OPEN_TO_ALL },
  });
}

/** Runs a loader of the API: whatever it throws becomes a problem document, and what nobody meant is logged. */
export async function answerWithProblems(answer: () => Promise<Response> | Response): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Response) return error;
    if (error instanceof AppError) return problemAnswer(error);
    log.error({ err: error }, "the API failed");
    const problem: Problem = { type: "about:blank", title: "unexpected", status: 500 };
    return new Response(JSON.stringify(problem), {
      status: 500,
      headers: { "Content-Type": "application/problem+json; charset=utf-8", "Cache-Control": "no-store", ...OPEN_TO_ALL },
    });
  }
}
