import { Button, Field, type FieldErrors } from "~/components/form";
import { useI18n } from "~/i18n/context";
import { AccountPage } from "./account-page";

export type AskLinkData = { errors?: FieldErrors; address?: string; sent?: true };

/** Asks for a mailed link; afterwards says the same whether there is an account or not. */
export function AskLink({ title, lead, data }: { title: string; lead: string; data: AskLinkData | undefined }) {
  const { t } = useI18n();
  if (data?.sent) {
    return (
      <AccountPage title={t("account.sentTitle")} lead={t("account.sentText", { address: data.address ?? "" })}>
        <p>{t("account.again")}</p>
      </AccountPage>
    );
  }
  return (
    <AccountPage title={title} lead={lead} errors={data?.errors}>
      <form method="post">
        <Field
          name="address"
          label={t("account.address")}
          hint={t("account.addressHint")}
          error={data?.errors?.address}
          defaultValue={data?.address}
          autoComplete="username"
          required
        />
        <div className="actions">
          <Button>{t("account.sendLink")}</Button>
        </div>
      </form>
    </AccountPage>
  );
}

/** Instead of a form, when the address of a confirmation link has its account. */
export function AlreadyConfirmed() {
  const { t, locale } = useI18n();
  return (
    <AccountPage title={t("account.alreadyConfirmedTitle")} lead={t("account.alreadyConfirmedText")}>
      <p className="actions">
        <a className="button" href={`/${locale}/sign-in`}>
          {t("account.signIn")}
        </a>
        <a className="button quiet" href={`/${locale}/sign-in/reset`}>
          {t("account.showPlain")}
        </a>
      </p>
    </AccountPage>
  );
}

/** Instead of a button, when a link opens nothing any more. */
export function LinkUsed({ again }: { again?: string }) {
  const { t } = useI18n();
  return (
    <AccountPage title={t("account.linkUsedTitle")} lead={t("account.linkUsedText")}>
      {again && (
        <p>
          <a className="plain-link" href={again}>
            {t("account.sendLink")}
          </a>
        </p>
      )}
    </AccountPage>
  );
}
