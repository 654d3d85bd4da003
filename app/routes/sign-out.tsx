import { Button } from "~/components/form";
import { AccountPage } from "~/features/accounts/account-page";
import { endSession } from "~/features/accounts/session.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export function loader({ params }: LoaderFunctionArgs) {
  requireLocale(params);
  return null;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  return redirect(`/${locale}`, { headers: [["Set-Cookie", await endSession(request)]] });
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.signOut") }) }];
};

export default function SignOut() {
  const { t } = useI18n();
  return (
    <AccountPage title={t("account.signOut")} lead={t("account.signOutText")}>
      <form method="post">
        <Button>{t("account.signOut")}</Button>
      </form>
    </AccountPage>
  );
}
