import { useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "~/components/form";
import { AccountPage } from "~/features/accounts/account-page";
import { LinkUsed } from "~/features/accounts/ask-link-form";
import { requirePerson } from "~/features/accounts/current.server";
import { withNext } from "~/features/accounts/next";
import { readSession } from "~/features/accounts/session.server";
import { findOffered, takeOver } from "~/features/submissions/on-behalf.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  requireLocale(params);
  const offered = (await findOffered(params.token ?? "", now())) ?? null;
  const signedIn = (await readSession(request)) !== null;
  const headers = { "Cache-Control": "private, no-store" };
  return json({ offered, signedIn, here: new URL(request.url).pathname }, { status: offered ? 200 : 410, headers });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requirePerson(request);
  try {
    return redirect(`/${locale}/my/solutions/${await takeOver(actor, params.token ?? "", now())}`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return json({ own: error.reason === "own-author" }, { status: error.code === "conflict" ? 409 : 410 });
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("advise.takeTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function TakeOver() {
  const { offered, signedIn, here } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t, locale } = useI18n();
  if (!offered || sent?.own === false) return <LinkUsed />;
  const { author, ...words } = offered;
  const lead = author ? t("advise.takeText", { author, ...words }) : t("advise.takeTextUnnamed", words);
  return (
    <AccountPage title={t("advise.takeTitle")} lead={lead}>
      {sent && (
        <div className="notice" role="alert">
          <p>{t("advise.takeOwn")}</p>
        </div>
      )}
      {signedIn ? (
        <form method="post">
          <Button>{t("advise.take")}</Button>
        </form>
      ) : (
        <>
          <p>{t("advise.takeFirst")}</p>
          <p className="actions">
            <a className="button" href={withNext(`/${locale}/sign-in`, here)}>
              {t("account.signIn")}
            </a>
            <a className="button quiet" href={withNext(`/${locale}/sign-up`, here)}>
              {t("account.signUp")}
            </a>
          </p>
        </>
      )}
    </AccountPage>
  );
}
