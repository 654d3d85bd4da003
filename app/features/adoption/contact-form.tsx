import { Button, Checkbox, Field, type FieldErrors, RadioGroup, Select, TextArea } from "~/components/form";
import { useI18n } from "~/i18n/context";
import type { MessageKey } from "~/i18n/dictionaries";
import type { Translator } from "~/i18n/translator";
import { CONTACT_FIELDS } from "./contact-schema";

export type TypedContact = Partial<Record<(typeof CONTACT_FIELDS)[number], string>>;

const LABELS: Readonly<Record<(typeof CONTACT_FIELDS)[number], MessageKey>> = {
  name: "contact.name",
  businessType: "contact.businessType",
  place: "contact.place",
  message: "contact.message",
  replyKind: "contact.replyKind",
  replyAddress: "contact.replyAddress",
  consent: "contact.consent",
};

const FAULTS: Readonly<Record<string, MessageKey>> = {
  "too-short": "contact.fault_too-short",
  "too-long": "contact.fault_too-long",
  unreadable: "contact.fault_unreadable",
  "not-an-email": "contact.fault_not-an-email",
  "not-a-number": "contact.fault_not-a-number",
};

const MISSING: Readonly<Record<(typeof CONTACT_FIELDS)[number], MessageKey>> = {
  name: "contact.missing_name",
  businessType: "contact.missing_businessType",
  place: "contact.missing_place",
  message: "contact.missing_message",
  replyKind: "contact.missing_replyKind",
  replyAddress: "contact.missing_replyAddress",
  consent: "contact.fault_not-agreed",
};

/** A sentence at each field whose answer can't be taken, in the order of the fields. It stands above the form too, where no label is beside it. */
export function contactErrors({ t }: Translator, faults: Readonly<Record<string, string>>): FieldErrors {
  return Object.fromEntries(CONTACT_FIELDS.filter((field) => faults[field]).map((field) => [field, t(FAULTS[faults[field] ?? ""] ?? MISSING[field], { field: t(LABELS[field]) })]));
}

/** What a firm writes to a solution's owner. Nothing here is hidden: what is sent is what is seen. */
export function ContactForm({ businesses, typed, errors }: { businesses: ReadonlyArray<{ value: string; label: string }>; typed: TypedContact; errors: FieldErrors }) {
  const { t } = useI18n();
  return (
    <form method="post" noValidate>
      <Field name="name" label={t("contact.name")} error={errors.name} defaultValue={typed.name} autoComplete="name" maxLength={120} />
      <Select
        name="businessType"
        label={t("contact.businessType")}
        error={errors.businessType}
        options={businesses}
        empty={t("contact.chooseBusiness")}
        defaultValue={typed.businessType}
      />
      <Field name="place" label={t("contact.place")} hint={t("contact.placeHint")} error={errors.place} defaultValue={typed.place} maxLength={120} />
      <TextArea name="message" label={t("contact.message")} hint={t("contact.messageHint")} error={errors.message} defaultValue={typed.message} rows={6} />
      <RadioGroup
        name="replyKind"
        label={t("contact.replyKind")}
        error={errors.replyKind}
        chosen={typed.replyKind}
        options={[
          { value: "whatsapp", label: t("contact.reply_whatsapp") },
          { value: "email", label: t("contact.reply_email") },
        ]}
      />
      <Field
        name="replyAddress"
        label={t("contact.replyAddress")}
        hint={t("contact.replyAddressHint")}
        error={errors.replyAddress}
        defaultValue={typed.replyAddress}
        maxLength={254}
        autoCapitalize="none"
      />
      <Checkbox name="consent" label={t("contact.consent")} error={errors.consent} defaultChecked={typed.consent === "yes"} />
      <Button>{t("contact.send")}</Button>
    </form>
  );
}
