import { Button, Field, type FieldErrors, RadioGroup, TextArea } from "~/components/form";
import { useI18n } from "~/i18n/context";
import type { MessageKey } from "~/i18n/dictionaries";
import type { Translator } from "~/i18n/translator";
import { REPORT_FIELDS, REPORT_KINDS } from "./report-schema";

export type TypedReport = Partial<Record<(typeof REPORT_FIELDS)[number], string>>;

const LABELS: Readonly<Record<(typeof REPORT_FIELDS)[number], MessageKey>> = { kind: "contact.reportKind", text: "contact.reportText", replyTo: "contact.reportReplyTo" };
const FAULTS: Readonly<Record<string, MessageKey>> = {
  "too-short": "contact.fault_too-short",
  "too-long": "contact.fault_too-long",
  unreadable: "contact.fault_unreadable",
};
const MISSING: Readonly<Record<(typeof REPORT_FIELDS)[number], MessageKey>> = {
  kind: "contact.missing_kind",
  text: "contact.missing_text",
  replyTo: "contact.missing_replyAddress",
};

export function reportErrors({ t }: Translator, faults: Readonly<Record<string, string>>): FieldErrors {
  return Object.fromEntries(REPORT_FIELDS.filter((field) => faults[field]).map((field) => [field, t(FAULTS[faults[field] ?? ""] ?? MISSING[field], { field: t(LABELS[field]) })]));
}

export function ReportForm({ typed, errors }: { typed: TypedReport; errors: FieldErrors }) {
  const { t } = useI18n();
  return (
    <form method="post" noValidate>
      <RadioGroup
        name="kind"
        label={t("contact.reportKind")}
        error={errors.kind}
        chosen={typed.kind}
        options={REPORT_KINDS.map((kind) => ({ value: kind, label: t(`contact.kind_${kind}`) }))}
      />
      <TextArea name="text" label={t("contact.reportText")} hint={t("contact.reportTextHint")} error={errors.text} defaultValue={typed.text} rows={6} />
      <Field name="replyTo" label={t("contact.reportReplyTo")} error={errors.replyTo} defaultValue={typed.replyTo} optional maxLength={254} autoCapitalize="none" />
      <Button>{t("contact.reportSend")}</Button>
    </form>
  );
}
