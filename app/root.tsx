import { Links, Meta, Outlet, useMatches } from "@remix-run/react";
import type { ReactNode } from "react";
import stylesheet from "./components/styles/site.css?url";
import { I18nProvider } from "./i18n/context";
import { DEFAULT_LOCALE, isLocale, type Locale } from "./i18n/locales";

export const links = () => [
  { rel: "stylesheet", href: stylesheet },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
];

/**
 * The document. It renders no <Scripts/>: a public page ships no JavaScript of a framework, and every flow works
 * without any.
 */
export function Layout({ children }: { children: ReactNode }) {
  const locale = usePathLocale();
  return (
    <html lang={locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <Links />
      </head>
      <body>
        <I18nProvider locale={locale}>{children}</I18nProvider>
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

/** From the address, not from loader data: an error page has no loader data. */
function usePathLocale(): Locale {
  const matches = useMatches();
  const first = matches.at(-1)?.pathname.split("/")[1];
  return isLocale(first) ? first : DEFAULT_LOCALE;
}
