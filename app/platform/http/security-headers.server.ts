import type { RequestHandler } from "express";
import helmet from "helmet";

/**
 * Headers of every answer. Scripts only from our own files, never inline: cached pages are the same for everybody and
 * can't carry a nonce. `strict-origin-when-cross-origin` because under helmet's own `no-referrer` Chromium without
 * JavaScript sends `Origin: null` with our forms (FACTS.md).
 */
export function securityHeaders(publicUrl: string | undefined): RequestHandler {
  const https = publicUrl?.startsWith("https:") ?? false;
  const directives = (frameAncestors: string) => ({
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: [frameAncestors],
    ...(https && { upgradeInsecureRequests: [] }),
  });
  const common = {
    referrerPolicy: { policy: "strict-origin-when-cross-origin" as const },
    strictTransportSecurity: https ? { maxAge: 63_072_000, includeSubDomains: true } : false,
    crossOriginEmbedderPolicy: false,
  };
  const site = helmet({ ...common, contentSecurityPolicy: { useDefaults: false, directives: directives("'none'") }, xFrameOptions: { action: "deny" } });
  const embeddable = helmet({ ...common, contentSecurityPolicy: { useDefaults: false, directives: directives("*") }, xFrameOptions: false, crossOriginResourcePolicy: false });
  return (request, response, next) => (request.path.startsWith("/embed/") ? embeddable : site)(request, response, next);
}
