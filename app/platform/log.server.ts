import { AsyncLocalStorage } from "node:async_hooks";
import pino from "pino";

/** What every line of a request carries. Ids only: a log can't be erased person by person. */
const requestContext = new AsyncLocalStorage<{ requestId: string }>();

/** Logs go to stderr as JSON lines: stdout belongs to results and to the `ready` line. */
export const log = pino(
  {
    level: process.env.LOG_LEVEL || "info",
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => requestContext.getStore() ?? {},
  },
  pino.destination({ dest: 2, sync: true }),
);

export function withRequestId<T>(requestId: string, run: () => T): T {
  return requestContext.run({ requestId }, run);
}
