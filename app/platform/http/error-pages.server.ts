import { LRUCache } from "lru-cache";
import { AppError, HTTP_STATUS } from "../errors";
import { SITE_LOCALES } from "./locale.server";

/** `failure` is what the page has to report instead of its content; `address` is the client's, for limits on what is sent. */
export type RenderRequest = (request: Request, context: { requestId: string; address?: string; failure?: unknown }) => Promise<Response>;

/** A burst of refused requests must not cost a rendering each. */
const KEPT_MS = 60_000;

export type ErrorPage = { status: number; contentType: string; language: string; body: string };

/**
 * Pages for what fails before or around Remix: the failure travels in the load context to the language's own route,
 * which throws it, so that it looks like any other error page. Nothing comes back when that fails too.
 */
export function errorPages(render: RenderRequest, base: string): (error: unknown, pathname: string, requestId: string) => Promise<ErrorPage | undefined> {
  const kept = new LRUCache<string, ErrorPage>({ max: 100, ttl: KEPT_MS });

  return async (error, pathname, requestId) => {
    const failure = error instanceof AppError ? error : new Error("failed before the page");
    const locale = SITE_LOCALES.find((known) => known === pathname.split("/")[1]) ?? "es";
    // A page that names its request is nobody else's.
    const key = failure instanceof AppError ? `${locale} ${failure.code}` : undefined;
    const known = key && kept.get(key);
    if (known) return known;
    const answer = await render(new Request(new URL(`/${locale}`, base)), { requestId, failure });
    if (answer.status !== (failure instanceof AppError ? HTTP_STATUS[failure.code] : 500)) return undefined;
    const page = { status: answer.status, contentType: answer.headers.get("Content-Type") ?? "text/html; charset=utf-8", language: locale, body: await answer.text() };
    if (key) kept.set(key, page);
    return page;
  };
}
