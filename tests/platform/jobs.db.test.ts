import { afterEach, describe, expect, it } from "vitest";
import { eventually } from "#tests/setup/processes";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { listenForChanges } from "~/platform/database/notifications.server";
import { startWorker } from "~/platform/jobs.server";
import { enqueueJob } from "~/platform/outbox.server";

const stops: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

describe("the worker", () => {
  it("runs a job once its transaction is kept, and hands it ids only", async () => {
    const seen: unknown[] = [];
    stops.push(await startWorker({ note: async (payload) => void seen.push(payload) }));
    await transaction((tx) => enqueueJob(tx, "note", { id: "a" }));
    expect(await eventually(() => seen.length === 1)).toBe(true);
    expect(seen).toEqual([{ id: "a" }]);
  });

  it("replaces a waiting job that has the same key", async () => {
    const later = new Date(Date.now() + 3_600_000);
    await transaction((tx) => enqueueJob(tx, "later", { id: "first" }, { key: "one", runAt: later }));
    await transaction((tx) => enqueueJob(tx, "later", { id: "second" }, { key: "one", runAt: later }));
    const { rows } = await sqlPool().query("SELECT count(*)::int AS n FROM graphile_worker.jobs WHERE key = 'one'");
    expect(rows).toEqual([{ n: 1 }]);
  });

  it("takes up the jobs of a worker that was killed, long before the four hours that the library waits", async () => {
    await transaction((tx) => enqueueJob(tx, "orphan", { id: "a" }));
    const dead = "worker-of-a-killed-process";
    await sqlPool().query("UPDATE graphile_worker._private_jobs SET locked_by = $1, locked_at = now()", [dead]);
    await db().workerHeartbeat.create({ data: { workerId: dead, beatAt: new Date(Date.now() - 120_000) } });
    const seen: unknown[] = [];
    stops.push(await startWorker({ orphan: async (payload) => void seen.push(payload) }));
    expect(await eventually(() => seen.length === 1)).toBe(true);
    expect(await db().workerHeartbeat.findUnique({ where: { workerId: dead } })).toBeNull();
  });
});

describe("a worker's heartbeat", () => {
  it("is kept under the very name that its jobs are locked by", async () => {
    let lockedBy: string | null = null;
    stops.push(
      await startWorker({
        look: async (_payload, { query }) => {
          const { rows } = await query<{ locked_by: string }>("SELECT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL");
          lockedBy = rows[0]?.locked_by ?? null;
        },
      }),
    );
    await transaction((tx) => enqueueJob(tx, "look", {}));
    expect(await eventually(() => lockedBy !== null)).toBe(true);
    expect((await db().workerHeartbeat.findMany()).map(({ workerId }) => workerId)).toContain(lockedBy);
  });
});

describe("listening for changes", () => {
  it("goes on after its connection was cut, and assumes that it missed something", async () => {
    let heard = 0;
    const hear = () => {
      heard += 1;
    };
    stops.push(await listenForChanges({ catalogue_changed: hear }));
    await sqlPool().query("SELECT pg_notify('catalogue_changed', '')");
    expect(await eventually(() => heard === 1)).toBe(true);
    await sqlPool().query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'solucionario listener' AND datname = current_database()");
    expect(await eventually(() => heard === 2)).toBe(true);
    await sqlPool().query("SELECT pg_notify('catalogue_changed', '')");
    expect(await eventually(() => heard === 3)).toBe(true);
  });
});
