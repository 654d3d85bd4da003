import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createDesk } from "#tests/factories/desk";
import { sqlPool, transaction } from "~/platform/database/client.server";

it("relations asked for at once in a transaction go over its one connection in turn", async () => {
  const warnings: string[] = [];
  process.on("warning", ({ message }) => warnings.push(message));
  const { id } = await (await createDesk()).submit();
  const found = await transaction((tx) =>
    tx.submission.findUniqueOrThrow({ where: { id }, include: { events: true, assignments: true, decisions: true, solution: { include: { organisation: true, contact: true } } } }),
  );
  expect(found.events).toHaveLength(1);
  await sleep(0);
  expect(warnings).toEqual([]);
});

it("answers come in the order of the questions, and one that fails takes no other with it", async () => {
  const client = await sqlPool().connect();
  try {
    const order: string[] = [];
    const ask = (sql: string) =>
      client
        .query(sql)
        .then(() => order.push(sql))
        .catch(() => order.push(`failed: ${sql}`));
    await Promise.all([ask("SELECT pg_sleep(0.05)"), ask("SELECT nonsense"), ask("SELECT 1")]);
    expect(order).toEqual(["SELECT pg_sleep(0.05)", "failed: SELECT nonsense", "SELECT 1"]);
  } finally {
    client.release();
  }
});
