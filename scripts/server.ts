import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as build from "virtual:remix/server-build";
import { createRequestHandler } from "@remix-run/node";
import { startMetrics } from "~/metrics.server";
import { withParking } from "~/parking.server";
import { now } from "~/platform/clock";
import { listenForChanges } from "~/platform/database/notifications.server";
import { environment, sessionSecret } from "~/platform/env.server";
import { OperatorError } from "~/platform/errors";
import { answeringRoutes } from "~/platform/http/answering-routes.server";
import { keepAssets } from "~/platform/http/kept-assets.server";
import { configureListener, createWebServer } from "~/platform/http/web-server.server";
import { askForDemonstration, hasDemonstration } from "~/platform/installation.server";
import { startBackgroundWork } from "./background";
import { openDatabase, runProcess } from "./lifecycle";
import { prepareContent } from "./prepare-content";

/** The longest that requests in flight are waited for when the process is told to stop. */
const DRAIN_MS = 25_000;

/** Pages, and the background work as well unless JOBS=elsewhere. */
runProcess(async (onStop) => {
  const env = environment();
  await openDatabase(env, onStop);
  sessionSecret(env);
  await prepareContent(env);

  let handler: RequestListener = notReadyYet;
  const server = createServer((request, response) => handler(request, response));
  configureListener(server);
  const host = env.HOST ?? ((await hasDemonstration()) ? "127.0.0.1" : "0.0.0.0");
  const { port } = await listen(server, env.PORT, host);
  // With PORT=0 the system chose one, and links must carry it.
  env.PORT = port;
  const clientFolder = path.join(import.meta.dirname, "../client");
  const keptAssets = path.join(env.dataDir, "assets");
  onStop(await keepAssets(path.join(clientFolder, "assets"), keptAssets, now));
  const web = createWebServer({
    render: withParking(createRequestHandler(answeringRoutes(build), "production")),
    routes: build.routes,
    clientFolder,
    keptAssets,
    publicUrl: env.PUBLIC_URL,
    port,
    trustProxy: env.TRUST_PROXY,
    hasDemonstration,
    readsPerMinute: env.READS_PER_MINUTE,
    metricsToken: env.METRICS_TOKEN,
  });
  // Pages say whether they are a demonstration, so that is known anew before they are made anew.
  const purge = () => web.cache.purge();
  onStop(await listenForChanges({ catalogue_changed: () => void askForDemonstration().then(purge, purge) }));
  if (env.JOBS === "here") await startBackgroundWork(onStop);
  if (env.METRICS_TOKEN) startMetrics();
  handler = web.handler;
  onStop(async () => {
    web.drain();
    // The balancer must have seen that this process is not ready before its port is closed.
    await sleep(env.SHUTDOWN_GRACE_SECONDS * 1_000);
    await closeServer(server);
  });
  process.stdout.write(`ready ${env.PUBLIC_URL ?? `http://localhost:${port}`} database=${env.database} search=${env.MEILISEARCH_URL ? "meilisearch" : "postgres"}\n`);
});

/** The port is taken early, because links carry it; a balancer's question must not wait for what comes after. */
function notReadyYet(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { "Retry-After": "1", "Content-Type": "text/plain", "Cache-Control": "no-store" }).end("starting\n");
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
