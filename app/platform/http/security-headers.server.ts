import type { RequestHandler } from "express";
import helmet from "helmet";

/** The one form that ends at another site: browsers hold every redirect after it to the form's targets, and wa.me is one more. */
const WHATSAPP_PAGE = /^\/[a-z]{2}\/solutions\/[^/]+\/whatsapp$/;
const WHATSAPP = ["https://wa.me", "https://api.whatsapp.com"] as const;

/**
 * Headers of every answer. Scripts only from our own files, never inline: cached pages are the same for everybody and
 * can't carry a nonce. `strict-origin-when-cross-origin` because under helmet's own `no-referrer` Chromium without
 * JavaScript sends `Origin: null` with our forms (FACTS.md).
 */
export function securityHeaders(publicUrl: string | undefined): RequestHandler {
  const https = publicUrl?.startsWith("https:") ?? false;
  const directives = (frameAncestors: string, formTargets: readonly string[] = []) => ({
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'", ...formTargets],
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
  const leadingOut = helmet({ ...common, contentSecurityPolicy: { useDefaults: false, directives: directives("'none'", WHATSAPP) }, xFrameOptions: { action: "deny" } });
  return (request, response, next) => {
    const headers = request.path.startsWith("/embed/") ? embeddable : WHATSAPP_PAGE.test(request.path) ? leadingOut : site;
    headers(request, response, next);
  };
}
