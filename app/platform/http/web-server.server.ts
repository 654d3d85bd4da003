import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import path from "node:path";
import express, { type Request as ExpressRequest, type Response as ExpressResponse } from "express";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { databaseFault } from "../database/fault";
import { databaseAnswers, whileReachable } from "../database/reach.server";
import { AppError, asAppError, HTTP_STATUS } from "../errors";
import { log, noteFailure, type RequestRecord, withRequest } from "../log.server";
import { refusedReads, requestSeconds } from "../metrics.server";
import { assets } from "./built-assets.server";
import { errorPages, type KeptForm, type RenderRequest } from "./error-pages.server";
import { bringsForm, readKeptForm } from "./given-back.server";
import { SITE_LOCALES, type SiteLocale } from "./locale.server";
import { metricsPage } from "./metrics-page.server";
import { sendFetchResponse, toFetchRequest } from "./node-fetch.server";
import { type CachedPage, chooseEncoding, normaliseUrl, PageCache, type RenderedPage } from "./page-cache.server";
import { OPEN_TO_ALL, PROBLEM_TYPE, problemOf } from "./problem";
import type { ServerBuild } from "./remix.server";
import { type RouteMatch, routeTable } from "./route-table.server";
import { acceptedOrigins, checkOrigin } from "./same-origin";
import { securityHeaders } from "./security-headers.server";

export type WebServerSettings = {
  /** Answers everything that this file does not: Remix's request handler. */
  render: RenderRequest;
  /** The build's routes, by id. */
  routes: ServerBuild["routes"];
  clientFolder: string;
  /** Where files of earlier builds are, which pages made by them name. */
  keptAssets: string;
  publicUrl: string | undefined;
  port: number;
  trustProxy: string | undefined;
  /** Whether pages hold demonstration content, which robots must not index. */
  hasDemonstration: () => Promise<boolean>;
  /** Pages read by one address in a minute, not counting those answered from memory. */
  readsPerMinute: number;
  metricsToken: string | undefined;
};

export type WebServer = { handler: express.Express; cache: PageCache; drain(): void };

/** When whoever was told "not now" may ask again. */
const RETRY_SECONDS = 30;
const MAX_URL_LENGTH = 8_000;
const MAX_FORM_BYTES = 1_000_000;
/** Every cookie of ours begins so; a request that carries one is never answered from, nor kept in, the shared cache. */
export const COOKIE_PREFIX = "sol_";

