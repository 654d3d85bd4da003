import { type AppError, asAppError, HTTP_STATUS } from "~/platform/errors";
import { OPEN_TO_ALL, PROBLEM_TYPE, problemOf } from "~/platform/http/problem";
import { noteFailure } from "~/platform/log.server";
import type { Problem } from "./problem";

export { OPEN_TO_ALL };

export function jsonAnswer(body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json; charset=utf-8", ...OPEN_TO_ALL, ...headers } });
}

export function problemAnswer(error: AppError): Response {
  const problem: Problem = problemOf(error);
  if (problem.status >= 500) noteFailure(error);
  // A tombstone stays, so it may be kept; a refusal may be over in a moment.
  const kept: Record<string, string> = error.code === "gone" || error.code === "not_found" ? {} : { "Cache-Control": "no-store" };
  return new Response(JSON.stringify(problem), { status: HTTP_STATUS[error.code], headers: { "Content-Type": PROBLEM_TYPE, ...kept, ...OPEN_TO_ALL } });
}

/** The API's action everywhere: it is for reading only. */
export function refuseWriting(): Response {
  const problem: Problem = { type: "about:blank", title: "method-not-allowed", status: 405 };
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "Content-Type": PROBLEM_TYPE, "Cache-Control": "no-store", Allow: "GET, HEAD", ...OPEN_TO_ALL },
  });
}

/** Runs a loader of the API: whatever it throws becomes a problem document, and what nobody meant is noted for the log. */
export async function answerWithProblems(answer: () => Promise<Response> | Response): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Response) return error;
    const meant = asAppError(error);
    if (meant) return problemAnswer(meant);
    noteFailure(error);
    const problem: Problem = problemOf(undefined);
    return new Response(JSON.stringify(problem), { status: problem.status, headers: { "Content-Type": PROBLEM_TYPE, "Cache-Control": "no-store", ...OPEN_TO_ALL } });
  }
}
