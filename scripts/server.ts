import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import * as build from "virtual:remix/server-build";
import { createRequestHandler } from "@remix-run/node";
import { startSearchIndexer } from "~/features/catalogue/indexer.server";
import { searchEngine } from "~/features/catalogue/search.server";
import { startJobs } from "~/jobs.server";
import { now } from "~/platform/clock";
import { connectDatabase, disconnectDatabase } from "~/platform/database/client.server";
import { openEmbeddedDatabase } from "~/platform/database/embedded.server";
import { migrate } from "~/platform/database/migrate.server";
import { listenForChanges } from "~/platform/database/notifications.server";
import { environment, sessionSecret } from "~/platform/env.server";
import { OperatorError } from "~/platform/errors";
import { configureListener, createWebServer } from "~/platform/http/web-server.server";
import { askForDemonstration, hasDemonstration } from "~/platform/installation.server";
import { log } from "~/platform/log.server";
import { prepareContent } from "./prepare-content";

/** The longest that requests in flight are waited for when the process is told to stop. */
const DRAIN_MS = 25_000;
/** npm hands on a signal that the process group got already: a second one counts only when somebody repeats it. */
const REPEATED_SIGNAL_MS = 1_000;

/** What has been started, stopped in the opposite order: requests first, the database last. */
const started: Array<() => Promise<void>> = [];

async function start(): Promise<void> {
  const env = environment();
  let url = env.DATABASE_URL;
  if (!url) {
    const embedded = await openEmbeddedDatabase(env.dataDir);
    started.push(() => embedded.release());
    url = embedded.url;
  }
  await connectDatabase(url);
  started.push(disconnectDatabase);
  await migrate(url);
  sessionSecret(env);
  await prepareContent(env);

  const server = createServer();
  configureListener(server);
  const host = env.HOST ?? ((await hasDemonstration()) ? "127.0.0.1" : "0.0.0.0");
  const { port } = await listen(server, env.PORT, host);
  // With PORT=0 the system chose one, and links must carry it.
  env.PORT = port;
  const web = createWebServer({
    render: createRequestHandler(build, "production"),
    clientFolder: path.join(import.meta.dirname, "../client"),
    publicUrl: env.PUBLIC_URL,
    port,
    trustProxy: env.TRUST_PROXY,
    hasDemonstration,
    readsPerMinute: env.READS_PER_MINUTE,
  });
  started.push(async () => {
    web.drain();
    await closeServer(server);
  });
  // Pages say whether they are a demonstration, so that is known anew before they are made anew.
  const purge = () => web.cache.purge();
  started.push(await listenForChanges({ catalogue_changed: () => void askForDemonstration().then(purge, purge) }));
  started.push(await startJobs());
  started.push(await startSearchIndexer(searchEngine(), now));
  server.on("request", web.handler);
  process.stdout.write(`ready ${env.PUBLIC_URL ?? `http://localhost:${port}`} database=${env.database} search=postgres\n`);
}

async function stop(): Promise<void> {
  for (const end of started.splice(0).reverse()) await end().catch((error: unknown) => log.error({ err: error }, "stopping failed"));
}

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") reject(new OperatorError(`Port ${port} is taken by another program: stop it, or set PORT to another number.`));
      else if (error.code === "EACCES") reject(new OperatorError(`Port ${port} needs more rights than this user has: set PORT to a number above 1023.`));
      else if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") reject(new OperatorError(`HOST ${host} is no address of this machine.`));
      else reject(error);
    });
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

/** Lets requests in flight finish, closes idle connections at once, and what is left after the limit. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const limit = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(limit);
}

let firstSignal = 0;
function onSignal(): void {
  const at = Date.now();
  if (firstSignal && at - firstSignal < REPEATED_SIGNAL_MS) return;
  if (firstSignal) process.exit(1);
  firstSignal = at;
  void stop().then(() => process.exit(0));
}
process.on("SIGINT", onSignal);
process.on("SIGTERM", onSignal);

start().catch(async (error: unknown) => {
  if (firstSignal) return;
  if (error instanceof OperatorError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, "the start failed");
  await stop();
  process.exit(1);
});
