import { Pagination } from "~/components/pagination";
import { useI18n } from "~/i18n/context";
import type { Translator } from "~/i18n/translator";
import { ActiveFilters } from "./active-filters";
import type { Labels } from "./card";
import { SearchNotices } from "./search-notices";
import { type SearchNotice, type SearchState, searchUrl } from "./search-params";
import type { FoundCard, FoundSolutions } from "./search-queries.server";
import { SolutionCard } from "./solution-card";

/** "12 soluciones para «cobrar sin efectivo»": the page's heading and its title. */
export function resultsTitle({ t }: Translator, { query }: SearchState, total: number): string {
  return query === "" ? t("catalogue.resultsFiltered", { count: total }) : t("catalogue.resultsFor", { count: total, query });
}

function lastPage(total: number, perPage: number): number {
  return Math.max(1, Math.ceil(total / perPage));
}

/** Heading, what was asked, the answers in their two groups, and the other pages. */
export function SearchResults({ found, asked, notices, labels }: { found: FoundSolutions; asked: SearchState; notices: readonly SearchNotice[]; labels: Labels }) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const { request, total } = found;
  const last = lastPage(total, request.perPage);
  return (
    <>
      <h1>{resultsTitle(i18n, request, total)}</h1>
      <SearchNotices notices={notices} pastEnd={found.pastEnd ? asked.page : null} />
      {found.corrected !== null && (
        <div className="notice">
          <p>
            {t("catalogue.correctedFrom", { query: request.query })} <b>{t("catalogue.corrected", { query: found.corrected })}</b>
          </p>
        </div>
      )}
      <ActiveFilters state={request} labels={labels} />
      {last > 1 && <p className="small soft">{t("catalogue.pageOf", { page: request.page, last })}</p>}
      {found.full.length > 0 && (
        <>
          <h2 className="hidden">{t("catalogue.resultsHeading")}</h2>
          <Cards found={found.full} asked={request} labels={labels} />
        </>
      )}
      {found.approximate.length > 0 && (
        <>
          <h2 className="group-title">{t("catalogue.approximateTitle")}</h2>
          <p className="soft">{t("catalogue.approximateText")}</p>
          <Cards found={found.approximate} asked={request} labels={labels} />
        </>
      )}
      <Pagination current={request.page} last={last} url={(page) => searchUrl(locale, request, { page })} />
    </>
  );
}

function Cards({ found, asked, labels }: { found: readonly FoundCard[]; asked: SearchState; labels: Labels }) {
  return (
    <ol className="result-list">
      {found.map(({ card, hit }) => (
        <li key={card.id}>
          <SolutionCard card={card} hit={hit} asked={asked} labels={labels} />
        </li>
      ))}
    </ol>
  );
}
