import { preferredLocale } from "~/i18n/locales";
import { localeCookie } from "~/platform/http/locale.server";
import { type LoaderFunctionArgs, redirect } from "~/platform/http/remix.server";

/** `/` knows nothing of the visitor but their wish of language, so it is never kept by anybody. */
export function loader({ request }: LoaderFunctionArgs) {
  const locale = localeCookie(request) ?? preferredLocale(request.headers.get("Accept-Language"));
  return redirect(`/${locale}`, { headers: { "Cache-Control": "no-store", Vary: "Accept-Language, Cookie" } });
}
