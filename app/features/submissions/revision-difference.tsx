import { useI18n } from "~/i18n/context";
import { EMPTY_FORM, type FormField, type FormValues } from "./form-schema";
import { type FormLabels, valueInWords } from "./form-words";
import { type DiffPart, diffWords } from "./word-diff";

/**
 * What changed between two revisions, field by field, word by word. Removed and added words are marked as such for
 * those who don't see the colours.
 */
export function RevisionDifference({ title, before, after, labels }: { title: string; before: FormValues; after: FormValues; labels: FormLabels }) {
  const i18n = useI18n();
  const { t } = i18n;
  const changes = (Object.keys(EMPTY_FORM) as FormField[])
    .map((field) => ({ field, parts: diffWords(valueInWords(i18n, labels, before, field), valueInWords(i18n, labels, after, field)) }))
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
