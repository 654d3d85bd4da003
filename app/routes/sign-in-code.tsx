import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Field, type FieldErrors, Hidden } from "~/components/form";
import { AccountPage } from "~/features/accounts/account-page";
import { enterWithCode, whoIsEntering } from "~/features/accounts/enter.server";
import { nextIn } from "~/features/accounts/next";
import { checkSecondFactor } from "~/features/accounts/second-factor.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError, HTTP_STATUS } from "~/platform/errors";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  if ((await whoIsEntering(request)) === undefined) throw redirect(`/${locale}/sign-in`);
  return { next: nextIn(request) ?? "" };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { t } = translator(locale);
  const personId = await whoIsEntering(request);
  if (personId === undefined) return redirect(`/${locale}/sign-in`);
  const { code = "", next = "" } = await readForm(request);
  try {
    await checkSecondFactor(personId, code, now());
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "unavailable") throw error;
    const errors: FieldErrors = { code: t(error.code === "too_many" ? "account.tooManyCodes" : "account.factorWrong") };
    return json({ errors }, { status: HTTP_STATUS[error.code] });
  }
  return enterWithCode(request, { personId, locale, next });
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.codeTitle") }) }];
};

export default function SignInCode() {
  const { next } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t } = useI18n();
  return (
    <AccountPage title={t("account.codeTitle")} lead={t("account.codeText")} errors={sent?.errors}>
      <form method="post">
        <Field name="code" label={t("account.codeLabel")} error={sent?.errors.code} autoComplete="one-time-code" autoCapitalize="none" maxLength={40} />
        <Hidden name="next" value={next} />
        <div className="actions">
          <Button>{t("account.continue")}</Button>
        </div>
      </form>
    </AccountPage>
  );
}
