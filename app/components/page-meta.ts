import { DEFAULT_LOCALE, LOCALES, type Locale } from "~/i18n/locales";
import { translator } from "~/i18n/translator";

export type PageMeta = {
  locale: Locale;
  /** Scheme and host, without a trailing slash. */
  origin: string;
  /** Begins with the language: "/es/solutions". */
  pathname: string;
  /** Of the canonical address, with its question mark; pages that only differ in filters share one. */
  search?: string;
  /** Without the site's name, which is added. Absent on the home page. */
  title?: string;
  description?: string;
};

type MetaTag = { title: string } | { name: string; content: string } | { property: string; content: string } | { tagName: "link"; rel: string; href: string; hrefLang?: string };

/** What a page's head says: title, description, its own address, and the same page in the other languages. */
export function pageMeta({ locale, origin, pathname, search = "", title, description }: PageMeta): MetaTag[] {
  const { t } = translator(locale);
  const full = title ? t("common.pageTitle", { title }) : t("common.homeTitle");
  const address = (target: Locale) => `${origin}${inLocale(pathname, target)}${search}`;
  return [
    { title: full },
    ...(description ? [{ name: "description", content: description }] : []),
    { property: "og:title", content: title ?? full },
    ...(description ? [{ property: "og:description", content: description }] : []),
    { property: "og:url", content: address(locale) },
    { tagName: "link", rel: "canonical", href: address(locale) },
    ...LOCALES.map((target) => ({ tagName: "link" as const, rel: "alternate", hrefLang: target as string, href: address(target) })),
    { tagName: "link", rel: "alternate", hrefLang: "x-default", href: address(DEFAULT_LOCALE) },
  ];
}

/** The same page in another language. */
export function inLocale(pathname: string, locale: Locale): string {
  return `/${[locale, ...pathname.split("/").slice(2)].join("/")}`.replace(/\/$/, "");
}