export function createWebServer(settings: WebServerSettings): WebServer {
  const app = express();
  const cache = new PageCache();
  const origins = acceptedOrigins(settings);
  const base = settings.publicUrl ? new URL(settings.publicUrl).origin : `http://localhost:${settings.port}`;
  const failurePage = errorPages(settings.render, base);
  const matchRoute = routeTable(settings.routes);
  const reads = new RateLimiterMemory({ points: settings.readsPerMinute, duration: 60 });
  let draining = false;

  app.disable("x-powered-by");
  app.disable("etag");
  if (settings.trustProxy) app.set("trust proxy", settings.trustProxy);

  app.use((request, response, next) => {
    const requestId = randomUUID();
    const began = performance.now();
    const record: RequestRecord = { requestId, failures: [], givenUp: false };
    response.locals.requestId = requestId;
    response.locals.record = record;
    sayWhenToAskAgain(response);
    response.setHeader("X-Request-Id", requestId);
    // A client that keeps its connection would send the next request to a port that is about to close.
    if (draining) response.setHeader("Connection", "close");
    response.on("finish", () => {
      const ms = performance.now() - began;
      const line = { requestId, method: request.method, path: request.path, status: response.statusCode, ms: Math.round(ms) };
      requestSeconds.observe({ from: response.locals.answeredFrom ?? "none", status: `${Math.floor(response.statusCode / 100)}xx` }, ms / 1_000);
      // Whoever asks whether this process is ready is told no while it ends, and nothing has failed.
      if (response.statusCode >= 500 && request.path !== "/readyz") log.error({ ...line, ...toldOf(record.failures) }, "request failed");
      else if (record.failures.some((failure) => databaseFault(failure) === undefined)) log.error({ ...line, ...toldOf(record.failures) }, "answered in spite of a failure");
      else log.debug(line, "request");
    });
    withRequest(record, next);
  });
  app.use(securityHeaders(settings.publicUrl));

  app.get("/healthz", (_request, response) => {
    response.set("Cache-Control", "no-store").type("text").send("alive\n");
  });
  app.get(
    "/readyz",
    answering(async (_request, response) => {
      const ready = !draining && (await databaseAnswers());
      response
        .set("Cache-Control", "no-store")
        .status(ready ? 200 : 503)
        .type("text")
        .send(ready ? "ready\n" : "not ready\n");
    }),
  );

  app.get("/metrics", answering(metricsPage(settings.metricsToken)));

  app.use("/assets", answering(assets([path.join(settings.clientFolder, "assets"), settings.keptAssets])));
  app.use(express.static(settings.clientFolder, { maxAge: "1h", index: false, dotfiles: "ignore" }));

  app.use((request, response, next) => {
    if (request.originalUrl.length > MAX_URL_LENGTH) throw new AppError("bad_input", "url-too-long");
    const match = isReadable(request.originalUrl) ? matchRoute(request.originalUrl) : null;
    if (!match) throw new AppError("bad_input", "url-unreadable");
    const { path: asked, query } = splitTarget(request.originalUrl);
    if (asked !== match.path) {
      // 308 because a form keeps its method and what was typed.
      response.set("Cache-Control", "no-store").redirect(request.method === "GET" || request.method === "HEAD" ? 301 : 308, match.path + query);
      return;
    }
    response.locals.match = match;
    const verdict = checkOrigin(request.method, { origin: request.get("origin"), fetchSite: request.get("sec-fetch-site") }, origins);
    if (!verdict.ok) throw new AppError("forbidden_origin", verdict.reason);
    if (Number(request.get("content-length") ?? 0) > MAX_FORM_BYTES) throw new AppError("too_large", "body-too-large");
    next();
  });

  app.all(
    "*",
    answering(async (request, response) => {
      // Known but for the first moment; a page must not fail for want of it.
      if (await settings.hasDemonstration().catch(() => true)) response.setHeader("X-Robots-Tag", "noindex, nofollow");
      if (isShareable(request, response.locals.match)) await answerShared(request, response);
      else await answerAlone(request, response);
    }),
  );
  app.use((error: unknown, request: ExpressRequest, response: ExpressResponse, _next: express.NextFunction) => {
    answerError(error, request, response).catch((second: unknown) => {
      noteFailure(second);
      if (response.headersSent) response.destroy();
      else response.status(500).type("text").send(`500 unexpected\n${response.locals.requestId}\n`);
    });
  });

  /** The last resort, for what failed before or around Remix; pages of ours answer their own errors. */
  async function answerError(cause: unknown, request: ExpressRequest, response: ExpressResponse, kept?: KeptForm): Promise<void> {
    const error = asAppError(cause);
    const status = error ? HTTP_STATUS[error.code] : ((cause as { status?: number } | null)?.status ?? 500);
    if (status >= 500) noteFailure(cause);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const reason = error?.reason ?? (status === 404 ? "not-found" : status < 500 ? "refused" : "unexpected");
    response.status(status).set("Cache-Control", "no-store");
    if (isForPrograms(request)) {
      const problem = { ...problemOf(error, { title: reason, status }), instance: `urn:uuid:${response.locals.requestId}` };
      response.set({ ...OPEN_TO_ALL, "Content-Type": PROBLEM_TYPE }).send(JSON.stringify(problem));
      return;
    }
    const failed = { error: error ?? cause, locale: localeOf(request), requestId: response.locals.requestId, kept };
    // What Express refuses has a status of its own, for which there is no page.
    const page = status === 404 || (status < 500 && !error) ? undefined : await failurePage(failed).catch(() => undefined);
    if (page) response.status(page.status).set("Content-Language", page.language).type(page.contentType).send(page.body);
    else response.type("text").send(`${status} ${reason}\n${response.locals.requestId}\n`);
  }

  async function answerShared(request: ExpressRequest, response: ExpressResponse): Promise<void> {
    const key = normaliseUrl(new URL(request.originalUrl, base));
    const known = cache.fresh(key);
    if (known) return sendPage(request, response, known, "memory");
    await limitReading(request);
    const { page, from } = await cache.page(key, () => whileReachable(renderWhole(new URL(key, base), request, response)));
    return sendPage(request, response, page, from);
  }

  async function renderWhole(url: URL, request: ExpressRequest, response: ExpressResponse): Promise<RenderedPage> {
    // What a shared page may depend on: its URL, and nothing of the visitor.
    const headers = new Headers({ accept: request.path.startsWith("/api/") ? "application/json" : "text/html" });
    const rendered = await settings.render(new Request(url, { headers }), { requestId: response.locals.requestId });
    if (isBareFailure(rendered, request)) throw new AppError("unavailable", "database");
    return { status: rendered.status, headers: [...rendered.headers], body: Buffer.from(await rendered.arrayBuffer()) };
  }

  async function answerAlone(request: ExpressRequest, response: ExpressResponse): Promise<void> {
    await limitReading(request);
    const aborted = new AbortController();
    response.on("close", () => aborted.abort());
    const url = new URL(request.originalUrl, base);
    const asked = toFetchRequest(request, url, { signal: aborted.signal, maxBodyBytes: MAX_FORM_BYTES });
    // A second reader of the same body, for the case that the first comes to nothing.
    const posted = bringsForm(request) ? asked.clone() : undefined;
    try {
      const rendered = await whileReachable(settings.render(asked, { requestId: response.locals.requestId, address: request.ip ?? "unknown" }));
      if (posted && rendered.status >= 500) throw rendered.status === HTTP_STATUS.unavailable ? new AppError("unavailable", "database") : new Error("a form failed");
      if (isBareFailure(rendered, request) && !("_data" in request.query)) throw new AppError("unavailable", "database");
      if (!rendered.headers.has("Cache-Control")) rendered.headers.set("Cache-Control", "private, no-store");
      await sendFetchResponse(rendered, response, { headOnly: request.method === "HEAD" });
    } catch (error) {
      response.locals.record.givenUp = true;
      if (!posted || response.headersSent || asAppError(error)?.code === "too_large") throw error;
      await answerError(error, request, response, await readKeptForm(posted));
    }
  }

  async function limitReading(request: ExpressRequest): Promise<void> {
    try {
      await reads.consume(request.ip ?? "unknown");
    } catch (cause) {
      refusedReads.inc();
      throw new AppError("too_many", "reads", { cause });
    }
  }

  const drain = () => {
    draining = true;
  };
  return { handler: app, cache, drain };
}

