import { useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "~/components/form";
import { AccountPage } from "~/features/accounts/account-page";
import { LinkUsed } from "~/features/accounts/ask-link-form";
import { requireSession } from "~/features/accounts/current.server";
import { acceptInvitation, findOffer } from "~/features/accounts/invitations.server";
import { withNext } from "~/features/accounts/next";
import { readSession } from "~/features/accounts/session.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  requireLocale(params);
  const offer = (await findOffer(params.token ?? "", now())) ?? null;
  const signedIn = (await readSession(request)) !== null;
  return json({ offer, signedIn, here: new URL(request.url).pathname }, { status: offer ? 200 : 410 });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { personId } = await requireSession(request);
  try {
    await acceptInvitation(personId, params.token ?? "", now());
    return redirect(`/${locale}/account`);
  } catch (error) {
    if (error instanceof AppError) return json({ used: true }, { status: 410 });
    throw error;
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.invitation") }) }];
};

export default function Invitation() {
  const { offer, signedIn, here } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t, locale } = useI18n();
  if (!offer || sent) return <LinkUsed />;
  const title = t("account.invitationTitle", { organisation: offer.organisation });
  const lead = t("account.invitationText", { role: t(`account.role_${offer.role}`) });
  if (signedIn) {
    return (
      <AccountPage title={title} lead={lead}>
        <form method="post">
          <Button>{t("account.invitationAccept")}</Button>
        </form>
      </AccountPage>
    );
  }
  return (
    <AccountPage title={title} lead={lead}>
      <p>{t("account.invitationFirst")}</p>
      <p className="actions">
        <a className="button" href={withNext(`/${locale}/sign-in`, here)}>
          {t("account.signIn")}
        </a>
        <a className="button quiet" href={withNext(`/${locale}/sign-up`, here)}>
          {t("account.signUp")}
        </a>
      </p>
    </AccountPage>
  );
}
