import { useLoaderData } from "@remix-run/react";
import { pageMeta } from "~/components/page-meta";
import { SearchBox } from "~/components/search-box";
import { NeedCards } from "~/features/adoption/need-cards";
import { listOpenNeeds, listSimilarNeeds } from "~/features/adoption/queries.server";
import { CategoryLinks } from "~/features/catalogue/category-links";
import { NothingFound } from "~/features/catalogue/nothing-found";
import { readLabels } from "~/features/catalogue/queries.server";
import { SearchPanel } from "~/features/catalogue/search-panel";
import { EMPTY_SEARCH, parseSearchParams, searchUrl } from "~/features/catalogue/search-params";
import { findSolutions } from "~/features/catalogue/search-queries.server";
import { resultsTitle, SearchResults } from "~/features/catalogue/search-results";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { environment, publicOrigin } from "~/platform/env.server";
import { requireLocale } from "~/platform/http/locale.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import type { LoaderFunctionArgs, MetaFunction } from "~/platform/http/remix.server";

export const handle = PUBLIC_PAGE;

const SHOWN_NEEDS = 4;
const FORM = "search";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const labels = await readLabels(locale);
  const vocabulary = { categories: new Set(labels.categories.map(({ key }) => key)), businessTypes: new Set(Object.keys(labels.businessTypes)) };
  const { request: asked, notices } = parseSearchParams(new URL(request.url).searchParams, { language: locale, vocabulary });
  const found = await findSolutions(asked);
  const needs = found.wayOut ? await needsLike(asked, locale) : [];
  return { asked, notices, found, labels, needs, origin: publicOrigin(environment()) };
}

/** Needs that share a word with the question; without any, those of the same countries and topics. */
async function needsLike({ query, filters }: { query: string; filters: { country?: readonly string[]; category?: readonly string[] } }, locale: string) {
  const similar = await listSimilarNeeds(query, SHOWN_NEEDS, locale);
  return similar.length > 0
    ? similar
    : listOpenNeeds({ ...(filters.country && { country: filters.country }), ...(filters.category && { category: filters.category }) }, SHOWN_NEEDS, locale);
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  if (!data) return [];
  const locale = localeOfPath(location.pathname);
  const i18n = translator(locale);
  const { request, total } = data.found;
  const title = resultsTitle(i18n, request, total);
  return pageMeta({
    locale,
    origin: data.origin,
    pathname: location.pathname,
    search: canonicalSearch(locale, request),
    title: request.page > 1 ? i18n.t("catalogue.titleOnPage", { title, page: request.page }) : title,
    description: i18n.t("catalogue.searchDescription"),
  });
};

/** One country or one topic is a page of its own; combinations of filters are views of the whole list. */
function canonicalSearch(locale: string, { filters }: { filters: { category?: readonly string[]; country?: readonly string[] } }): string {
  const selected = Object.entries(filters).flatMap(([facet, values]) => values.map((value) => ({ facet, value })));
  const [only] = selected;
  if (selected.length !== 1 || !only || (only.facet !== "category" && only.facet !== "country")) return "";
  return new URL(searchUrl(locale, EMPTY_SEARCH, { filters: { [only.facet]: [only.value] } }), "http://any").search;
}

export default function Solutions() {
  const { asked, notices, found, labels, needs } = useLoaderData<typeof loader>();
  const { t, locale } = useI18n();
  return (
    <>
      <div className="band search-band">
        <div className="wrap">
          <SearchBox id={FORM} query={found.request.query} />
        </div>
      </div>
      <div className="wrap finder">
        <div>
          <SearchPanel form={FORM} state={found.request} facets={found.facets} labels={labels} />
        </div>
        <div className={found.wayOut ? "results nothing" : "results"}>
          <SearchResults found={found} asked={asked} notices={notices} labels={labels} />
          {found.wayOut && (
            <>
              <NothingFound state={found.request} wayOut={found.wayOut} facets={found.facets} labels={labels} />
              {needs.length > 0 && (
                <section>
                  <h2>{t("catalogue.nothingNeeds")}</h2>
                  <NeedCards needs={needs} labels={labels} search={(title) => searchUrl(locale, EMPTY_SEARCH, { query: title })} />
                </section>
              )}
              <section>
                <h2>{t("catalogue.nothingCategories")}</h2>
                <CategoryLinks categories={labels.categories} note={(key) => labels.categories.find((category) => category.key === key)?.description ?? ""} />
              </section>
            </>
          )}
        </div>
      </div>
    </>
  );
}
