import { Icon } from "~/components/icon";
import { useI18n } from "~/i18n/context";
import type { Labels } from "./card";
import { facetValueLabel } from "./card-words";
import { type SearchState, searchUrl, selectedValues, without } from "./search-params";

/** What narrows the results, each with the address of the same search without it. */
export function ActiveFilters({ state, labels }: { state: SearchState; labels: Labels }) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const selected = selectedValues(state.filters);
  if (selected.length === 0) return null;
  return (
    <ul className="chips" aria-label={t("catalogue.activeFilters")}>
      {selected.map(({ facet, value }) => {
        const label = facetValueLabel(i18n, labels, facet, value);
        return (
          <li key={`${facet} ${value}`}>
            <a
              className="chip"
              href={searchUrl(locale, state, { filters: without(state.filters, facet, value) })}
              aria-label={t("catalogue.removeFilter", { facet: t(`catalogue.facet_${facet}`), value: label })}
            >
              {label}
              <Icon name="close" />
            </a>
          </li>
        );
      })}
      {selected.length > 1 && (
        <li>
          <a className="plain-link" href={searchUrl(locale, state, { filters: {} })}>
            {t("catalogue.clearAll")}
          </a>
        </li>
      )}
    </ul>
  );
}