/** Anonymous reading of a page that its route declares public. A request for a loader's data is none. */
function isShareable(request: ExpressRequest, match: RouteMatch): boolean {
  if (!match.isPublic || (request.method !== "GET" && request.method !== "HEAD")) return false;
  if (new URLSearchParams(splitTarget(request.originalUrl).query).has("_data")) return false;
  return !(request.get("cookie") ?? "").split(/;\s*/).some((cookie) => cookie.startsWith(COOKIE_PREFIX) || cookie.startsWith(`__Host-${COOKIE_PREFIX}`));
}

/** A request target's path as it was sent, and its query with the question mark. */
function splitTarget(target: string): { path: string; query: string } {
  const at = target.indexOf("?");
  return at < 0 ? { path: target, query: "" } : { path: target.slice(0, at), query: target.slice(at) };
}

function sendPage(request: ExpressRequest, response: ExpressResponse, page: CachedPage, from: string): void {
  for (const [name, value] of page.headers) response.setHeader(name, value);
  response.setHeader("X-Cache", from);
  response.locals.answeredFrom = from;
  response.setHeader("Vary", "Accept-Encoding, Cookie");
  if (!response.hasHeader("Cache-Control")) response.setHeader("Cache-Control", "public, max-age=0, must-revalidate");
  if (page.status === 200) {
    response.setHeader("ETag", page.etag);
    if (matchesEtag(request.get("if-none-match"), page.etag)) {
      response.status(304).end();
      return;
    }
  }
  const encoding = chooseEncoding(request.get("accept-encoding"));
  const body = page.bodies[encoding];
  if (encoding !== "identity") response.setHeader("Content-Encoding", encoding);
  response.setHeader("Content-Length", body.length);
  response.status(page.status);
  response.end(request.method === "HEAD" ? undefined : body);
}

