import { useI18n } from "~/i18n/context";
import type { InstitutionCard as Institution } from "./queries.server";

/** A partner institution in a list. `accepted` is how many of the solutions that it accepted are published. */
export function InstitutionCard({ institution, accepted }: { institution: Institution; accepted: number }) {
  const { t, locale, country } = useI18n();
  const lang = institution.language === locale ? undefined : institution.language;
  return (
    <article className="card institution">
      <p className="small soft">
        {t(`institution.kind_${institution.kind}`)} · {institution.country ? country(institution.country) : t("institution.severalCountries")}
      </p>
      <h3>
        <a className="title-link" href={`/${locale}/institutions/${institution.slug}`}>
          {institution.name}
        </a>
      </h3>
      {institution.summary !== "" && <p lang={lang}>{institution.summary}</p>}
      <p className="small soft">{t("institution.accepted", { count: accepted })}</p>
    </article>
  );
}
