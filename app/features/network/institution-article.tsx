import { Icon } from "~/components/icon";
import { Prose } from "~/components/prose";
import { useI18n } from "~/i18n/context";
import type { InstitutionPage } from "./queries.server";

/** What an institution is and does, what it reviews, and how many solutions it stands for. */
export function InstitutionArticle({ institution, accepted, categoryLabel }: { institution: InstitutionPage; accepted: number; categoryLabel: (key: string) => string }) {
  const { t, locale, country, list, language } = useI18n();
  const lang = institution.language === locale ? undefined : institution.language;
  const seat = [institution.city, institution.country && country(institution.country)].filter(Boolean).join(", ");
  return (
    <article className="listing">
      <header className="listing-head">
        <p className="row">
          <span className="badge">{t(`institution.kind_${institution.kind}`)}</span>
          {institution.demonstration && <span className="badge">{t("common.demonstration")}</span>}
        </p>
        <h1>{institution.name}</h1>
        {institution.summary !== "" && (
          <p className="lead" lang={lang}>
            {institution.summary}
          </p>
        )}
        {lang && <p className="language-note">{t("institution.textInLanguage", { language: language(institution.language) })}</p>}
      </header>
      <div className="listing-main">
        {institution.about !== "" && (
          <section>
            <h2>{t("institution.about")}</h2>
            <Prose text={institution.about} lang={lang} />
          </section>
        )}
        {institution.reviews && (
          <section>
            <h2>{t("institution.reviews")}</h2>
            {institution.reviews.length === 0 && <p>{t("institution.reviewsNothing")}</p>}
            <ul className="plain">
              {institution.reviews.map(({ countries, categories }) => (
                <li key={`${countries} ${categories}`}>
                  {t("institution.reviewsRule", { categories: list(categories.map(categoryLabel)), countries: list(countries.map(country)) })}
                </li>
              ))}
            </ul>
            {institution.sleeping && <p className="soft">{t("institution.sleeping")}</p>}
          </section>
        )}
      </div>
      <div className="listing-beside">
        <section className="box listing-facts" aria-label={institution.name}>
          <p className={accepted > 0 ? "sign verified" : "sign"}>
            <Icon name="verified" />
            {t("institution.accepted", { count: accepted })}
          </p>
          <dl className="fit">
            {seat !== "" && (
              <div>
                <dt>{t("institution.basedIn")}</dt>
                <dd>{seat}</dd>
              </div>
            )}
            {institution.countriesCovered.length > 0 && (
              <div>
                <dt>{t("institution.covers")}</dt>
                <dd>
                  <ul className="inline">
                    {institution.countriesCovered.map((code) => (
                      <li key={code}>
                        <a href={`/${locale}/countries/${code}`}>{country(code)}</a>
                      </li>
                    ))}
                  </ul>
                </dd>
              </div>
            )}
          </dl>
          {institution.website && !institution.demonstration && (
            <a className="button quiet wide" href={institution.website} rel="noopener">
              {t("institution.website")}
            </a>
          )}
        </section>
      </div>
    </article>
  );
}
