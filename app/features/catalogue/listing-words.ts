import { isForeign } from "~/i18n/content-language";
import type { MessageKey } from "~/i18n/dictionaries";
import type { Translator } from "~/i18n/translator";
import type { ListingRecord, ListingText } from "./listing-record";

export { costLines, setupInWords, sinceInWords } from "../submissions/content-words";

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
