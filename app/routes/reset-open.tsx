import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Field, type FieldErrors } from "~/components/form";
import { AccountPage } from "~/features/accounts/account-page";
import { resetPassword } from "~/features/accounts/address-proof.server";
import { LinkUsed } from "~/features/accounts/ask-link-form";
import { linkOpens } from "~/features/accounts/links.server";
import { NowSignIn } from "~/features/accounts/now-sign-in";
import { passwordFault } from "~/features/accounts/password.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ params }: LoaderFunctionArgs) {
  requireLocale(params);
  const opened = await linkOpens("account.reset-password", params.token ?? "", now());
  // What nobody has confirmed yet is told to whoever reads the mail that is sent there.
  return json({ opens: opened !== undefined, unconfirmed: opened?.opens === "address" ? opened.address.address : null }, { status: opened ? 200 : 410 });
}

type Answer = { outcome: "saved" | "used" | "refused"; errors?: FieldErrors; next?: string | undefined };

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { t } = translator(locale);
  const { password = "" } = await readForm(request);
  const fault = passwordFault(password);
  if (fault) return json<Answer>({ outcome: "refused", errors: { password: t(`account.${fault}`) } }, { status: 400 });
  try {
    return json<Answer>({ outcome: "saved", next: await resetPassword(params.token ?? "", { password, locale }, now()) });
  } catch (error) {
    if (error instanceof AppError) return json<Answer>({ outcome: "used" }, { status: 410 });
    throw error;
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.resetTitle") }) }];
};

export default function ResetPassword() {
  const { opens, unconfirmed } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t, locale } = useI18n();
  if (sent?.outcome === "saved") return <NowSignIn title={t("account.passwordSavedTitle")} lead={t("account.passwordSavedText")} next={sent.next} />;
  if (!opens || sent?.outcome === "used") return <LinkUsed again={`/${locale}/sign-in/reset`} />;
  return (
    <AccountPage title={t("account.resetTitle")} errors={sent?.errors} {...(unconfirmed !== null && { lead: t("account.resetUnconfirmed", { address: unconfirmed }) })}>
      <form method="post">
        <Field
          name="password"
          type="password"
          label={t(unconfirmed === null ? "account.newPassword" : "account.password")}
          hint={t("account.passwordHint")}
          error={sent?.errors?.password}
          autoComplete="new-password"
        />
        <div className="actions">
          <Button>{t("account.savePassword")}</Button>
        </div>
      </form>
    </AccountPage>
  );
}
