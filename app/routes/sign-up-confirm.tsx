import { useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "~/components/form";
import { AccountPage } from "~/features/accounts/account-page";
import { LinkUsed } from "~/features/accounts/ask-link-form";
import { confirmEmail, emailToConfirm } from "~/features/accounts/links.server";
import { NowSignIn } from "~/features/accounts/now-sign-in";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ params }: LoaderFunctionArgs) {
  requireLocale(params);
  const email = (await emailToConfirm(params.token ?? "", now())) ?? null;
  return json({ email }, { status: email === null ? 410 : 200 });
}

export async function action({ params }: ActionFunctionArgs) {
  requireLocale(params);
  try {
    const next = await confirmEmail(params.token ?? "", now());
    return json({ confirmed: true, next });
  } catch (error) {
    if (error instanceof AppError) return json({ confirmed: false, next: undefined }, { status: 410 });
    throw error;
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.confirmTitle") }) }];
};

export default function ConfirmEmail() {
  const { email } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { t } = useI18n();
  if (answer?.confirmed) return <NowSignIn title={t("account.confirmedTitle")} lead={t("account.confirmedText")} next={answer.next} />;
  if (answer || email === null) return <LinkUsed />;
  return (
    <AccountPage title={t("account.confirmTitle")} lead={t("account.confirmText", { address: email })}>
      <form method="post">
        <Button>{t("account.confirm")}</Button>
      </form>
    </AccountPage>
  );
}
