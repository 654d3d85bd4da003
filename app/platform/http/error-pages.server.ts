import { LRUCache } from "lru-cache";
import { AppError, HTTP_STATUS } from "../errors";
import type { SiteLocale } from "./locale.server";

/** A form that could not be taken, as it is given back to who sent it. */
export type KeptForm = {
  /** Path and query on this site that it was sent to. */
  action: string;
  fields: ReadonlyArray<readonly [string, string]>;
  /** Names of what was sent too and is not repeated: it has to be typed again. */
  secrets: readonly string[];
  /** Whether files came along, which have to be chosen again. */
  hadFiles: boolean;
};

/**
 * `failure` is what the page has to report instead of its content, `kept` the form that it gives back; `address` is the client's, for
 * limits on what is sent.
 */
export type RenderRequest = (request: Request, context: { requestId: string; address?: string; failure?: unknown; kept?: KeptForm }) => Promise<Response>;

/** A burst of refused requests must not cost a rendering each. */
const KEPT_MS = 60_000;

export type ErrorPage = { status: number; contentType: string; language: SiteLocale; body: string };
export type Failed = { error: unknown; locale: SiteLocale; requestId: string; kept?: KeptForm | undefined };

/**
 * Pages for what fails before or around Remix: the failure travels in the load context, where every loader gives way to it
 * (answering-routes.server.ts), so that it looks like any other error page and asks the database nothing. Nothing comes back when that
 * fails too.
 */
export function errorPages(render: RenderRequest, base: string): (failed: Failed) => Promise<ErrorPage | undefined> {
  const remembered = new LRUCache<string, ErrorPage>({ max: 100, ttl: KEPT_MS });

  return async ({ error, locale, requestId, kept }) => {
    const failure = error instanceof AppError ? error : new Error("failed before the page");
    // A page that names its request, or holds what somebody typed, is nobody else's.
    const key = failure instanceof AppError && !kept ? `${locale} ${failure.code}` : undefined;
    const known = key && remembered.get(key);
    if (known) return known;
    const answer = await render(new Request(new URL(`/${locale}`, base)), { requestId, failure, ...(kept && { kept }) });
    if (answer.status !== (failure instanceof AppError ? HTTP_STATUS[failure.code] : 500)) return undefined;
    const page = { status: answer.status, contentType: answer.headers.get("Content-Type") ?? "text/html; charset=utf-8", language: locale, body: await answer.text() };
    if (key) remembered.set(key, page);
    return page;
  };
}
