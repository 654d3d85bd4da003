import { timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { sha256 } from "../hash.server";
import { scrape } from "../metrics.server";

/** `/metrics` for Prometheus: only with the token, and not there at all where none was set. */
export function metricsPage(token: string | undefined): RequestHandler {
  return async (request, response) => {
    response.set("Cache-Control", "no-store");
    if (!token) {
      response.status(404).type("text").send("404 METRICS_TOKEN is not set\n");
      return;
    }
    if (!isSame(request.get("authorization") ?? "", `Bearer ${token}`)) {
      response.status(401).set("WWW-Authenticate", 'Bearer realm="metrics"').type("text").send("401 the metrics token is missing or wrong\n");
      return;
    }
    const { contentType, body } = await scrape();
    response.set("Content-Type", contentType).send(body);
  };
}

/** Hashed first, so that neither the time nor the length tells anything. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(expected)));
}
