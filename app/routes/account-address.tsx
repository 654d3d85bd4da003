import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Field, type FieldErrors } from "~/components/form";
import { addAddress } from "~/features/accounts/account.server";
import { AccountPage } from "~/features/accounts/account-page";
import { ConfirmNumber, type Desk, deskLink } from "~/features/accounts/confirm-number";
import { requireSession } from "~/features/accounts/current.server";
import { addressOf } from "~/features/accounts/schema";
import { findDeskOf } from "~/features/network/queries.server";
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
  return { address: (new URL(request.url).searchParams.get("address") ?? "").slice(0, 254) };
}

type Answer = { done: false; errors: FieldErrors; address: string } | { done: true; address: string; code: string | null; desk: Desk };

export async function action({ request, params }: ActionFunctionArgs) {
  const { t } = translator(requireLocale(params));
  const { personId, memberships } = await requireSession(request);
  const { address: typed = "", current = "" } = await readForm(request);
  const address = addressOf(typed);
  if (!address) return json<Answer>({ done: false, errors: { address: t("account.addressWrong") }, address: typed }, { status: 400 });
  try {
    const code = (await addAddress(personId, address, current, now())) ?? null;
    const desk = code === null ? null : await findDeskOf(memberships.map(({ organisationId }) => organisationId));
    return json<Answer>({ done: true, address: address.address, code, desk: deskLink(desk, t("account.codeMessage", { code: code ?? "" })) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.field === undefined) throw errorResponse(error);
    const current = t(error.code === "too_many" ? "account.tooMany" : "account.currentWrong");
    return json<Answer>({ done: false, errors: { current }, address: typed }, { status: HTTP_STATUS[error.code] });
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.addAddress") }) }];
};

export default function AddAddress() {
  const { address } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t } = useI18n();
  if (sent?.done) {
    return sent.code === null ? (
      <AccountPage title={t("account.sentTitle")} lead={t("account.sentAgain")} />
    ) : (
      <AccountPage title={t("account.createdNumberTitle")} lead={t("account.numberText", { address: sent.address })}>
        <ConfirmNumber code={sent.code} desk={sent.desk} />
      </AccountPage>
    );
  }
  return (
    <AccountPage title={t("account.addAddress")} errors={sent?.errors}>
      <form method="post">
        <Field
          name="address"
          label={t("account.address")}
          hint={t("account.addressHint")}
          error={sent?.errors.address}
          defaultValue={sent?.address ?? address}
          autoCapitalize="none"
          maxLength={254}
        />
        <Field name="current" type="password" label={t("account.currentPassword")} error={sent?.errors.current} autoComplete="current-password" />
        <div className="actions">
          <Button>{t("account.add")}</Button>
        </div>
      </form>
    </AccountPage>
  );
}
