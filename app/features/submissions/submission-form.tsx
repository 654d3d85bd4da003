import { Fragment, type ReactNode } from "react";
import { Checkbox, CheckboxGroup, Field, type FieldErrors, RadioGroup, Select, TextArea } from "~/components/form";
import { useI18n } from "~/i18n/context";
import { FORMAT_LOCALES, LOCALE_NAMES, LOCALES } from "~/i18n/locales";
import type { Translator } from "~/i18n/translator";
import { CURRENCIES } from "~/platform/values/currencies";
import {
  CONSENT_WAYS,
  type Faults,
  type FormField,
  type FormValues,
  type ListField,
  maxLength,
  type NumberField,
  SECTIONS,
  type Section,
  sectionOf,
  type TextField,
  WOMEN_LED,
} from "./form-schema";
import { readBack, WhichNumber } from "./read-back";
import { COST_MODELS, DEVICE_NEEDS, INTERNET_NEEDS, SIZES } from "./schema";

type Choice = { value: string; label: string };

/** What the form offers to choose from; the rest are lists of our own. */
export type FormChoices = {
  countries: readonly string[];
  categories: readonly Choice[];
  businessTypes: readonly Choice[];
  /** The person's own. Null when the solution has its organisation already and nothing of that kind is asked. */
  organisations: ReadonlyArray<{ id: string; name: string }> | null;
  /** Those that review in this edition: the owner may name some that must not see it. */
  institutions: readonly Choice[];
  /** Typed for somebody else, whose consent is recorded. */
  onBehalf: boolean;
};

/** The sentence for each field that something is wrong with, in the order of the page. */
export function faultSentences({ t }: Translator, faults: Faults): FieldErrors {
  const entries = Object.entries(faults) as Array<[FormField, NonNullable<Faults[FormField]>]>;
  return Object.fromEntries(entries.map(([field, fault]) => [field, t(`submission.fault_${fault}`, { field: t(`submission.field_${field}`), max: maxLength(field) })]));
}

type Notes = ReadonlyArray<{ section: string; note: string }>;

/**
 * Everything that is asked of a solution, section by section, each with what the coordinator wrote about it.
 *
 * @param notice the edition's privacy notice; the consent stands beside it
 */
export function SubmissionFields({
  values,
  errors,
  choices,
  notes = [],
  notice,
}: {
  values: FormValues;
  errors: FieldErrors;
  choices: FormChoices;
  notes?: Notes;
  notice: string | null;
}) {
  return SECTIONS.map((section) => (
    <FormSection key={section} section={section} notes={notes.filter((note) => sectionOf(note.section) === section).map(({ note }) => note)}>
      <SectionFields section={section} {...{ values, errors, choices, notice }} />
    </FormSection>
  ));
}

function FormSection({ section, notes, children }: { section: Section; notes: readonly string[]; children: ReactNode }) {
  const { t } = useI18n();
  return (
    <section aria-labelledby={`section-${section}`}>
      <h2 className="fieldset-title" id={`section-${section}`}>
        {t(`submission.section_${section}`)}
      </h2>
      {notes.map((note) => (
        <div className="notice" key={note}>
          <p>
            <strong>{t("submission.noteFrom")}</strong> {note}
          </p>
        </div>
      ))}
      {children}
    </section>
  );
}

const HINTED = [
  "title",
  "problem",
  "howItWorks",
  "since",
  "firmsUsing",
  "costAmount",
  "setupDays",
  "claim",
  "evidenceTitle",
  "contactPerson",
  "contactWhatsapp",
  "womenLed",
  "keptFrom",
  "keptFromInstitutions",
  "consentOn",
] as const;

type Parts = { values: FormValues; errors: FieldErrors; choices: FormChoices; notice: string | null };

