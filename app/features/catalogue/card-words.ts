import type { Translator } from "~/i18n/translator";
import type { Card, Labels } from "./card";
import type { Facet } from "./search-engine";

/** The countries of a card in a line: a list while it is short, else the first ones and how many more. */
const SHOWN_COUNTRIES = 3;

export function countriesInWords({ t, country, list }: Translator, codes: readonly string[]): string {
  if (codes.length === 0) return t("catalogue.noCountry");
  const names = codes.map(country);
  if (names.length <= SHOWN_COUNTRIES + 1) return list(names);
  return t("catalogue.countriesMore", { countries: names.slice(0, SHOWN_COUNTRIES).join(", "), count: names.length - SHOWN_COUNTRIES });
}

/** "Desde USD 4 al mes"; null when nothing is known of the cost. */
export function costInWords({ t, money, percent }: Translator, { model, amount, currency, period, commissionPercent }: Card["cost"]): string | null {
  if (model === null) return null;
  if (model === "commission" && commissionPercent !== null) return t("catalogue.costCommission", { percent: percent(commissionPercent, 2) });
  if (amount === null || currency === null || model === "free" || model === "quote") return t(`catalogue.cost_${model}`);
  const words = { money: money(amount, currency) };
  if (period === "month") return t("catalogue.costFromMonth", words);
  if (period === "year") return t("catalogue.costFromYear", words);
  if (model === "one-off") return t("catalogue.costFromOnce", words);
  return t("catalogue.costFromUse", words);
}

/** What a facet's value is called. A key that has lost its label is shown as it is. */
export function facetValueLabel({ t, country, language }: Translator, labels: Labels, facet: Facet, value: string): string {
  switch (facet) {
    case "category":
      return labels.categories.find(({ key }) => key === value)?.label ?? value;
    case "business":
      return labels.businessTypes[value] ?? value;
    case "country":
      return country(value);
    case "language":
      return capitalised(language(value));
    default:
      // The parser lets through only the keys that have a text.
      return t(`catalogue.${facet}_${value}` as Parameters<typeof t>[0]);
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
