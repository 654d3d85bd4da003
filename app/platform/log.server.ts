import { AsyncLocalStorage } from "node:async_hooks";
import pino from "pino";

/** What is remembered of a request while it is answered. */
export type RequestRecord = {
  requestId: string;
  /** What went wrong on the way, for the one line that tells of the request. */
  failures: unknown[];
  /** Whoever asked has been told to try again: what is still under way for it must not be committed. */
  givenUp: boolean;
};

/** What every line of a request carries. Ids only: a log can't be erased person by person. */
const requestContext = new AsyncLocalStorage<RequestRecord>();

const destination = pino.destination({ dest: 2, sync: true });
// Pino ends the process when a line can't be written, because nobody listens: a full disk under the log must not end the site.
destination.on("error", () => {});

/** Logs go to stderr as JSON lines: stdout belongs to results and to the `ready` line. */
export const log = pino(
  {
    level: process.env.LOG_LEVEL || "info",
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin() {
      const requestId = requestContext.getStore()?.requestId;
      return requestId ? { requestId } : {};
    },
  },
  destination,
);

export function withRequest<T>(record: RequestRecord, run: () => T): T {
  return requestContext.run(record, run);
}

/** What failed within a request goes into the request's one line; outside of one it gets a line of its own. */
export function noteFailure(error: unknown): void {
  const record = requestContext.getStore();
  if (record) record.failures.push(error);
  else log.error({ err: error }, "unexpected error");
}

/** Whether the request that this runs for has been answered with "try again" already. */
export function isGivenUp(): boolean {
  return requestContext.getStore()?.givenUp ?? false;
}
