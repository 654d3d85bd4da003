import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import * as build from "virtual:remix/server-build";
import { createRequestHandler } from "@remix-run/node";
import { startJobs } from "~/jobs.server";
import { connectDatabase, disconnectDatabase } from "~/platform/database/client.server";
import { type EmbeddedDatabase, openEmbeddedDatabase } from "~/platform/database/embedded.server";
import { migrate } from "~/platform/database/migrate.server";
import { listenForChanges } from "~/platform/database/notifications.server";
import { environment, sessionSecret } from "~/platform/env.server";
import { OperatorError } from "~/platform/errors";
import { configureListener, createWebServer } from "~/platform/http/web-server.server";
import { hasDemonstration } from "~/platform/installation.server";
import { log } from "~/platform/log.server";

/** The longest that requests in flight are waited for when the process is told to stop. */
const DRAIN_MS = 25_000;
/** npm hands a signal on that the process group got already: a second one counts only when somebody repeats it. */
const REPEATED_SIGNAL_MS = 1_000;

type Stop = () => Promise<void>;

async function main(): Promise<void> {
  const env = environment();
  const stops: Stop[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop().catch((error) => log.error({ err: error }, "stopping failed"));
  };
  handleSignals(stopAll);

  try {
    const server = createServer();
    configureListener(server);
    const host = env.HOST ?? "0.0.0.0";
    void host;
    const url = await openDatabase(stops);
    await migrate(url);
    await connectDatabase(url);
    stops.push(disconnectDatabase);
    sessionSecret(env);

    const web = createWebServer({
      render: createRequestHandler(build, "production"),
      clientFolder: path.resolve("build/client"),
      publicUrl: env.PUBLIC_URL,
      port: env.PORT,
      trustProxy: env.TRUST_PROXY,
      hasDemonstration,
    });
    stops.push(await listenForChanges({ catalogue_changed: () => web.cache.purge() }));
    stops.push(await startJobs());
    server.on("request", web.handler);
    const { port } = await listen(server, env.PORT, env.HOST ?? ((await hasDemonstration()) ? "127.0.0.1" : "0.0.0.0"));
    stops.push(async () => {
      web.drain();
      await closeServer(server);
    });
    process.stdout.write(`ready ${env.PUBLIC_URL ?? `http://localhost:${port}`} database=${env.database} search=postgres\n`);
  } catch (error) {
    await stopAll();
    throw error;
  }

  async function openDatabase(stops: Stop[]): Promise<string> {
    if (env.DATABASE_URL) return env.DATABASE_URL;
    const embedded: EmbeddedDatabase = await openEmbeddedDatabase(env.dataDir);
    stops.push(() => embedded.release());
    return embedded.url;
  }
}

function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new OperatorError(`Port ${port} is taken by another program: stop it, or set PORT to another number.`) : error);
    });
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

/** Lets requests in flight finish, closes idle connections at once, and the rest after the limit. */
async function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const limit = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(limit);
}

function handleSignals(stopAll: Stop): void {
  let first = 0;
  const onSignal = () => {
    const now = Date.now();
    if (first && now - first < REPEATED_SIGNAL_MS) return;
    if (first) process.exit(1);
    first = now;
    void stopAll().then(() => process.exit(0));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}

main().catch((error: unknown) => {
  if (error instanceof OperatorError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, "the start failed");
  process.exit(1);
});
