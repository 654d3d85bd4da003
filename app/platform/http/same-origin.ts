export type OriginVerdict = { ok: true } | { ok: false; reason: "origin-missing" | "origin-other" | "fetch-site-other" };

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** The origins that a form may come from: PUBLIC_URL's, and without one, this machine's names at our port. */
export function acceptedOrigins(settings: { publicUrl: string | undefined; port: number }): ReadonlySet<string> {
  if (settings.publicUrl) return new Set([new URL(settings.publicUrl).origin]);
  return new Set(["localhost", "127.0.0.1", "[::1]"].map((host) => new URL(`http://${host}:${settings.port}`).origin));
}

/**
 * Whether a request may change anything. Stands before Remix because Remix's own check covers document POSTs only:
 * `?_data=` and resource routes pass it, and so does a missing Origin (FACTS.md).
 */
export function checkOrigin(method: string, headers: { origin: string | undefined; fetchSite: string | undefined }, accepted: ReadonlySet<string>): OriginVerdict {
  if (SAFE_METHODS.has(method)) return { ok: true };
  if (!headers.origin || headers.origin === "null") return { ok: false, reason: "origin-missing" };
  if (!accepted.has(headers.origin)) return { ok: false, reason: "origin-other" };
  if (headers.fetchSite && headers.fetchSite !== "same-origin" && headers.fetchSite !== "none") return { ok: false, reason: "fetch-site-other" };
  return { ok: true };
}
