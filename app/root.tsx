import { Links, Meta, Outlet, useLocation, useRouteLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { ErrorPage, errorMeta } from "./components/error-page";
import { type Areas, Shell } from "./components/shell";
import stylesheet from "./components/styles/site.css?url";
import { I18nProvider } from "./i18n/context";
import { localeOfPath } from "./i18n/locales";
import { environment, publicOrigin } from "./platform/env.server";
import type { KeptForm } from "./platform/http/error-pages.server";
import type { LoaderFunctionArgs, MetaFunction } from "./platform/http/remix.server";
import { hasDemonstration } from "./platform/installation.server";

export const links = () => [
  { rel: "stylesheet", href: stylesheet },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
];

/** What every page says about this installation. It never fails, because the page that reports a failure needs it too. */
export async function loader({ context }: LoaderFunctionArgs) {
  return {
    requestId: typeof context.requestId === "string" ? context.requestId : undefined,
    kept: keptIn(context),
    demonstration: await hasDemonstration().catch(() => false),
    origin: publicOrigin(environment()),
  };
}

/** Remix types nothing of what travels in the load context; only error-pages.server.ts puts a form there. */
function keptIn(context: LoaderFunctionArgs["context"]): KeptForm | undefined {
  return context.kept as KeptForm | undefined;
}

export const meta: MetaFunction = ({ error, location }) => (error ? errorMeta(error, localeOfPath(location.pathname)) : []);

/**
 * The document. It renders no <Scripts/>: a public page ships no JavaScript of a framework, and every flow works
 * without any.
 */
export function Layout({ children }: { children: ReactNode }) {
  // From the address, not from loader data: an error page has no loader data.
  const locale = localeOfPath(useLocation().pathname);
  const site = useRouteLoaderData<typeof loader>("root");
  const page = useRouteLoaderData<{ areas: Areas }>("routes/locale");
  return (
    <html lang={locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#12302e" />
        <Meta />
        <Links />
      </head>
      <body>
        <I18nProvider locale={locale}>
          <Shell demonstration={site?.demonstration ?? false} areas={page?.areas ?? null}>
            {children}
          </Shell>
        </I18nProvider>
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

/** The only one: every page fails in the reader's language, inside the shell. */
export function ErrorBoundary() {
  const site = useRouteLoaderData<typeof loader>("root");
  return <ErrorPage requestId={site?.requestId} kept={site?.kept} />;
}
