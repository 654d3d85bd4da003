import { Fragment } from "react";
import { ErrorSummary } from "~/components/form";
import { useI18n } from "~/i18n/context";
import { type Faults, type FormField, SECTIONS, sectionOf } from "./form-schema";
import { faultSentences } from "./submission-form";

/** Up to this many questions without an answer are told in a sentence each. */
const FEW = 5;

/** What is wrong with what was sent. Questions without an answer, where there are many, are told by the sections that they stand in. */
export function FaultSummary({ faults }: { faults: Faults }) {
  const i18n = useI18n();
  const { t } = i18n;
  const missing = (Object.keys(faults) as FormField[]).filter((field) => faults[field] === "required");
  if (missing.length <= FEW) return <ErrorSummary errors={faultSentences(i18n, faults)} />;
  const others = Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== "required"));
  const sections = SECTIONS.map((section) => ({ section, fields: missing.filter((field) => sectionOf(field) === section) })).filter(({ fields }) => fields.length > 0);
  return (
    <ErrorSummary errors={faultSentences(i18n, others)} more={missing.length}>
      <p>{t("submission.missing", { count: missing.length })}</p>
      <ul className="missing">
        {sections.map(({ section, fields }) => (
          <li key={section}>
            <b>{t(`submission.section_${section}`)}</b>:{" "}
            {fields.map((field, place) => (
              <Fragment key={field}>
                {place > 0 && " · "}
                <a href={`#${field}`}>{t(`submission.field_${field}`)}</a>
              </Fragment>
            ))}
          </li>
        ))}
      </ul>
    </ErrorSummary>
  );
}