function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  return (ifNoneMatch ?? "").split(",").some((candidate) => candidate.trim().replace(/^W\//, "") === etag || candidate.trim() === "*");
}

/** Percent-encoding that is no UTF-8, and NUL, which PostgreSQL can't hold, are refused before anything reads them. */
function isReadable(url: string): boolean {
  try {
    return !decodeURIComponent(url.replaceAll("+", " ")).includes("\u0000");
  } catch {
    return false;
  }
}

/** A handler whose failure, thrown or rejected, is answered like any other: Express 4 hears only what is thrown at once. */
function answering(handle: express.RequestHandler): express.RequestHandler {
  return async (request, response, next) => {
    try {
      await handle(request, response, next);
    } catch (error) {
      // Nothing at all can be thrown too, and would mean "go on" to Express.
      next(error ?? new Error("something failed without saying what"));
    }
  };
}

/** On every answer that says "not now", whoever gives it: when to ask again, and that nobody may keep it. */
function sayWhenToAskAgain(response: ExpressResponse): void {
  const writeHead = response.writeHead;
  response.writeHead = function (this: ExpressResponse, ...parts: unknown[]) {
    const status = typeof parts[0] === "number" ? parts[0] : this.statusCode;
    if (status >= 500 && !this.headersSent) this.setHeader("Cache-Control", "no-store");
    if (status === HTTP_STATUS.unavailable && !this.headersSent && !this.hasHeader("Retry-After")) this.setHeader("Retry-After", String(RETRY_SECONDS));
    return Reflect.apply(writeHead, this, parts);
  } as typeof response.writeHead;
}

/** The first thing that went wrong; of a database that can't answer the reason alone, because its trace tells nothing. */
function toldOf(failures: readonly unknown[]): Record<string, unknown> {
  const fault = failures.map((failure) => databaseFault(failure)).find((found) => found !== undefined);
  const [unexpected] = failures.filter((failure) => asAppError(failure) === undefined);
  const [first] = failures;
  return {
    ...(fault !== undefined && { fault }),
    ...(unexpected !== undefined && { err: unexpected }),
    ...(fault === undefined && first instanceof AppError && { reason: first.reason }),
  };
}

/** "Not now" in another form than its reader can use, as a route without a page of its own says it. */
function isBareFailure({ status, headers }: globalThis.Response, request: ExpressRequest): boolean {
  const wanted = isForPrograms(request) ? "application/problem+json" : "text/html";
  return status === HTTP_STATUS.unavailable && !headers.get("Content-Type")?.startsWith(wanted);
}

/** Who reads an answer that is no page: a program, unless a browser asks for a download. */
function isForPrograms(request: ExpressRequest): boolean {
  if (request.path.startsWith("/api/")) return true;
  return /^\/(?:data\/|sitemap\.xml$)/.test(request.path) && !(request.get("accept") ?? "").includes("text/html");
}

/** The language of the address, else the one that this person chose, else what their browser asks for. */
function localeOf(request: ExpressRequest): SiteLocale {
  const named = request.path.split("/")[1];
  const chosen = /(?:^|;\s*)sol_locale=([a-z]{2})/.exec(request.get("cookie") ?? "")?.[1];
  const wished = request.acceptsLanguages(...SITE_LOCALES);
  return [named, chosen, wished].flatMap((one) => SITE_LOCALES.find((known) => known === one) ?? [])[0] ?? "es";
}

/** How the server listens: timeouts just above those that balancers have, so that they hang up first. */
export function configureListener(server: Server): void {
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 66_000;
  server.requestTimeout = 30_000;
}
