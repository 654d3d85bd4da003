import { useLoaderData } from "@remix-run/react";
import { pageMeta } from "~/components/page-meta";
import { countOpenNeedsByCountry } from "~/features/adoption/queries.server";
import { countryRows } from "~/features/catalogue/country-rows";
import { CountryTable } from "~/features/catalogue/country-table";
import { countSolutionsByCountry, readLabels } from "~/features/catalogue/queries.server";
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

export async function loader({ params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const [labels, edition, counts, needs] = await Promise.all([readLabels(locale), findCurrentEdition(now(), locale), countSolutionsByCountry(), countOpenNeedsByCountry()]);
  const called = new Set(edition?.countries ?? []);
  const totals = new Map<string, number>();
  for (const { country, count } of counts) totals.set(country, (totals.get(country) ?? 0) + count);
  return {
    labels,
    edition: edition && { name: edition.name, rows: countryRows(counts, needs, edition.countries) },
    others: [...totals].filter(([country]) => !called.has(country)).map(([country, total]) => ({ country, total })),
    origin: publicOrigin(environment()),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  if (!data) return [];
  const locale = localeOfPath(location.pathname);
  const { t } = translator(locale);
  return pageMeta({ locale, origin: data.origin, pathname: `/${locale}/countries`, title: t("country.listTitle"), description: t("country.listDescription") });
};

export default function Countries() {
  const { labels, edition, others } = useLoaderData<typeof loader>();
  const { t, locale, country, number } = useI18n();
  const named = others.map((row) => ({ ...row, name: country(row.country) })).sort((a, b) => a.name.localeCompare(b.name, locale));
  return (
    <div className="wrap section">
      <h1>{t("country.listTitle")}</h1>
      <p className="lead">{t("country.listLead")}</p>
      {!edition && named.length === 0 && <p>{t("country.noneAtAll")}</p>}
      {edition && (
        <section className="section">
          <h2>{edition.name}</h2>
          <CountryTable rows={edition.rows} categories={labels.categories} caption={edition.name} />
        </section>
      )}
      {named.length > 0 && (
        <section className="section">
          {edition && <h2>{t("country.otherCountries")}</h2>}
          <ul className="country-links">
            {named.map((row) => (
              <li key={row.country}>
                <a href={`/${locale}/countries/${row.country}`}>{row.name}</a> <span className="count">{number(row.total)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
