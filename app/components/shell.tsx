import { useLocation } from "@remix-run/react";
import type { ReactNode } from "react";
import { useI18n } from "~/i18n/context";
import type { MessageKey } from "~/i18n/dictionaries";
import { isLocale, LOCALE_NAMES, LOCALES } from "~/i18n/locales";
import { BrandMark } from "./brand";
import { Icon } from "./icon";
import { inLocale } from "./page-meta";

/** Where whoever is signed in goes to work; null for a visitor, whose pages are shared. */
export type Areas = ReadonlyArray<{ path: string; label: MessageKey }> | null;

/** What stands around every page: the way to its content, what this installation is, where one can go, what we promise. */
export function Shell({ demonstration, areas, children }: { demonstration: boolean; areas: Areas; children: ReactNode }) {
  const { t } = useI18n();
  return (
    <>
      <a className="skip" href="#content">
        {t("common.skipToContent")}
      </a>
      {demonstration && (
        <aside className="demonstration" aria-label={t("common.demonstration")}>
          <p>{t("common.demonstrationNotice")}</p>
        </aside>
      )}
      <Header signedIn={areas !== null} />
      {areas && <WorkAreas areas={areas} />}
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <Footer />
    </>
  );
}

function Header({ signedIn }: { signedIn: boolean }) {
  const { t, locale } = useI18n();
  return (
    <header className="head">
      <div className="wrap">
        <a className="brand" href={`/${locale}`}>
          <BrandMark />
          {t("common.siteName")}
        </a>
        <details className="opener">
          <summary>
            <Icon name="menu" />
            {t("common.menu")}
          </summary>
        </details>
        <nav className="nav" aria-label={t("common.mainNavigation")}>
          <ul>
            <NavItem path="/solutions">{t("common.navSearch")}</NavItem>
            <NavItem path="/countries">{t("common.navCountries")}</NavItem>
            <NavItem path="/institutions">{t("common.navInstitutions")}</NavItem>
            <NavItem path="/submit">{t("submission.title")}</NavItem>
            {signedIn ? <NavItem path="/account">{t("account.title")}</NavItem> : <NavItem path="/sign-in">{t("account.signIn")}</NavItem>}
          </ul>
          <Languages />
        </nav>
      </div>
    </header>
  );
}

function WorkAreas({ areas }: { areas: NonNullable<Areas> }) {
  const { t, locale } = useI18n();
  const { pathname } = useLocation();
  // Of an area and one within it, the inner one is where somebody is.
  const [inner] = areas
    .map(({ path }) => path)
    .filter((path) => `${pathname}/`.startsWith(`/${locale}/${path}/`))
    .sort((a, b) => b.length - a.length);
  return (
    <nav className="work" aria-label={t("account.work")}>
      <ul className="wrap">
        {areas.map(({ path, label }) => (
          <li key={path}>
            <a href={`/${locale}/${path}`} aria-current={path === inner ? "page" : undefined}>
              {t(label)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function NavItem({ path, children }: { path: string; children: string }) {
  const { locale } = useI18n();
  const { pathname } = useLocation();
  const href = `/${locale}${path}`;
  return (
    <li>
      <a href={href} aria-current={pathname === href ? "page" : undefined}>
        {children}
      </a>
    </li>
  );
}

/** The same page and the same question in each language, named in its own words. */
function Languages() {
  const { locale, t } = useI18n();
  const { pathname, search } = useLocation();
  const known = isLocale(pathname.split("/")[1]);
  return (
    <ul className="languages" aria-label={t("common.languageNavigation")}>
      {LOCALES.map((target) => (
        <li key={target}>
          <a href={known ? inLocale(pathname, target) + search : `/${target}`} lang={target} hrefLang={target} aria-current={target === locale ? "true" : undefined}>
            {LOCALE_NAMES[target]}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Footer() {
  const { t } = useI18n();
  return (
    <footer className="foot">
      <div className="wrap">
        <p className="trust">
          <Icon name="verified" />
          {t("common.trust")}
        </p>
        <nav aria-label={t("common.footerNavigation")}>
          <ul>
            <NavItem path="/solutions">{t("common.navSearch")}</NavItem>
            <NavItem path="/countries">{t("common.navCountries")}</NavItem>
            <NavItem path="/institutions">{t("common.navInstitutions")}</NavItem>
            <NavItem path="#review">{t("common.navReview")}</NavItem>
            <NavItem path="/data">{t("common.navData")}</NavItem>
            <li>
              <a href="/api/v1/openapi.json">{t("common.api")}</a>
            </li>
          </ul>
        </nav>
        <Languages />
        <p className="small">{t("common.about")}</p>
      </div>
    </footer>
  );
}
