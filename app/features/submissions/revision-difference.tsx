import { useI18n } from "~/i18n/context";
import { EMPTY_FORM, type FormField, type FormValues } from "./form-schema";
import { type DiffPart, diffWords } from "./word-diff";

/**
 * What changed between two revisions, field by field, word by word. Removed and added words are marked as such for
 * those who don't see the colours.
 *
 * @param labelOf the words for a chosen value, "DO" or "subscription"; typed text is compared as it is
 */
export function RevisionDifference({ before, after, labelOf }: { before: FormValues; after: FormValues; labelOf: (field: FormField, value: string) => string }) {
  const { t } = useI18n();
  const shown = (values: FormValues, field: FormField) =>
    [values[field]]
      .flat()
      .map((value) => labelOf(field, value))
      .join(", ");
  const changes = (Object.keys(EMPTY_FORM) as FormField[])
    .map((field) => ({ field, parts: diffWords(shown(before, field), shown(after, field)) }))
    .filter(({ parts }) => parts.some(({ kind }) => kind !== "same"));
  return (
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
  );
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
