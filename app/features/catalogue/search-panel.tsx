import { Icon } from "~/components/icon";
import { useI18n } from "~/i18n/context";
import type { Labels } from "./card";
import { facetValueLabel } from "./card-words";
import { type FacetValue, facetValues, splitValues } from "./facet-values";
import type { Facet, FacetCounts } from "./search-engine";
import { SORTS } from "./search-engine";
import { type SearchState, selectedValues } from "./search-params";

/** In this order, each only when it offers a choice. The others can be reached by address and are kept. */
const SHOWN_FACETS = ["category", "country", "business", "cost", "size", "language", "origin"] as const satisfies readonly Facet[];
/** Open before anybody has chosen anything. */
const OPEN_FACETS: ReadonlySet<Facet> = new Set(["category", "country"]);

/**
 * Filters and order. Its inputs belong to the search form by id, so that one submit carries everything. On a phone it
 * waits behind a button that says how many filters are on.
 *
 * @param form id of the search form
 */
export function SearchPanel({ form, state, facets, labels }: { form: string; state: SearchState; facets: FacetCounts; labels: Labels }) {
  const { t } = useI18n();
  const selected = selectedValues(state.filters);
  const hidden = selected.filter(({ facet }) => !SHOWN_FACETS.some((shown) => shown === facet));
  return (
    <>
      <details className="opener">
        <summary className="button quiet">
          <Icon name="filter" />
          {selected.length === 0 ? t("catalogue.filterAndSort") : t("catalogue.filterAndSortCount", { count: selected.length })}
        </summary>
      </details>
      <section className="facets" aria-label={t("catalogue.filters")}>
        <label className="field">
          {t("catalogue.sortBy")}
          <select name="sort" form={form} defaultValue={state.sort}>
            {SORTS.map((sort) => (
              <option key={sort} value={sort}>
                {sort === "relevance" && state.query === "" ? t("catalogue.sortReviewedFirst") : t(`catalogue.sort_${sort}`)}
              </option>
            ))}
          </select>
        </label>
        <Apply form={form} first />
        {SHOWN_FACETS.map((facet) => (
          <FacetGroup key={facet} form={form} facet={facet} counts={facets[facet]} selected={state.filters[facet] ?? []} labels={labels} />
        ))}
        {hidden.map(({ facet, value }) => (
          <input key={`${facet}${value}`} type="hidden" name={facet} value={value} form={form} />
        ))}
        <Apply form={form} />
      </section>
    </>
  );
}

/** At both ends of the filters: who has gone down the list with a keyboard must not climb it again. */
function Apply({ form, first = false }: { form: string; first?: boolean }) {
  const { t } = useI18n();
  return (
    <div className={first ? "apply first" : "apply"}>
      <button type="submit" form={form} className="button wide">
        {t("catalogue.apply")}
      </button>
    </div>
  );
}

type GroupProps = { form: string; facet: (typeof SHOWN_FACETS)[number]; counts: Readonly<Record<string, number>>; selected: readonly string[]; labels: Labels };

function FacetGroup({ form, facet, counts, selected, labels }: GroupProps) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const values = facetValues(counts, selected, (value) => facetValueLabel(i18n, labels, facet, value), locale);
  // One value that everything has is no choice.
  if (values.length < 2 && selected.length === 0) return null;
  const { shown, more } = splitValues(values);
  return (
    <details open={OPEN_FACETS.has(facet) || selected.length > 0}>
      <summary>{t(`catalogue.facet_${facet}`)}</summary>
      <fieldset>
        <legend className="hidden">{t(`catalogue.facet_${facet}`)}</legend>
        {shown.map((value) => (
          <Choice key={value.value} form={form} facet={facet} choice={value} />
        ))}
        {more.length > 0 && (
          <details className="more">
            <summary>{t("catalogue.showMore", { count: more.length })}</summary>
            {more.map((value) => (
              <Choice key={value.value} form={form} facet={facet} choice={value} />
            ))}
          </details>
        )}
      </fieldset>
    </details>
  );
}

function Choice({ form, facet, choice }: { form: string; facet: Facet; choice: FacetValue }) {
  const { number } = useI18n();
  return (
    <label className="check">
      <input type="checkbox" name={facet} value={choice.value} defaultChecked={choice.selected} form={form} />
      <span>{choice.label}</span>
      <span className="count">{number(choice.count)}</span>
    </label>
  );
}
