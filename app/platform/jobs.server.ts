import { hostname } from "node:os";
import { Logger, type Runner, run, type TaskList } from "graphile-worker";
import { db, sqlPool } from "./database/client.server";
import { log } from "./log.server";

const HEARTBEAT_MS = 15_000;
/** A worker that has not beaten for this long is dead: graphile-worker itself would wait four hours for its jobs. */
const DEAD_AFTER_MS = 60_000;

/** Runs jobs in this process until the returned function is called. Jobs of workers that died are set free. */
export async function startWorker(taskList: TaskList): Promise<() => Promise<void>> {
  const workerName = `${hostname()}-${process.pid}`;
  let ids: string[] = [];
  const runner: Runner = await run({
    pgPool: sqlPool(),
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 2_000,
    taskList,
    parsedCronItems: [],
    logger: new Logger(() => (level, message, meta) => {
      if (level === "error") log.error({ meta }, message);
      else log.debug({ meta }, message);
    }),
  });
  runner.events.on("worker:create", ({ worker }) => {
    ids = [...ids, worker.workerId];
  });
  const beat = async () => {
    try {
      const now = new Date();
      const rows = [...ids, workerName].map((workerId) => ({ workerId, beatAt: now }));
      for (const row of rows) await db().workerHeartbeat.upsert({ where: { workerId: row.workerId }, create: row, update: { beatAt: now } });
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
    await db().workerHeartbeat.deleteMany({ where: { workerId: { in: [...ids, workerName] } } });
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
