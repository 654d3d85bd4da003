import { connectDatabase, disconnectDatabase } from "~/platform/database/client.server";
import { openEmbeddedDatabase } from "~/platform/database/embedded.server";
import { databaseFault } from "~/platform/database/fault";
import { migrate } from "~/platform/database/migrate.server";
import type { Environment } from "~/platform/env.server";
import { OperatorError } from "~/platform/errors";
import { log } from "~/platform/log.server";
import { strayFailures } from "~/platform/metrics.server";

/** npm hands on a signal that the process group got already: a second one counts only when somebody repeats it. */
const REPEATED_SIGNAL_MS = 1_000;

/** How long a process that can't go on may take to end what it started. */
const LAST_MS = 10_000;

/** Takes what ends a part that has been started. Parts end in the opposite order: requests first, the database last. */
export type OnStop = (end: () => Promise<void>) => void;

/**
 * Runs a process until SIGINT or SIGTERM, then ends what it started; a repeated signal ends it at once. An OperatorError
 * at the start is told in its own sentence, and everything else with its trace; both exit with 1.
 */
export function runProcess(start: (onStop: OnStop) => Promise<void>): void {
  const started: Array<() => Promise<void>> = [];
  async function stop(): Promise<void> {
    for (const end of started.splice(0).reverse()) await end().catch((error: unknown) => log.error({ err: error }, "stopping failed"));
  }

  let firstSignal = 0;
  function onSignal(): void {
    const at = Date.now();
    if (firstSignal && at - firstSignal < REPEATED_SIGNAL_MS) return;
    if (firstSignal) process.exit(1);
    firstSignal = at;
    void stop().then(() => process.exit(0));
  }
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  // A promise that nobody waited for leaves the rest of the process as it was: it is told, counted, and everybody else is served.
  process.on("unhandledRejection", (error) => {
    strayFailures.inc();
    log.error({ err: error }, "a failure that nobody answered for");
  });
  // What is thrown into the event loop may have left something half done, unless it only tells that the database went away.
  process.on("uncaughtException", (error) => {
    strayFailures.inc();
    if (databaseFault(error) !== undefined) return log.error({ err: error }, "a failure that nobody answered for");
    log.fatal({ err: error }, "the process can't go on");
    setTimeout(() => process.exit(1), LAST_MS).unref();
    void stop().then(() => process.exit(1));
  });

  start((end) => started.push(end)).catch(async (error: unknown) => {
    if (firstSignal) return;
    if (error instanceof OperatorError) process.stderr.write(`${error.message}\n`);
    else log.fatal({ err: error }, "the start failed");
    await stop();
    process.exit(1);
  });
}

/** The database of this environment, connected and migrated. Processes that start at once migrate one after the other. */
export async function openDatabase(env: Environment, onStop: OnStop): Promise<void> {
  let url = env.DATABASE_URL;
  if (!url) {
    const embedded = await openEmbeddedDatabase(env.dataDir);
    onStop(() => embedded.release());
    url = embedded.url;
  }
  await connectDatabase(url);
  onStop(disconnectDatabase);
  await migrate(url);
}
