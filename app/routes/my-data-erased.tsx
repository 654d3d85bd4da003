import { AccountPage } from "~/features/accounts/account-page";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { requireLocale } from "~/platform/http/locale.server";
import type { LoaderFunctionArgs, MetaFunction } from "~/platform/http/remix.server";

/** Says goodbye to somebody whom nobody knows any more. */
export function loader({ params }: LoaderFunctionArgs) {
  requireLocale(params);
  return null;
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("privacy.erasedTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function Erased() {
  const { t, locale } = useI18n();
  return (
    <AccountPage title={t("privacy.erasedTitle")} lead={t("privacy.erasedText")}>
      <p>
        <a className="plain-link" href={`/${locale}`}>
          {t("privacy.erasedHome")}
        </a>
      </p>
    </AccountPage>
  );
}
