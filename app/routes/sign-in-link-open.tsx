import { useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "~/components/form";
import { AccountPage } from "~/features/accounts/account-page";
import { LinkUsed } from "~/features/accounts/ask-link-form";
import { openOffers } from "~/features/accounts/draft-offers.server";
import { enter } from "~/features/accounts/enter.server";
import { accountLink } from "~/features/accounts/links";
import { linkOpens, openSignInLink } from "~/features/accounts/links.server";
import { withNext } from "~/features/accounts/next";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

/** Opening does nothing: mail scanners and previews open links too. */
export async function loader({ params }: LoaderFunctionArgs) {
  requireLocale(params);
  const opens = (await linkOpens("account.sign-in-link", params.token ?? "", now())) !== undefined;
  return json({ opens }, { status: opens ? 200 : 410 });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  try {
    const opened = await openSignInLink(params.token ?? "", now());
    if (opened.opens === "address") return redirect(withNext(accountLink(locale, "account.reset-password", opened.token), opened.next));
    await openOffers(opened.personId, now());
    return await enter(request, { ...opened, locale });
  } catch (error) {
    if (error instanceof AppError) return json({ used: true }, { status: 410 });
    throw error;
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.linkTitle") }) }];
};

export default function OpenSignInLink() {
  const { opens } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t, locale } = useI18n();
  if (!opens || sent) return <LinkUsed again={`/${locale}/sign-in/link`} />;
  return (
    <AccountPage title={t("account.linkOpenTitle")} lead={t("account.linkOpenText")}>
      <form method="post">
        <div className="actions">
          <Button>{t("account.signIn")}</Button>
        </div>
      </form>
    </AccountPage>
  );
}
