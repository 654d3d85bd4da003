import type { Translator } from "~/i18n/translator";
import type { FormField, FormValues } from "./form-schema";
import { COST_MODELS, DEVICE_NEEDS, INTERNET_NEEDS, SIZES } from "./schema";

export type FormLabels = { categories: ReadonlyArray<{ key: string; label: string }>; businessTypes: Readonly<Record<string, string>> };

/** What a field of the form holds, in words; empty when nothing was given. */
export function valueInWords(i18n: Translator, labels: FormLabels, values: FormValues, field: FormField): string {
  return [values[field]]
    .flat()
    .map((value) => labelOf(i18n, labels, field, value))
    .join(", ");
}

/** The words for what was chosen; typed text stays as it is. */
function labelOf({ t, country }: Translator, labels: FormLabels, field: FormField, value: string): string {
  const known = <T extends string>(values: readonly T[], words: (known: T) => string) => {
    const found = values.find((one) => one === value);
    return found ? words(found) : value;
  };
  switch (field) {
    case "categoryKey":
      return labels.categories.find(({ key }) => key === value)?.label ?? value;
    case "businessTypes":
      return labels.businessTypes[value] ?? value;
    case "originCountry":
    case "availableIn":
    case "adaptableTo":
      return value === "" ? "" : country(value);
    case "sizes":
      return known(SIZES, (size) => t(`catalogue.size_${size}`));
    case "costModel":
      return known(COST_MODELS, (model) => t(`catalogue.cost_${model}`));
    case "internet":
      return known(INTERNET_NEEDS, (need) => t(`listing.internet_${need}`));
    case "device":
      return known(DEVICE_NEEDS, (need) => t(`listing.device_${need}`));
    default:
      return value;
  }
}
