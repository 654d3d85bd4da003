import { EventEmitter } from "node:events";
import { Logger, parseCrontab, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import { db, sqlPool } from "./database/client.server";
import { log } from "./log.server";

const HEARTBEAT_MS = 15_000;
/** A worker that has not beaten for this long is dead: graphile-worker itself would wait four hours for its jobs. */
const DEAD_AFTER_MS = 60_000;

/** After a runner that has ended by itself, the next one is tried so soon. */
const RESTART_MS = 2_000;

/**
 * Runs jobs in this process until the returned function is called. Jobs of workers that died are set free. A runner that
 * ends by itself, as graphile-worker's does when it can't note what it has done, is started again.
 *
 * @param crontab what is begun by the clock (graphile-worker's own lines); of several processes, one begins it
 */
export async function startWorker(taskList: TaskList, crontab = ""): Promise<() => Promise<void>> {
  const ids = new Set<string>();
  let stopping = false;
  let restart: NodeJS.Timeout | undefined;
  let runner = await begin();

  async function begin(): Promise<Runner> {
    // What an ended runner still held is set free like a dead worker's: its heart stops here.
    ids.clear();
    const events: WorkerEvents = new EventEmitter();
    // Jobs are locked under the pool's id, not under those of the workers in it.
    events.on("pool:create", ({ workerPool }) => ids.add(workerPool.id));
    const begun = await run({
      pgPool: sqlPool(),
      events,
      concurrency: 2,
      noHandleSignals: true,
      pollInterval: 2_000,
      taskList,
      parsedCronItems: parseCrontab(crontab),
      // In batches, however small, a job whose end can't be noted ends the runner; else the library leaves the job locked and its promise stray.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      logger: new Logger(() => (level, message, meta) => {
        if (level === "error") log.error({ meta }, message);
        else log.debug({ meta }, message);
      }),
    });
    let over = false;
    const ended = (error?: unknown) => {
      if (stopping || over) return;
      over = true;
      log.error({ reason: String(error) }, "the job runner has ended and is started again");
      begun.kill().catch(() => {});
      restart = setTimeout(() => void again(), RESTART_MS);
    };
    begun.promise.then(() => ended(), ended);
    // It would wait for ever for what it could not note.
    events.on("pool:fatalError", ({ error }) => ended(error));
    return begun;
  }

  async function again(): Promise<void> {
    try {
      const begun = await begin();
      runner = begun;
      if (stopping) await begun.stop();
    } catch (error) {
      if (stopping) return;
      log.warn({ reason: String(error) }, "the job runner can't be started yet");
      restart = setTimeout(() => void again(), RESTART_MS);
    }
  }

  const beat = async () => {
    try {
      const now = new Date();
      for (const workerId of ids) await db().workerHeartbeat.upsert({ where: { workerId }, create: { workerId, beatAt: now }, update: { beatAt: now } });
      await freeDeadWorkers(now);
    } catch (error) {
      log.warn({ reason: String(error) }, "the worker's heartbeat failed");
    }
  };
  await beat();
  const timer = setInterval(() => void beat(), HEARTBEAT_MS);
  return async () => {
    stopping = true;
    clearInterval(timer);
    clearTimeout(restart);
    // One that has ended by itself a moment ago has nothing to stop.
    await runner.stop().catch((error: unknown) => log.debug({ err: error }, "the job runner had ended"));
    await db().workerHeartbeat.deleteMany({ where: { workerId: { in: [...ids] } } });
  };
}

async function freeDeadWorkers(now: Date): Promise<void> {
  const limit = new Date(now.getTime() - DEAD_AFTER_MS);
  const dead = await db().workerHeartbeat.findMany({ where: { beatAt: { lt: limit } }, select: { workerId: true } });
  if (dead.length === 0) return;
  const ids = dead.map(({ workerId }) => workerId);
  await sqlPool().query("SELECT graphile_worker.force_unlock_workers($1::text[])", [ids]);
  await db().workerHeartbeat.deleteMany({ where: { workerId: { in: ids } } });
  log.warn({ workers: ids.length }, "jobs of dead workers were set free");
}
