import { FORMAT_LOCALES, type Locale } from "~/i18n/locales";
import type { Translator } from "~/i18n/translator";
import type { COST_MODELS } from "./schema";

type Cost = { model: (typeof COST_MODELS)[number] | null; amount: number | null; currency: string | null; period: string | null; commissionPercent: number | null };

/** How it is paid for: the price, the commission, or how one hears of it; empty when nothing is known. */
export function costLines(i18n: Translator, cost: Cost): string[] {
  const price = priceInWords(i18n, cost);
  const commission = cost.commissionPercent !== null && cost.commissionPercent > 0 ? i18n.t("listing.costCommission", { percent: i18n.percent(cost.commissionPercent, 2) }) : null;
  const lines = [price, commission].filter((line) => line !== null);
  return lines.length === 0 && cost.model ? [i18n.t(`catalogue.cost_${cost.model}`)] : lines;
}

function priceInWords({ t, money }: Translator, { model, amount, currency, period }: Cost): string | null {
  if (amount === null || amount === 0 || currency === null || model === "free") return null;
  const words = { amount: money(amount, currency) };
  if (period === "month") return t("listing.costMonthly", words);
  if (period === "year") return t("listing.costYearly", words);
  if (model === "one-off") return t("listing.costOnce", words);
  if (period === "use" || model === "per-use") return t("listing.costPerUse", words);
  return words.amount;
}

export function setupInWords({ t }: Translator, days: number): string {
  return days > 0 && days < 1 ? t("listing.setupWithinDay") : t("listing.setupDays", { count: days });
}

const months = new Map<Locale, Intl.DateTimeFormat>();

/** "2021" stays as it is; "2021-03" is "marzo de 2021". */
export function sinceInWords({ locale }: Translator, since: string): string {
  if (!since.includes("-")) return since;
  let format = months.get(locale);
  if (!format) {
    format = new Intl.DateTimeFormat(FORMAT_LOCALES[locale], { month: "long", year: "numeric", timeZone: "UTC" });
    months.set(locale, format);
  }
  return format.format(new Date(`${since}-01T00:00:00Z`));
}
