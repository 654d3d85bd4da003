import { useLoaderData } from "@remix-run/react";
import { HeroMotif } from "~/components/hero-motif";
import { Icon } from "~/components/icon";
import { pageMeta } from "~/components/page-meta";
import { SearchBox } from "~/components/search-box";
import { NeedCards } from "~/features/adoption/need-cards";
import { countOpenNeedsByCountry, listOpenNeeds } from "~/features/adoption/queries.server";
import { CategoryLinks } from "~/features/catalogue/category-links";
import { countryRows } from "~/features/catalogue/country-rows";
import { CountryTable } from "~/features/catalogue/country-table";
import { countSolutionsByCategory, countSolutionsByCountry, listNewestCards, readLabels } from "~/features/catalogue/queries.server";
import { EMPTY_SEARCH, searchUrl } from "~/features/catalogue/search-params";
import { SolutionCard } from "~/features/catalogue/solution-card";
import { findCurrentEdition } from "~/features/editions/queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { environment, publicOrigin } from "~/platform/env.server";
import { requireLocale } from "~/platform/http/locale.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import type { LoaderFunctionArgs, MetaFunction } from "~/platform/http/remix.server";

export const handle = PUBLIC_PAGE;

const NEWEST_SOLUTIONS = 4;
const NEWEST_NEEDS = 6;

export async function loader({ params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const [labels, edition, byCategory, byCountry, newest, needs, needsByCountry] = await Promise.all([
    readLabels(locale),
    findCurrentEdition(now(), locale),
    countSolutionsByCategory(),
    countSolutionsByCountry(),
    listNewestCards(NEWEST_SOLUTIONS, locale),
    listOpenNeeds({}, NEWEST_NEEDS, locale),
    countOpenNeedsByCountry(),
  ]);
  return {
    labels,
    edition,
    newest,
    needs,
    total: byCategory.reduce((sum, { solutions }) => sum + solutions, 0),
    byCategory: Object.fromEntries(
      byCategory.flatMap(({ category, solutions }) =>
        category ? [[category, { solutions, countries: new Set(byCountry.filter((row) => row.category === category).map(({ country }) => country)).size }]] : [],
      ),
    ),
    countries: countryRows(byCountry, needsByCountry, edition?.countries ?? []),
    origin: publicOrigin(environment()),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  if (!data) return [];
  const locale = localeOfPath(location.pathname);
  return pageMeta({ locale, origin: data.origin, pathname: location.pathname, description: translator(locale).t("home.description") });
};

export default function Home() {
  const { labels, edition, newest, needs, total, byCategory, countries } = useLoaderData<typeof loader>();
  const { t, locale, list, country } = useI18n();
  const examples = [t("home.example1"), t("home.example2"), t("home.example3")];
  return (
    <>
      <section className="band hero">
        <div className="wrap">
          <HeroMotif />
          <h1>{t("home.question")}</h1>
          {total > 0 && <p>{t("home.promise", { count: total })}</p>}
          <SearchBox id="search" />
          <div className="examples">
            <span>{t("home.tryThese")}</span>
            <ul>
              {examples.map((query) => (
                <li key={query}>
                  <a href={searchUrl(locale, EMPTY_SEARCH, { query })}>{query}</a>
                </li>
              ))}
            </ul>
          </div>
        </div>
      </section>
      <div className="wrap">
        <section className="section">
          <h2>{t("home.byCategory")}</h2>
          <CategoryLinks
            categories={labels.categories}
            note={(key) =>
              t("home.categoryCounts", {
                solutions: t("catalogue.solutionCount", { count: byCategory[key]?.solutions ?? 0 }),
                countries: t("home.countryCount", { count: byCategory[key]?.countries ?? 0 }),
              })
            }
          />
        </section>
        {edition && (
          <section className="section" lang={edition.language === locale ? undefined : edition.language}>
            <h2 className="overline">{t("home.guidingQuestion")}</h2>
            <p className="guiding">{edition.guidingQuestion}</p>
            <p className="small soft">{t("home.editionLine", { edition: edition.name, countries: list(edition.countries.map(country)) })}</p>
          </section>
        )}
        {countries.length > 0 && (
          <section className="section" id="countries">
            <h2>{t("home.countriesTitle")}</h2>
            <p className="soft">{t("home.countriesText")}</p>
            <CountryTable rows={countries} categories={labels.categories} caption={t("home.countriesTitle")} />
          </section>
        )}
        {newest.length > 0 ? (
          <section className="section">
            <h2>{t("home.newest")}</h2>
            <div className="cards">
              {newest.map((card) => (
                <SolutionCard key={card.id} card={card} labels={labels} />
              ))}
            </div>
            <p>
              <a className="plain-link" href={searchUrl(locale, EMPTY_SEARCH)}>
                {t("home.seeAll", { count: total })}
                <Icon name="next" />
              </a>
            </p>
          </section>
        ) : (
          <section className="section">
            <h2>{t("home.emptyTitle")}</h2>
            <p>{t("home.emptyText")}</p>
          </section>
        )}
        {needs.length > 0 && (
          <section className="section">
            <h2>{t("home.needsTitle")}</h2>
            <p className="soft">{t("home.needsText")}</p>
            <NeedCards needs={needs} labels={labels} three search={(title) => searchUrl(locale, EMPTY_SEARCH, { query: title })} />
          </section>
        )}
        <section className="section" id="review">
          <h2>{t("home.reviewTitle")}</h2>
          <ol className="steps">
            <li>
              <b>{t("home.review1Title")}</b>
              {t("home.review1Text")}
            </li>
            <li>
              <b>{t("home.review2Title")}</b>
              {t("home.review2Text")}
            </li>
            <li>
              <b>{t("home.review3Title")}</b>
              {t("home.review3Text")}
            </li>
          </ol>
        </section>
      </div>
    </>
  );
}
