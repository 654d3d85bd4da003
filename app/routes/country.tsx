import { useLoaderData } from "@remix-run/react";
import { pageMeta } from "~/components/page-meta";
import { NeedCards } from "~/features/adoption/need-cards";
import { listOpenNeeds } from "~/features/adoption/queries.server";
import { CardList } from "~/features/catalogue/card-list";
import { CategoryBars } from "~/features/catalogue/category-bars";
import { countSolutionsByCountry, readLabels } from "~/features/catalogue/queries.server";
import { EMPTY_SEARCH, searchUrl } from "~/features/catalogue/search-params";
import { countAccepted, selectAdaptableTo, selectAvailableIn } from "~/features/catalogue/selection-queries.server";
import { InstitutionCard } from "~/features/network/institution-card";
import { listInstitutions } from "~/features/network/queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { COUNTRY_CODES } from "~/platform/countries";
import { environment, publicOrigin } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import { type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export const handle = PUBLIC_PAGE;

const SHOWN_CARDS = 4;
const SHOWN_NEEDS = 6;

export async function loader({ params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const code = (params.code ?? "").toUpperCase();
  if (!COUNTRY_CODES.has(code)) throw errorResponse(new AppError("not_found", "country"));
  if (code !== params.code) throw redirect(`/${locale}/countries/${code}`, 301);
  const [labels, counts, available, adaptable, needs, institutions, accepted] = await Promise.all([
    readLabels(locale),
    countSolutionsByCountry(),
    selectAvailableIn(code, { limit: SHOWN_CARDS, language: locale }),
    selectAdaptableTo(code, { limit: SHOWN_CARDS, language: locale }),
    listOpenNeeds({ country: code }, SHOWN_NEEDS, locale),
    listInstitutions(locale, code),
    countAccepted(),
  ]);
  return {
    code,
    labels,
    byCategory: Object.fromEntries(counts.filter(({ country }) => country === code).map(({ category, count }) => [category ?? "", count])),
    available,
    adaptable,
    needs,
    institutions: institutions.map((institution) => ({ institution, accepted: accepted.get(institution.id) ?? 0 })),
    origin: publicOrigin(environment()),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  if (!data) return [];
  const locale = localeOfPath(location.pathname);
  const { t, country } = translator(locale);
  const name = { country: country(data.code) };
  const nothing = data.available.total + data.adaptable.total + data.needs.length === 0;
  return [
    ...pageMeta({ locale, origin: data.origin, pathname: `/${locale}/countries/${data.code}`, title: t("country.title", name), description: t("country.description", name) }),
    ...(nothing ? [{ name: "robots", content: "noindex" }] : []),
  ];
};

export default function Country() {
  const { code, labels, byCategory, available, adaptable, needs, institutions } = useLoaderData<typeof loader>();
  const { t, locale, country } = useI18n();
  const inCountry = (category?: string) => searchUrl(locale, EMPTY_SEARCH, { filters: { country: [code], ...(category && { category: [category] }) } });
  return (
    <div className="wrap section">
      <h1>{t("country.title", { country: country(code) })}</h1>
      <p className="lead">{t("country.lead", { count: available.total })}</p>
      {available.total > 0 && (
        <>
          <section className="section">
            <h2>{t("country.byCategory")}</h2>
            <CategoryBars categories={labels.categories} counts={byCategory} linkTo={inCountry} />
          </section>
          <section className="section">
            <h2>{t("country.recent")}</h2>
            <CardList cards={available.cards} total={available.total} labels={labels} more={{ href: inCountry(), text: t("country.seeAll") }} />
          </section>
        </>
      )}
      {needs.length > 0 && (
        <section className="section">
          <h2>{t("country.needsTitle")}</h2>
          <NeedCards needs={needs} labels={labels} three search={(title) => searchUrl(locale, EMPTY_SEARCH, { query: title })} />
        </section>
      )}
      {institutions.length > 0 && (
        <section className="section">
          <h2>{t("country.institutionsTitle")}</h2>
          <ul className="cards">
            {institutions.map(({ institution, accepted }) => (
              <li key={institution.id}>
                <InstitutionCard institution={institution} accepted={accepted} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {adaptable.total > 0 && (
        <section className="section">
          <h2>{t("country.adaptableTitle")}</h2>
          <p className="soft">{t("country.adaptableLead")}</p>
          <CardList cards={adaptable.cards} total={adaptable.total} labels={labels} />
        </section>
      )}
    </div>
  );
}
