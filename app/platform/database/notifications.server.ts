import pg from "pg";
import { log } from "../log.server";
import { databaseUrl } from "./client.server";

const RECONNECT_MS = 1_000;

/**
 * Calls a handler whenever its PostgreSQL channel is notified. After a lost connection it connects again and calls
 * every handler once, because notifications may have been missed. Returns what stops it.
 */
export async function listenForChanges(handlers: Readonly<Record<string, () => void>>): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString: databaseUrl(), application_name: "solucionario listener", keepAlive: true });
    // Until it listens, a failure is the caller's to handle: handled here too, every failed attempt would cause two.
    let listening = false;
    const onLost = (error?: Error) => {
      if (!listening || stopped) return;
      listening = false;
      log.warn({ err: error }, "the notification connection was lost");
      retry = setTimeout(() => void reconnect(), RECONNECT_MS);
    };
    fresh.on("error", onLost);
    fresh.on("end", () => onLost());
    fresh.on("notification", ({ channel }) => handlers[channel]?.());
    try {
      await fresh.connect();
      for (const channel of Object.keys(handlers)) await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await fresh.end().catch(() => {});
      throw error;
    }
    listening = true;
    client = fresh;
  }

  async function reconnect(): Promise<void> {
    try {
      await connect();
      for (const handler of Object.values(handlers)) handler();
    } catch {
      if (!stopped) retry = setTimeout(() => void reconnect(), RECONNECT_MS);
    }
  }

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(retry);
    await client?.end().catch(() => {});
  };
}
