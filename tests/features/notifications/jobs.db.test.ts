import { afterEach, expect, it } from "vitest";
import { eventually } from "#tests/setup/processes";
import { startJobs } from "~/jobs.server";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { enqueueJob } from "~/platform/outbox.server";

let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

it("the sweep is begun by the clock, and does its work when it is", async () => {
  stop = await startJobs();
  const { rows } = await sqlPool().query("SELECT identifier FROM graphile_worker._private_known_crontabs WHERE identifier = 'sweep'");
  expect(rows).toHaveLength(1);

  await db().idempotencyKey.create({ data: { scope: "person:x", key: "old", result: {}, createdAt: new Date(Date.now() - 90_000_000) } });
  await transaction((tx) => enqueueJob(tx, "sweep", {}));
  expect(await eventually(async () => (await db().idempotencyKey.count()) === 0)).toBe(true);
});
