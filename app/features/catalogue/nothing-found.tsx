import type { ReactNode } from "react";
import { useI18n } from "~/i18n/context";
import type { Labels } from "./card";
import { facetValueLabel } from "./card-words";
import { facetValues } from "./facet-values";
import type { FacetCounts } from "./search-engine";
import { type SearchState, searchUrl, without } from "./search-params";
import type { WayOut } from "./search-queries.server";

const SHOWN_COUNTRIES = 8;

/** Help for a search that found nothing: each way out says how much it would give. */
export function NothingFound({ state, wayOut, facets, labels }: { state: SearchState; wayOut: WayOut; facets: FacetCounts; labels: Labels }) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const elsewhere = state.filters.country ? facetValues(facets.country, [], (code) => facetValueLabel(i18n, labels, "country", code), locale).slice(0, SHOWN_COUNTRIES) : [];
  return (
    <>
      <p>{t("catalogue.nothingText")}</p>
      {(wayOut.without.length > 0 || wayOut.withoutAny > 0) && (
        <Ways title={t("catalogue.nothingWithout")}>
          {wayOut.without.map(({ facet, value, total }) => (
            <Way key={`${facet} ${value}`} href={searchUrl(locale, state, { filters: without(state.filters, facet, value) })} total={total}>
              {t("catalogue.nothingWithoutOne", { facet: t(`catalogue.facet_${facet}`), value: facetValueLabel(i18n, labels, facet, value) })}
            </Way>
          ))}
          {wayOut.withoutAny > 0 && (
            <Way href={searchUrl(locale, state, { filters: {} })} total={wayOut.withoutAny}>
              {t("catalogue.clearAll")}
            </Way>
          )}
        </Ways>
      )}
      {elsewhere.length > 0 && (
        <Ways title={t("catalogue.nothingCountries")}>
          {elsewhere.map(({ value, label, count }) => (
            <Way key={value} href={searchUrl(locale, state, { filters: { ...state.filters, country: [value] } })} total={count}>
              {label}
            </Way>
          ))}
        </Ways>
      )}
    </>
  );
}

function Ways({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      <ul className="chips">{children}</ul>
    </section>
  );
}

function Way({ href, total, children }: { href: string; total: number; children: string }) {
  const { number } = useI18n();
  return (
    <li>
      <a className="chip" href={href}>
        {children}
        <span className="count">{number(total)}</span>
      </a>
    </li>
  );
}
