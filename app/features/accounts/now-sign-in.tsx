import { useI18n } from "~/i18n/context";
import { AccountPage } from "./account-page";
import { withNext } from "./next";

/** What a mailed link has done, and that the next thing is to sign in, and to go on to where somebody came from. */
export function NowSignIn({ title, lead, next }: { title: string; lead: string; next: string | undefined }) {
  const { t, locale } = useI18n();
  return (
    <AccountPage title={title} lead={lead}>
      <p>
        <a className="button" href={withNext(`/${locale}/sign-in`, next)}>
          {t("account.signIn")}
        </a>
      </p>
    </AccountPage>
  );
}
