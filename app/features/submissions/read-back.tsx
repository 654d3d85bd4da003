import { RadioGroup } from "~/components/form";
import { useI18n } from "~/i18n/context";
import { FORMAT_LOCALES } from "~/i18n/locales";
import { numberInWords } from "~/i18n/number-words";
import type { Translator } from "~/i18n/translator";
import { amountText } from "~/platform/values/amount";
import { type FormValues, meantName, type NumberField, readNumber } from "./form-schema";

/** "mil quinientos (1500 pesos dominicanos)": without marks of thousands, which are what was in doubt. */
function amountInWords(i18n: Translator, value: number, currency: string | null): string {
  const money = currency === null ? {} : ({ style: "currency", currency, currencyDisplay: "name", minimumFractionDigits: Number.isInteger(value) ? 0 : 2 } as const);
  const figure = new Intl.NumberFormat(FORMAT_LOCALES[i18n.locale], { useGrouping: false, maximumFractionDigits: 3, ...money }).format(value);
  const words = numberInWords(i18n, value);
  return words === null ? figure : i18n.t("submission.meantOption", { words, figure });
}

/** How a number was read, where it was not typed plainly; undefined for what was not read. */
export function readBack(i18n: Translator, values: FormValues, field: NumberField): string | undefined {
  const reading = readNumber(values, field);
  if (reading.kind !== "amount") return undefined;
  const currency = field === "costAmount" ? reading.currency : null;
  if (currency === null && values[field].trim() === amountText(reading.value)) return undefined;
  return i18n.t("submission.readAs", { words: amountInWords(i18n, reading.value, currency) });
}

/** Asks which of two numbers "1.500" is. Nothing is chosen beforehand. */
export function WhichNumber({ values, field }: { values: FormValues; field: NumberField }) {
  const i18n = useI18n();
  const reading = readNumber(values, field);
  if (reading.kind !== "ambiguous") return null;
  const currency = field === "costAmount" ? reading.currency : null;
  const options = reading.readings.map((value) => ({ value: amountText(value), label: amountInWords(i18n, value, currency) }));
  return <RadioGroup name={meantName(field)} label={i18n.t("submission.meantWhich")} options={options} />;
}
