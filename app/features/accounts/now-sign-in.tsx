import { useI18n } from "~/i18n/context";
import { AccountPage } from "./account-page";

/** What a mailed link has done, and that the next thing is to sign in. */
export function NowSignIn({ title, lead }: { title: string; lead: string }) {
  const { t, locale } = useI18n();
  return (
    <AccountPage title={title} lead={lead}>
      <p>
        <a className="button" href={`/${locale}/sign-in`}>
          {t("account.signIn")}
        </a>
      </p>
    </AccountPage>
  );
}
