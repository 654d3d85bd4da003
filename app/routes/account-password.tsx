import { useActionData } from "@remix-run/react";
import { Button, Field, type FieldErrors } from "~/components/form";
import { changePassword } from "~/features/accounts/account.server";
import { AccountPage } from "~/features/accounts/account-page";
import { requireSession } from "~/features/accounts/current.server";
import { passwordFault } from "~/features/accounts/password.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError, HTTP_STATUS } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  requireLocale(params);
  await requireSession(request);
  return null;
}

type Answer = { done: boolean; errors: FieldErrors };

export async function action({ request, params }: ActionFunctionArgs) {
  const { t } = translator(requireLocale(params));
  const person = await requireSession(request);
  const { current = "", password = "" } = await readForm(request);
  const fault = passwordFault(password, [person.displayName ?? ""]);
  if (fault) return json<Answer>({ done: false, errors: { password: t(`account.${fault}`) } }, { status: 400 });
  try {
    await changePassword(person, current, password, now());
    return json<Answer>({ done: true, errors: {} });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.field === undefined) throw errorResponse(error);
    return json<Answer>({ done: false, errors: { current: t(error.code === "too_many" ? "account.tooMany" : "account.currentWrong") } }, { status: HTTP_STATUS[error.code] });
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.changePassword") }) }];
};

export default function ChangePassword() {
  const sent = useActionData<typeof action>();
  const { t, locale } = useI18n();
  return (
    <AccountPage title={t("account.changePassword")} errors={sent?.errors} {...(sent?.done && { lead: t("account.passwordChanged") })}>
      {!sent?.done && (
        <form method="post">
          <Field name="current" type="password" label={t("account.currentPassword")} error={sent?.errors.current} autoComplete="current-password" />
          <Field name="password" type="password" label={t("account.newPassword")} hint={t("account.passwordHint")} error={sent?.errors.password} autoComplete="new-password" />
          <div className="actions">
            <Button>{t("account.savePassword")}</Button>
          </div>
        </form>
      )}
      <p>
        <a className="plain-link" href={`/${locale}/account`}>
          {t("account.title")}
        </a>
      </p>
    </AccountPage>
  );
}
