import { afterEach, describe, expect, it, vi } from "vitest";
import { eventually } from "#tests/setup/processes";
import { startSearchIndexer } from "~/features/catalogue/indexer.server";
import { postgresSearchEngine } from "~/features/catalogue/postgres-search.server";
import { sqlPool, transaction } from "~/platform/database/client.server";
import { listenForChanges } from "~/platform/database/notifications.server";
import { askForDemonstration, hasDemonstration } from "~/platform/installation.server";
import { startWorker } from "~/platform/jobs.server";
import { log } from "~/platform/log.server";
import { enqueueJob } from "~/platform/outbox.server";

// Every failure here is caused on purpose; what nobody answers for ends the test's process.
log.level = "silent";

const stops: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const hide = (table: string) => sqlPool().query(`ALTER TABLE ${table} RENAME TO hidden`);
const showAgain = (schema: string, name: string) => sqlPool().query(`ALTER TABLE ${schema}.hidden RENAME TO ${name}`);

describe("each background task answers for what it throws", () => {
  it("a listener whose handler throws hears the next notification", async () => {
    let heard = 0;
    stops.push(
      await listenForChanges({
        catalogue_changed() {
          heard += 1;
          throw new Error("thrown on purpose");
        },
      }),
    );
    for (const times of [1, 2]) {
      await sqlPool().query("SELECT pg_notify('catalogue_changed', '')");
      expect(await eventually(() => heard === times)).toBe(true);
    }
    await sqlPool().query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'solucionario listener' AND datname = current_database()");
    expect(await eventually(() => heard === 3)).toBe(true);
  });

  it("the search indexer goes on after a turn that failed, by whatever", async () => {
    let turns = 0;
    const clock = () => {
      turns += 1;
      if (turns === 1) throw new Error("thrown on purpose");
      return new Date();
    };
    stops.push(await startSearchIndexer(postgresSearchEngine(), clock));
    expect(await eventually(() => turns > 1, 30)).toBe(true);
    await hide("search.outbox");
    const before = turns;
    await sqlPool().query("SELECT pg_notify('listing_changed', '')");
    expect(await eventually(() => turns > before + 2, 30)).toBe(true);
    await showAgain("search", "outbox");
  });

  it("a job that throws, at once or later, is tried again, and the others are done", async () => {
    const done: string[] = [];
    stops.push(
      await startWorker({
        throws: () => {
          throw new Error("thrown on purpose");
        },
        rejects: () => Promise.reject(new Error("rejected on purpose")),
        good: async () => void done.push("good"),
      }),
    );
    for (const task of ["throws", "rejects", "good"]) await transaction((tx) => enqueueJob(tx, task, {}));
    expect(await eventually(() => done.length === 1, 30)).toBe(true);
    const failed = async () => (await sqlPool().query("SELECT count(*)::int AS n FROM graphile_worker.jobs WHERE last_error ~ 'on purpose'")).rows[0]?.n;
    expect(await eventually(async () => (await failed()) === 2, 30)).toBe(true);
  });

  it("a job runner that ends by itself, because it could not note what it did, is started again", async () => {
    const done: string[] = [];
    let runs = 0;
    stops.push(
      await startWorker({
        async breaks() {
          runs += 1;
          if (runs === 1) await hide("graphile_worker._private_jobs");
        },
        good: async () => void done.push("good"),
      }),
    );
    await transaction((tx) => enqueueJob(tx, "breaks", {}));
    expect(await eventually(async () => (await sqlPool().query("SELECT to_regclass('graphile_worker.hidden') AS hidden")).rows[0]?.hidden !== null, 30)).toBe(true);
    // Until the library has given up.
    await eventually(() => false, 6);
    await showAgain("graphile_worker", "_private_jobs");
    await transaction((tx) => enqueueJob(tx, "good", {}));
    expect(await eventually(() => done.length === 1, 60)).toBe(true);
    // Its heart has stopped, as a dead worker's: what it left locked is done again.
    await sqlPool().query(`UPDATE "WorkerHeartbeat" SET "beatAt" = "beatAt" - interval '2 minutes' WHERE "beatAt" < now() - interval '3 seconds'`);
    expect(await eventually(() => runs === 2, 60)).toBe(true);
    // The library says it beside its logger too, or not, as it happens.
    vi.mocked(console.error).mockClear();
  }, 120_000);

  it("a heartbeat that can't be written is tried again with the next one", async () => {
    await hide('public."WorkerHeartbeat"');
    try {
      const stop = await startWorker({});
      await stop().catch(() => {});
    } finally {
      await showAgain("public", '"WorkerHeartbeat"');
    }
  });

  it("the look for demonstration content keeps its last answer while it can't be asked", async () => {
    const known = await askForDemonstration();
    await hide('public."InstallationFact"');
    try {
      await expect(askForDemonstration()).rejects.toThrow();
      const later = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 60_000);
      expect(await hasDemonstration()).toBe(known);
      later.mockRestore();
    } finally {
      await showAgain("public", '"InstallationFact"');
    }
  });
});
