import { useI18n } from "~/i18n/context";
import type { Translator } from "~/i18n/translator";
import { EMPTY_FORM, type FormField, type FormValues } from "./form-schema";
import { COST_MODELS, DEVICE_NEEDS, INTERNET_NEEDS, SIZES } from "./schema";
import { type DiffPart, diffWords } from "./word-diff";

type Labels = { categories: ReadonlyArray<{ key: string; label: string }>; businessTypes: Readonly<Record<string, string>> };

/**
 * What changed between two revisions, field by field, word by word. Removed and added words are marked as such for
 * those who don't see the colours.
 */
export function RevisionDifference({ title, before, after, labels }: { title: string; before: FormValues; after: FormValues; labels: Labels }) {
  const i18n = useI18n();
  const { t } = i18n;
  const shown = (values: FormValues, field: FormField) =>
    [values[field]]
      .flat()
      .map((value) => labelOf(i18n, labels, field, value))
      .join(", ");
  const changes = (Object.keys(EMPTY_FORM) as FormField[])
    .map((field) => ({ field, parts: diffWords(shown(before, field), shown(after, field)) }))
    .filter(({ parts }) => parts.some(({ kind }) => kind !== "same"));
  return (
    <section className="section">
      <h2>{title}</h2>
      <dl className="difference">
        {changes.map(({ field, parts }) => (
          <div key={field}>
            <dt>{t(`submission.field_${field}`)}</dt>
            <dd>
              {parts.map((part) => (
                <Part key={part.at} part={part} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The words for what was chosen; typed text is compared as it is. */
function labelOf({ t, country }: Translator, labels: Labels, field: FormField, value: string): string {
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

function Part({ part: { kind, text } }: { part: DiffPart }) {
  const { t } = useI18n();
  if (kind === "same") return text;
  if (kind === "removed") {
    return (
      <del>
        <span className="hidden">{t("submission.differenceRemoved")} </span>
        {text}
      </del>
    );
  }
  return (
    <ins>
      <span className="hidden">{t("submission.differenceAdded")} </span>
      {text}
    </ins>
  );
}
