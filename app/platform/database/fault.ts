/**
 * SQLSTATEs, whole or by their class, with which PostgreSQL says that it can't do its work now, whatever was asked:
 * connections (08), a write to a copy that only reads (25006), refused users (28), no room or no more connections (53), shutdown,
 * start and cancelled statements (57P, 57014), its own disk (58), a lock that did not come in time (55P03), a closed database (55000, 3D000).
 */
const SQL_STATES = /^(?:08...|25006|28...|3D000|53...|55000|55P03|57014|57P..|58...)$/;
/** What the operating system says of a connection. */
const SYSTEM_CODES = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "EHOSTDOWN", "ENETUNREACH", "ENETDOWN"],
  ...["ENOTFOUND", "EAI_AGAIN", "EADDRNOTAVAIL", "EMFILE", "ENFILE"],
]);
/** Prisma's own: all of P10xx are about reaching the server, the others about waiting for a connection or a transaction. */
const PRISMA_CODES = /^(?:P10(?:0[0-3]|08|1[017])|P2024|P2028|P2037)$/;
/** What pg, its pool and Prisma's adapter say without a code. */
const SENTENCES =
  /Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|not queryable|Cannot use a pool after calling end|Can't reach database server|Server has closed the connection|The server does not support SSL|establishing an SSL connection/;
/** Kinds in which Prisma's adapter passes on what the driver said. */
const ADAPTER_KINDS = new Set([
  ...["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections", "TlsConnectionError"],
  ...["AuthenticationFailed", "DatabaseAccessDenied", "DatabaseDoesNotExist"],
]);
/** Errors wrap each other a few deep; a cycle must end. */
const MOST_LEVELS = 8;

/**
 * Why the database can't answer at this moment, as a short code for the log; undefined for every other error, a fault of ours
 * among them. The one place that decides it, for Prisma, for pg and for what either wraps.
 */
export function databaseFault(error: unknown, level = 0): string | undefined {
  if (typeof error !== "object" || error === null || level > MOST_LEVELS) return undefined;
  const { code, originalCode, kind, message, cause, errors, meta } = error as Record<string, unknown>;
  for (const state of [code, originalCode]) {
    if (typeof state !== "string") continue;
    if (SQL_STATES.test(state) || SYSTEM_CODES.has(state) || PRISMA_CODES.test(state)) return state;
  }
  if (typeof kind === "string" && ADAPTER_KINDS.has(kind)) return kind;
  const wrapped = [cause, ...(Array.isArray(errors) ? errors : []), (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError];
  for (const inner of wrapped) {
    const fault = databaseFault(inner, level + 1);
    if (fault) return fault;
  }
  return typeof message === "string" ? SENTENCES.exec(message)?.[0] : undefined;
}
