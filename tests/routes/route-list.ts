/**
 * Every address of the site, and what a stranger gets there: a person without account or cookie, from another page.
 * A route that is not listed here fails the walk, so nobody opens a door without saying so.
 */
export type ListedRoute = {
  /** An address of this pattern that exists in the demonstration edition. */
  example: string;
  /** What GET answers a stranger. */
  get: number;
  /** What POST from our own origin answers a stranger; 405 where nothing can be sent. */
  post: number;
};

export const ROUTE_LIST: Readonly<Record<string, ListedRoute>> = {
  "/": { example: "/", get: 302, post: 405 },
  "/*": { example: "/nowhere/at/all", get: 404, post: 405 },
  "/robots.txt": { example: "/robots.txt", get: 200, post: 405 },
  "/api/v1/solutions": { example: "/api/v1/solutions?q=colmado", get: 200, post: 405 },
  "/api/v1/solutions/:id": { example: "/api/v1/solutions/S-2026-99999", get: 404, post: 405 },
  "/api/v1/taxonomies": { example: "/api/v1/taxonomies", get: 200, post: 405 },
  "/api/v1/openapi.json": { example: "/api/v1/openapi.json", get: 200, post: 405 },
  "/api/*": { example: "/api/nowhere", get: 404, post: 405 },
  "/data/solutions.jsonl": { example: "/data/solutions.jsonl", get: 200, post: 405 },
  "/data/solutions.csv": { example: "/data/solutions.csv", get: 200, post: 405 },
  "/data/solutions-excel.csv": { example: "/data/solutions-excel.csv", get: 200, post: 405 },
  "/:locale": { example: "/es", get: 200, post: 405 },
  "/sitemap.xml": { example: "/sitemap.xml", get: 200, post: 405 },
  "/:locale/solutions": { example: "/es/solutions?q=colmado", get: 200, post: 405 },
  "/:locale/solutions/:slug": { example: "/es/solutions/hielo-de-turno-cava-compartida-para-pescadores", get: 200, post: 405 },
  "/:locale/solutions/:slug/contact": { example: "/es/solutions/hielo-de-turno-cava-compartida-para-pescadores/contact", get: 200, post: 400 },
  "/:locale/solutions/:slug/whatsapp": { example: "/es/solutions/hielo-de-turno-cava-compartida-para-pescadores/whatsapp", get: 200, post: 200 },
  "/:locale/solutions/:slug/report": { example: "/es/solutions/hielo-de-turno-cava-compartida-para-pescadores/report", get: 200, post: 400 },
  "/:locale/countries": { example: "/es/countries", get: 200, post: 405 },
  "/:locale/countries/:code": { example: "/es/countries/DO", get: 200, post: 405 },
  "/:locale/institutions": { example: "/es/institutions", get: 200, post: 405 },
  "/:locale/institutions/:slug": { example: "/es/institutions/camara-de-comercio-del-yaque", get: 200, post: 405 },
  "/:locale/data": { example: "/es/data", get: 200, post: 405 },
  "/:locale/submit": { example: "/es/submit", get: 200, post: 400 },
  "/:locale/my/drafts": { example: "/es/my/drafts", get: 200, post: 400 },
  "/:locale/my/solutions": { example: "/es/my/solutions", get: 302, post: 405 },
  "/:locale/my/solutions/:id": { example: "/es/my/solutions/019a0000-0000-7000-8000-000000000000", get: 302, post: 302 },
  "/:locale/my/solutions/:id/receipt": { example: "/es/my/solutions/019a0000-0000-7000-8000-000000000000/receipt", get: 302, post: 405 },
  "/:locale/my/solutions/:id/answer": { example: "/es/my/solutions/019a0000-0000-7000-8000-000000000000/answer", get: 302, post: 302 },
  "/:locale/my/data": { example: "/es/my/data", get: 302, post: 405 },
  "/:locale/my/data/download": { example: "/es/my/data/download", get: 302, post: 405 },
  "/:locale/my/data/erase": { example: "/es/my/data/erase", get: 302, post: 302 },
  "/:locale/my/data/erased": { example: "/es/my/data/erased", get: 200, post: 405 },
  "/:locale/account/name": { example: "/es/account/name", get: 302, post: 302 },
  "/:locale/sign-in": { example: "/es/sign-in", get: 200, post: 400 },
  "/:locale/sign-in/code": { example: "/es/sign-in/code", get: 302, post: 302 },
  "/:locale/sign-in/link": { example: "/es/sign-in/link", get: 200, post: 400 },
  "/:locale/sign-in/link/:token": { example: "/es/sign-in/link/nobodys", get: 410, post: 410 },
  "/:locale/sign-in/reset": { example: "/es/sign-in/reset", get: 200, post: 400 },
  "/:locale/sign-in/reset/:token": { example: "/es/sign-in/reset/nobodys", get: 410, post: 400 },
  // Discards what a browser keeps, and leads back.
  "/:locale/kept": { example: "/es/kept", get: 302, post: 303 },
  "/:locale/account": { example: "/es/account", get: 302, post: 302 },
  "/:locale/account/password": { example: "/es/account/password", get: 302, post: 302 },
  "/:locale/account/address": { example: "/es/account/address", get: 302, post: 302 },
  "/:locale/account/invite": { example: "/es/account/invite", get: 302, post: 302 },
  "/:locale/account/second-factor": { example: "/es/account/second-factor", get: 302, post: 302 },
  "/:locale/sign-out": { example: "/es/sign-out", get: 200, post: 302 },
  "/:locale/sign-up": { example: "/es/sign-up", get: 200, post: 400 },
  "/:locale/sign-up/invitation/:token": { example: "/es/sign-up/invitation/nobodys", get: 410, post: 302 },
  "/:locale/sign-up/confirm/:token": { example: "/es/sign-up/confirm/nobodys", get: 410, post: 410 },
  "/:locale/coordinate": { example: "/es/coordinate", get: 302, post: 405 },
  "/:locale/coordinate/announce": { example: "/es/coordinate/announce", get: 302, post: 302 },
  "/:locale/coordinate/letters": { example: "/es/coordinate/letters", get: 302, post: 302 },
  "/:locale/coordinate/letters/failed": { example: "/es/coordinate/letters/failed", get: 302, post: 302 },
  "/:locale/coordinate/numbers": { example: "/es/coordinate/numbers", get: 302, post: 302 },
  "/:locale/coordinate/:id": { example: "/es/coordinate/019a8f2e-0000-7000-8000-000000000000", get: 302, post: 302 },
  "/:locale/advise": { example: "/es/advise", get: 302, post: 302 },
  "/:locale/advise/:id": { example: "/es/advise/019a8f2e-0000-7000-8000-000000000000", get: 302, post: 302 },
  "/:locale/my/take-over/:token": { example: "/es/my/take-over/nobodys", get: 410, post: 302 },
  "/:locale/manage": { example: "/es/manage", get: 302, post: 405 },
  "/:locale/manage/waiting": { example: "/es/manage/waiting", get: 302, post: 302 },
  "/:locale/review": { example: "/es/review", get: 302, post: 405 },
  "/:locale/review/:id": { example: "/es/review/019a8f2e-0000-7000-8000-000000000000", get: 302, post: 302 },
  "/:locale/my/listings": { example: "/es/my/listings", get: 302, post: 405 },
  "/:locale/my/listings/:id": { example: "/es/my/listings/nobodys", get: 302, post: 302 },
  "/:locale/moderate": { example: "/es/moderate", get: 302, post: 405 },
  "/:locale/*": { example: "/es/nowhere", get: 404, post: 405 },
};
