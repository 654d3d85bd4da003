import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Field, type FieldErrors, Select } from "~/components/form";
import { AccountPage } from "~/features/accounts/account-page";
import { requirePerson } from "~/features/accounts/current.server";
import { invite, listInvitingOrganisations } from "~/features/accounts/invitations.server";
import { accountLink } from "~/features/accounts/links";
import { EmailSchema, ROLES } from "~/features/accounts/schema";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { environment, publicOrigin } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { t } = translator(requireLocale(params));
  const organisations = await listInvitingOrganisations(await requirePerson(request));
  if (organisations.length === 0) throw errorResponse(new AppError("not_found", "page"));
  // One list for both, because what may be offered depends on where.
  return { parts: organisations.flatMap(({ id, name, roles }) => roles.map((role) => ({ value: `${id} ${role}`, label: `${name}: ${t(`account.role_${role}`)}` }))) };
}

type Answer = { errors: FieldErrors; email: string; part: string; link: string | null };

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { t } = translator(locale);
  const actor = await requirePerson(request);
  const { part = "", email = "" } = await readForm(request);
  const [organisationId = "", given] = part.split(" ");
  const role = ROLES.find((known) => known === given);
  const parsed = email.trim() === "" ? null : EmailSchema.safeParse(email);
  const refused = (sentence: string, status: number) => json<Answer>({ errors: { email: sentence }, email, part, link: null }, { status });
  if (parsed?.success === false) return refused(t("account.addressWrong"), 400);
  try {
    if (!role) throw new AppError("not_found", "page");
    const token = await invite(actor, { organisationId, role, email: parsed?.data ?? null }, now());
    const link = publicOrigin(environment()) + accountLink(locale, "account.invitation", token);
    return json<Answer>({ errors: {}, email: parsed?.data ?? "", part, link });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "too_many") return refused(t("account.tooMany"), 429);
    throw errorResponse(error);
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.invite") }) }];
};

export default function Invite() {
  const { parts } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t } = useI18n();
  if (sent?.link) {
    return (
      <AccountPage title={t("account.invite")} {...(sent.email !== "" && { lead: t("account.inviteSent", { address: sent.email }) })}>
        <p>{t("account.inviteCopy")}</p>
        <p>
          <code>{sent.link}</code>
        </p>
      </AccountPage>
    );
  }
  return (
    <AccountPage title={t("account.invite")} errors={sent?.errors}>
      <form method="post">
        <Select name="part" label={t("account.inviteRole")} options={parts} defaultValue={sent?.part} />
        <Field
          name="email"
          label={t("account.inviteEmail")}
          hint={t("account.inviteEmailHint")}
          error={sent?.errors.email}
          defaultValue={sent?.email}
          autoCapitalize="none"
          maxLength={254}
          optional
        />
        <div className="actions">
          <Button>{t("account.inviteSend")}</Button>
        </div>
      </form>
    </AccountPage>
  );
}
