import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { proxyTo } from "#tests/setup/database-proxy";
import { eventually } from "#tests/setup/processes";
import { connectDatabase, databaseUrl, disconnectDatabase } from "~/platform/database/client.server";
import { listenForChanges } from "~/platform/database/notifications.server";

describe("listening to a database that goes away", () => {
  it("knocks once a second, not twice as often after each refusal, and hears again when it is back", async () => {
    const direct = databaseUrl();
    const proxy = await proxyTo(new URL(direct));
    await disconnectDatabase();
    await connectDatabase(proxy.url, { max: 1 });
    let heard = 0;
    const stop = await listenForChanges({
      catalogue_changed: () => {
        heard += 1;
      },
    });
    try {
      const before = proxy.knocks();
      proxy.refuse(true);
      await sleep(6_500);
      expect(proxy.knocks() - before).toBeGreaterThanOrEqual(4);
      expect(proxy.knocks() - before).toBeLessThanOrEqual(10);
      proxy.refuse(false);
      expect(await eventually(() => heard === 1)).toBe(true);
    } finally {
      await stop();
      await disconnectDatabase();
      await proxy.close();
      await connectDatabase(direct, { max: 5 });
    }
  });
});
