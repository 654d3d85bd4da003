import { listAddresses } from "~/features/catalogue/listing-queries.server";
import { listUsedCountries } from "~/features/catalogue/taxonomy-queries.server";
import { listInstitutions } from "~/features/network/queries.server";
import { DEFAULT_LOCALE, LOCALES } from "~/i18n/locales";
import { environment, publicOrigin } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import type { LoaderFunctionArgs } from "~/platform/http/remix.server";
import { hasDemonstration } from "~/platform/installation.server";

export const handle = PUBLIC_PAGE;

/** Each page stands there in every language: 10,000 addresses a file, of the 50,000 that the protocol allows. */
const PAGES_PER_FILE = Math.floor(10_000 / LOCALES.length);

type Page = { path: string; changedAt?: Date };

/**
 * Every public page in every language, with its alternates; beyond one file's worth, an index of files (`?part=1`).
 * Empty with demonstration content, which no search engine should know of.
 */
export async function loader({ request }: LoaderFunctionArgs) {
  const pages = (await hasDemonstration()) ? [] : await listPages();
  const parts = Math.ceil(pages.length / PAGES_PER_FILE);
  const part = new URL(request.url).searchParams.get("part");
  const origin = publicOrigin(environment());
  if (part === null) return xml(parts > 1 ? sitemapIndex(origin, parts) : urlSet(origin, pages));
  const number = /^\d{1,4}$/.test(part) ? Number(part) : 0;
  if (number < 1 || number > parts) throw errorResponse(new AppError("not_found", "sitemap"));
  return xml(urlSet(origin, pages.slice((number - 1) * PAGES_PER_FILE, number * PAGES_PER_FILE)));
}

async function listPages(): Promise<Page[]> {
  const [listings, countries, institutions] = await Promise.all([listAddresses(), listUsedCountries(), listInstitutions(DEFAULT_LOCALE)]);
  return [
    ...["", "/solutions", "/countries", "/institutions", "/data"].map((path) => ({ path })),
    ...countries.map((code) => ({ path: `/countries/${code}` })),
    ...institutions.map(({ slug }) => ({ path: `/institutions/${slug}` })),
    ...listings.map(({ slug, updatedAt }) => ({ path: `/solutions/${slug}`, changedAt: updatedAt })),
  ];
}

function urlSet(origin: string, pages: readonly Page[]): string {
  const urls = pages.flatMap(({ path, changedAt }) => {
    const alternates = LOCALES.map((locale) => `<xhtml:link rel="alternate" hreflang="${locale}" href="${escaped(`${origin}/${locale}${path}`)}"/>`).join("");
    const changed = changedAt ? `<lastmod>${changedAt.toISOString()}</lastmod>` : "";
    return LOCALES.map((locale) => `<url><loc>${escaped(`${origin}/${locale}${path}`)}</loc>${changed}${alternates}</url>\n`);
  });
  return `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${urls.join("")}</urlset>\n`;
}

function sitemapIndex(origin: string, parts: number): string {
  const files = Array.from({ length: parts }, (_, index) => `<sitemap><loc>${origin}/sitemap.xml?part=${index + 1}</loc></sitemap>\n`);
  return `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${files.join("")}</sitemapindex>\n`;
}

function xml(body: string): Response {
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`, { headers: { "Content-Type": "application/xml; charset=utf-8" } });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
