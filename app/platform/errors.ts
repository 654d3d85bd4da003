import { databaseFault } from "./database/fault";

/**
 * The one error that carries a meaning for people. `reason` is a translation key, never a sentence; features put
 * their own meaning there, so this list of codes stays short.
 */
export type ErrorCode = "bad_input" | "not_signed_in" | "not_found" | "forbidden_origin" | "conflict" | "gone" | "too_large" | "too_many" | "unavailable";

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly reason: string;
  /** The form field or query parameter that the reason is about. */
  readonly field: string | undefined;

  constructor(code: ErrorCode, reason: string, options: { field?: string; cause?: unknown } = {}) {
    super(`${code}: ${reason}`, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.reason = reason;
    this.field = options.field;
  }
}

/** An error as what it means to people: a database that can't answer is `unavailable`, and a fault of ours means nothing. */
export function asAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  return databaseFault(error) === undefined ? undefined : new AppError("unavailable", "database", { cause: error });
}

/** The only place where a code becomes an HTTP status. */
export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  bad_input: 400,
  not_signed_in: 401,
  forbidden_origin: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
};

/**
 * A failure that a person at a terminal can act on: printed as one sentence, without a stack, with exit code 1.
 */
export class OperatorError extends Error {
  constructor(sentence: string, options: { cause?: unknown } = {}) {
    super(sentence, options);
    this.name = "OperatorError";
  }
}
