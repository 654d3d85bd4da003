import pg from "pg";
import { log } from "../log.server";
import { databaseUrl } from "./client.server";

const RECONNECT_MS = 1_000;

/** A server that hangs takes connections and says nothing. */
const SETTINGS = { connectionTimeoutMillis: 5_000, query_timeout: 5_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/**
 * Calls a handler whenever its PostgreSQL channel is notified. After a lost connection it connects again and calls
 * every handler once, because notifications may have been missed. What a handler throws is logged. Returns what stops it.
 */
export async function listenForChanges(handlers: Readonly<Record<string, () => void>>): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString: databaseUrl(), application_name: "solucionario listener", ...SETTINGS });
    // Until it listens, a failure is the caller's to handle: handled here too, every failed attempt would cause two.
    let listening = false;
    const onLost = (error?: Error) => {
      if (!listening || stopped) return;
      listening = false;
      log.warn({ reason: error?.message }, "the notification connection was lost");
      retry = setTimeout(() => void reconnect(), RECONNECT_MS);
    };
    fresh.on("error", onLost);
    fresh.on("end", () => onLost());
    fresh.on("notification", ({ channel }) => call(handlers[channel]));
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
      for (const handler of Object.values(handlers)) call(handler);
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

/** In an event of a connection nobody else would answer for what a handler throws. */
function call(handler: (() => void) | undefined): void {
  try {
    handler?.();
  } catch (error) {
    log.error({ err: error }, "a change could not be acted on");
  }
}
