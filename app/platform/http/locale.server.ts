import { AppError } from "../errors";
import { errorResponse } from "./errors.server";

// The platform imports nothing above it, so the languages are named here once more; a test holds the two lists together.
export const SITE_LOCALES = ["es", "en", "pt"] as const;
export type SiteLocale = (typeof SITE_LOCALES)[number];

const COOKIE = /(?:^|;\s*)sol_locale=(es|en|pt)(?:;|$)/;

export function localeCookie(request: Request): SiteLocale | undefined {
  return COOKIE.exec(request.headers.get("Cookie") ?? "")?.[1] as SiteLocale | undefined;
}

/** The language in the address; any other first segment is no page of ours. */
export function requireLocale(params: { locale?: string | undefined }): SiteLocale {
  const locale = SITE_LOCALES.find((known) => known === params.locale);
  if (!locale) throw errorResponse(new AppError("not_found", "locale"));
  return locale;
}
