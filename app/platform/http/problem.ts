import { type AppError, HTTP_STATUS } from "../errors";

/** RFC 9457, as programs get it. `title` is a stable key; `field` names the parameter at fault. */
export type ProblemBody = { type: "about:blank"; title: string; status: number; detail?: string; field?: string };

/** Anybody's page may read what is public anyway: no answer of the API depends on a cookie, a refusal neither. */
export const OPEN_TO_ALL = { "Access-Control-Allow-Origin": "*" } as const;
export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** A failure in a program's words. */
export function problemOf(error: AppError | undefined, otherwise: { title: string; status: number } = { title: "unexpected", status: 500 }): ProblemBody {
  if (!error) return { type: "about:blank", ...otherwise };
  const { code, reason, field } = error;
  return {
    type: "about:blank",
    title: reason,
    status: HTTP_STATUS[code],
    ...(code === "unavailable" && { detail: "The registry can't answer this right now. Please ask again after the time that Retry-After gives." }),
    ...(field && { field }),
  };
}
