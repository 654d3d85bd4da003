import { EventEmitter } from "node:events";
import { Logger, parseCrontab, run, type TaskList, type WorkerEvents } from "graphile-worker";
import { db, sqlPool } from "./database/client.server";
import { log } from "./log.server";

const HEARTBEAT_MS = 15_000;
/** A worker that has not beaten for this long is dead: graphile-worker itself would wait four hours for its jobs. */
const DEAD_AFTER_MS = 60_000;

/**
 * Runs jobs in this process until the returned function is called. Jobs of workers that died are set free.
 *
 * @param crontab what is begun by the clock (graphile-worker's own lines); of several processes, one begins it
 */
export async function startWorker(taskList: TaskList, crontab = ""): Promise<() => Promise<void>> {
  const ids = new Set<string>();
  const events: WorkerEvents = new EventEmitter();
  // Jobs are locked under the pool's id, not under those of the workers in it.
  events.on("pool:create", ({ workerPool }) => ids.add(workerPool.id));
  const runner = await run({
    pgPool: sqlPool(),
    events,
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 2_000,
    taskList,
    parsedCronItems: parseCrontab(crontab),
    logger: new Logger(() => (level, message, meta) => {
      if (level === "error") log.error({ meta }, message);
      else log.debug({ meta }, message);
    }),
  });
  const beat = async () => {
    try {
      const now = new Date();
      for (const workerId of ids) await db().workerHeartbeat.upsert({ where: { workerId }, create: { workerId, beatAt: now }, update: { beatAt: now } });
      await freeDeadWorkers(now);
    } catch (error) {
      log.warn({ err: error }, "the worker's heartbeat failed");
    }
  };
  await beat();
  const timer = setInterval(() => void beat(), HEARTBEAT_MS);
  return async () => {
    clearInterval(timer);
    await runner.stop();
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
