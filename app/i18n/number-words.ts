import { toCardinal as english } from "n2words/en-US";
import { toCardinal as spanish } from "n2words/es-ES";
import { toCardinal as portuguese } from "n2words/pt-PT";
import type { Locale } from "./locales";
import type { Translator } from "./translator";

/** Brazil writes these three otherwise than Portugal. */
const IN_BRAZIL: Readonly<Record<string, string>> = { dezasseis: "dezesseis", dezassete: "dezessete", dezanove: "dezenove" };

const CARDINALS: Readonly<Record<Locale, (value: number) => string>> = {
  es: spanish,
  en: english,
  pt: (value) => portuguese(value).replace(/dezasseis|dezassete|dezanove/g, (word) => IN_BRAZIL[word] ?? word),
};

/** Larger numbers are said differently in Brazil and in Portugal, and nobody reads them as words. */
const LARGEST = 999_999_999;
const PARTS = ["numberTenths", "numberHundredths", "numberThousandths"] as const;

/** "mil quinientos", "uno y medio", "uno con 125 milésimas"; null for what has no such words: large, negative, or finer than thousandths. */
export function numberInWords({ locale, t }: Translator, value: number): string | null {
  const [, whole = "", fraction] = /^(\d+)(?:\.(\d{1,3}))?$/.exec(String(value)) ?? [];
  if (whole === "" || value > LARGEST) return null;
  const words = CARDINALS[locale](Number(whole));
  if (fraction === undefined) return words;
  if (fraction === "5" && whole !== "0") return t("common.numberHalf", { whole: words });
  const part = PARTS[fraction.length - 1];
  return part ? t(`common.${part}`, { whole: words, count: Number(fraction) }) : null;
}
