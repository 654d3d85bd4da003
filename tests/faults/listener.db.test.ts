import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { eventually } from "#tests/setup/processes";
import { connectDatabase, databaseUrl, disconnectDatabase } from "~/platform/database/client.server";
import { listenForChanges } from "~/platform/database/notifications.server";

/** Stands between the process and its database, can hang up and refuse, and counts who knocks. */
async function proxyTo(target: URL): Promise<{ url: string; knocks(): number; refuse(value: boolean): void; close(): Promise<void> }> {
  let knocks = 0;
  let refusing = false;
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    knocks += 1;
    if (refusing) {
      socket.destroy();
      return;
    }
    const upstream = net.connect(Number(target.port), target.hostname);
    for (const end of [socket, upstream]) {
      open.add(end);
      end.on("error", () => {});
      end.on("close", () => {
        open.delete(end);
        socket.destroy();
        upstream.destroy();
      });
    }
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(target);
  url.port = String((server.address() as net.AddressInfo).port);
  return {
    url: url.href,
    knocks: () => knocks,
    refuse(value) {
      refusing = value;
      if (value) for (const socket of open) socket.destroy();
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

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