function SectionFields({ section, values, errors, choices, notice }: Parts & { section: Section }) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const about = (name: FormField) => {
    const hinted = HINTED.find((known) => known === name);
    return { name, label: t(`submission.field_${name}`), error: errors[name], ...(hinted && { hint: t(`submission.hint_${hinted}`) }) };
  };
  const line = (name: TextField, more: { optional?: boolean; type?: string; inputMode?: "numeric" | "decimal" | "tel" | "email" | "url"; autoComplete?: string } = {}) => (
    <Field key={name} {...about(name)} defaultValue={values[name]} maxLength={maxLength(name)} {...more} />
  );
  const number = (name: NumberField, more: { optional?: boolean; inputMode: "numeric" | "decimal" }) => {
    const { hint, ...field } = about(name);
    const read = readBack(i18n, values, name);
    return (
      <Fragment key={name}>
        <Field {...field} hint={[hint, read].filter(Boolean).join(" ")} defaultValue={values[name]} maxLength={maxLength(name)} {...more} />
        <WhichNumber values={values} field={name} />
      </Fragment>
    );
  };
  const text = (name: TextField, rows: number, optional = false) => <TextArea key={name} {...about(name)} defaultValue={values[name]} rows={rows} optional={optional} />;
  const one = (name: TextField, options: readonly Choice[], optional = false) => (
    <Select key={name} {...about(name)} defaultValue={values[name]} options={options} empty={t("submission.choose")} optional={optional} />
  );
  const many = (name: ListField, options: readonly Choice[], optional = false) => (
    <CheckboxGroup key={name} {...about(name)} options={withChosen(options, values[name])} chosen={values[name]} optional={optional} columns />
  );
  const countries = countryChoices(i18n, choices.countries, [values.originCountry, ...values.availableIn, ...values.adaptableTo]);
  switch (section) {
    case "solution":
      return [
        <Select key="language" {...about("language")} defaultValue={values.language || locale} options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))} />,
        line("title"),
        text("summary", 3),
        text("problem", 5),
        text("audience", 3, true),
        text("howItWorks", 8),
      ];
    case "use":
      return [line("since"), number("firmsUsing", { inputMode: "numeric" }), text("results", 4, true)];
    case "places":
      return [one("originCountry", countries), many("availableIn", countries), many("adaptableTo", countries, true)];
    case "kind":
      return [
        <RadioGroup key="categoryKey" {...about("categoryKey")} options={withChosen(choices.categories, [values.categoryKey])} chosen={values.categoryKey} />,
        many("businessTypes", choices.businessTypes),
        many(
          "sizes",
          SIZES.map((value) => ({ value, label: t(`catalogue.size_${value}`) })),
          true,
        ),
      ];
    case "cost":
      return [
        <RadioGroup key="costModel" {...about("costModel")} options={COST_MODELS.map((value) => ({ value, label: t(`catalogue.cost_${value}`) }))} chosen={values.costModel} />,
        number("costAmount", { optional: true, inputMode: "decimal" }),
        one("costCurrency", currencyChoices(i18n), true),
        one(
          "costPeriod",
          (["month", "year", "use"] as const).map((value) => ({ value, label: t(`submission.period_${value}`) })),
          true,
        ),
        number("commissionPercent", { optional: true, inputMode: "decimal" }),
        text("costNote", 2, true),
      ];
    case "needs":
      return [
        <RadioGroup key="internet" {...about("internet")} options={INTERNET_NEEDS.map((value) => ({ value, label: t(`listing.internet_${value}`) }))} chosen={values.internet} />,
        <RadioGroup key="device" {...about("device")} options={DEVICE_NEEDS.map((value) => ({ value, label: t(`listing.device_${value}`) }))} chosen={values.device} />,
        number("setupDays", { inputMode: "numeric" }),
        text("needs", 3, true),
      ];
    case "claims":
      return [text("claim", 2), text("evidenceTitle", 3), line("evidenceUrl", { optional: true, inputMode: "url" })];
    case "contact":
      return (
        <>
          {line("contactPerson", { autoComplete: "name" })}
          {line("contactRole", { optional: true, autoComplete: "organization-title" })}
          {line("contactEmail", { optional: true, inputMode: "email", autoComplete: "email" })}
          {line("contactWhatsapp", { optional: true, inputMode: "tel", autoComplete: "tel" })}
          <Checkbox {...about("contactAgreed")} defaultChecked={values.contactAgreed === "yes"} />
          {choices.organisations && <Organisation values={values} organisations={choices.organisations} about={about} />}
          {choices.organisations && (
            <RadioGroup {...about("womenLed")} options={WOMEN_LED.map((value) => ({ value, label: t(`submission.womenLed_${value}`) }))} chosen={values.womenLed} />
          )}
          {notice !== null && (
            <>
              {text("keptFrom", 2, true)}
              {choices.institutions.length > 0 && many("keptFromInstitutions", choices.institutions, true)}
              <h3>{t("submission.privacyTitle")}</h3>
              <p className="small">{notice}</p>
              {choices.onBehalf && (
                <>
                  <RadioGroup {...about("consentHow")} options={CONSENT_WAYS.map((value) => ({ value, label: t(`submission.consentHow_${value}`) }))} chosen={values.consentHow} />
                  {line("consentOn", { type: "date" })}
                </>
              )}
              <Checkbox {...about("consent")} {...(choices.onBehalf && { label: t("submission.consentOnBehalf") })} defaultChecked={values.consent === "yes"} />
            </>
          )}
        </>
      );
  }
}

type About = (name: FormField) => { name: FormField; label: string; error: string | undefined; hint?: string };

function Organisation({ values, organisations, about }: { values: FormValues; organisations: ReadonlyArray<{ id: string; name: string }>; about: About }) {
  const { t } = useI18n();
  return (
    <>
      {organisations.length > 0 && (
        <Select
          {...about("organisationId")}
          defaultValue={values.organisationId || organisations[0]?.id}
          options={organisations.map(({ id, name }) => ({ value: id, label: name }))}
          empty={t("submission.newOrganisation")}
        />
      )}
      <Field
        {...about("organisationName")}
        defaultValue={values.organisationName}
        maxLength={maxLength("organisationName")}
        optional={organisations.length > 0}
        autoComplete="organization"
      />
    </>
  );
}

/** What was chosen once stays a choice, even if the lists have changed since. */
function withChosen(options: readonly Choice[], chosen: readonly string[]): Choice[] {
  return [...options, ...chosen.filter((value) => value !== "" && !options.some((option) => option.value === value)).map((value) => ({ value, label: value }))];
}

function countryChoices({ country, locale }: Translator, offered: readonly string[], chosen: readonly string[]): Choice[] {
  const codes = [...new Set([...offered, ...chosen])].filter((code) => /^[A-Z]{2}$/.test(code));
  return codes.map((value) => ({ value, label: country(value) })).sort((a, b) => a.label.localeCompare(b.label, locale));
}

function currencyChoices({ locale }: Translator): Choice[] {
  const names = new Intl.DisplayNames(FORMAT_LOCALES[locale], { type: "currency" });
  return CURRENCIES.map((value) => ({ value, label: `${value} · ${names.of(value) ?? value}` }));
}
