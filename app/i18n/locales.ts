export const LOCALES = ["es", "en", "pt"] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = "es";

/** Each language's own name for itself. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { es: "Español", en: "English", pt: "Português" };

/** Used for numbers, dates and money: the region whose habits most readers of that language here share. */
export const FORMAT_LOCALES: Readonly<Record<Locale, string>> = { es: "es-419", en: "en", pt: "pt-BR" };

export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value);
}

/** The language that an address names in its first segment; the default one for addresses without. */
export function localeOfPath(pathname: string): Locale {
  const first = pathname.split("/")[1];
  return isLocale(first) ? first : DEFAULT_LOCALE;
}

/**
 * The first language of an Accept-Language header that the interface has; Spanish when there is none.
 * Quality values are honoured, regions ignored.
 */
export function preferredLocale(acceptLanguage: string | null): Locale {
  const wishes = (acceptLanguage ?? "")
    .slice(0, 1_000)
    .split(",")
    .map((wish) => {
      const [tag = "", ...parameters] = wish.trim().toLowerCase().split(";");
      const quality = Number(parameters.map((parameter) => parameter.trim().match(/^q=([\d.]+)$/)?.[1]).find(Boolean) ?? 1);
      return { language: tag.split("-")[0], quality };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return wishes.map(({ language }) => language).find(isLocale) ?? DEFAULT_LOCALE;
}
