import { setImmediate as turn } from "node:timers/promises";
import { AppError } from "../errors";
import { log } from "../log.server";
import { poolBeside } from "./client.server";
import { databaseFault } from "./fault";

/** A question as short as this is answered at once by a server that answers at all. */
const PATIENCE_MS = 1_500;
/** How long work may take before anybody asks whether the database still answers. */
const UNSUSPICIOUS_MS = 1_500;
/** The same while it is known to be away: pages that need no database are still answered. */
const SUSPICIOUS_MS = 300;
const WATCH_MS = 500;

let asking: Promise<boolean> | undefined;
let watch: NodeJS.Timeout | undefined;

/**
 * Whether the database answers a question on a connection of its own, within 1.5 s; several who ask at once share one question.
 * Once it does not, it is asked again twice a second until it does, and both moments are logged once. Never throws.
 */
export function databaseAnswers(): Promise<boolean> {
  asking ??= ask().finally(() => {
    asking = undefined;
  });
  return asking;
}

async function ask(): Promise<boolean> {
  const fault = await probe().then(
    () => undefined,
    (error: unknown) => databaseFault(error) ?? String(error),
  );
  // A server without a connection to spare answers those who have one.
  const answers = fault === undefined || fault === "53300" || fault === "TooManyConnections";
  if (answers && watch) {
    clearInterval(watch);
    watch = undefined;
    log.warn("the database answers again");
  }
  if (!answers && !watch) {
    watch = setInterval(() => void databaseAnswers(), WATCH_MS).unref();
    log.error({ fault }, "the database does not answer");
  }
  return answers;
}

async function probe(): Promise<void> {
  const pool = poolBeside("reach", { max: 1, settings: "SET statement_timeout = 1500" });
  const connecting = pool.connect();
  const client = await inTime(connecting).catch((error: unknown) => {
    // It may still come, when nobody waits for it any more.
    connecting.then((late) => late.release(true)).catch(() => {});
    throw error;
  });
  try {
    await inTime(client.query("SELECT 1"));
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  })
    // A process that was busy has the answer in its socket by now, and hears it a turn later.
    .then(() => turn())
    .then(() => turn())
    .then(() => Promise.reject(new Error("timeout expired")));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/**
 * The result of work that needs the database, for as long as the database answers: work is never hurried, but when it hangs because the
 * database does, it is given up within some three seconds.
 *
 * @throws AppError unavailable "database"
 */
export async function whileReachable<T>(work: Promise<T>): Promise<T> {
  const settled = work.then(
    () => true,
    () => true,
  );
  for (;;) {
    if (await within(settled, watch ? SUSPICIOUS_MS : UNSUSPICIOUS_MS)) return work;
    if (!(await Promise.race([settled, databaseAnswers()]))) throw new AppError("unavailable", "database");
  }
}

async function within(settled: Promise<boolean>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}
