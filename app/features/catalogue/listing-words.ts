import { isForeign } from "~/i18n/content-language";
import type { MessageKey } from "~/i18n/dictionaries";
import { FORMAT_LOCALES, type Locale } from "~/i18n/locales";
import type { Translator } from "~/i18n/translator";
import type { ListingCost, ListingRecord, ListingText } from "./listing-record";

/** How it is paid for: the price, the commission, or how one hears of it; empty when nothing is known. */
export function costLines(i18n: Translator, cost: ListingCost): string[] {
  const price = priceInWords(i18n, cost);
  const commission = cost.commissionPercent !== null && cost.commissionPercent > 0 ? i18n.t("listing.costCommission", { percent: i18n.percent(cost.commissionPercent) }) : null;
  const lines = [price, commission].filter((line) => line !== null);
  return lines.length === 0 && cost.model ? [i18n.t(`catalogue.cost_${cost.model}`)] : lines;
}

function priceInWords({ t, money }: Translator, { model, amount, currency, period }: ListingCost): string | null {
  if (amount === null || amount === 0 || currency === null || model === "free") return null;
  const words = { amount: money(amount, currency) };
  if (period === "month") return t("listing.costMonthly", words);
  if (period === "year") return t("listing.costYearly", words);
  if (model === "one-off") return t("listing.costOnce", words);
  if (period === "use" || model === "per-use") return t("listing.costPerUse", words);
  return words.amount;
}

export function setupInWords({ t }: Translator, days: number): string {
  return days > 0 && days < 1 ? t("listing.setupWithinDay") : t("listing.setupDays", { count: Math.round(days) });
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

/** Where a listing comes from, in one sentence; the institution, if any, is named apart because it is a link. */
export function originSentence({ t, date }: Translator, listing: ListingRecord<string>): string {
  if (listing.origin === "import") return listing.source ? t("listing.importedFrom", { source: listing.source.name }) : t("listing.importedFromSomewhere");
  if (!listing.institution) return t("listing.reviewed");
  const institution = listing.institution.name;
  return listing.acceptedAt ? t("listing.reviewedBy", { institution, date: date(listing.acceptedAt) }) : t("listing.reviewedByUndated", { institution });
}

const TRANSLATED = {
  author: "listing.translatedByAuthor",
  import: "listing.translatedByAuthor",
  institution: "listing.translatedByInstitution",
  machine: "listing.translatedByMachine",
} as const satisfies Record<ListingText["origin"], MessageKey>;

/** What to say of the language of the text that is shown; null when it is the reader's and its authors wrote it. */
export function languageNote({ t, locale, language }: Translator, shown: Pick<ListingText, "language" | "origin" | "stale">, own: string): string | null {
  const notes: string[] = [];
  if (isForeign(shown.language, locale)) notes.push(t("listing.textInLanguage", { language: language(shown.language) }));
  if (shown.language !== own && isForeign(own, "")) {
    notes.push(t(TRANSLATED[shown.origin], { language: language(own) }));
    if (shown.stale) notes.push(t("listing.staleTranslation"));
  }
  return notes.length > 0 ? notes.join(" ") : null;
}

export type SharedPage = { title: string; url: string };

/** Opens WhatsApp with the title and the address, for the person to choose to whom. */
export function whatsappShare({ t }: Translator, page: SharedPage): string {
  return `https://wa.me/?text=${encodeURIComponent(t("listing.shareText", page))}`;
}

export function mailShare({ t }: Translator, page: SharedPage): string {
  return `mailto:?subject=${encodeURIComponent(page.title)}&body=${encodeURIComponent(t("listing.shareText", page))}`;
}
