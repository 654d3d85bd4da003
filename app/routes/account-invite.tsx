import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Field, type FieldErrors, Select } from "~/components/form";
import { AccountPage } from "~/features/accounts/account-page";
import { requirePerson } from "~/features/accounts/current.server";
import { InvitationList } from "~/features/accounts/invitation-list";
import { listInvitations } from "~/features/accounts/invitation-queries.server";
import { invite, listInvitingOrganisations, repeatInvitation, revokeInvitation } from "~/features/accounts/invitations.server";
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
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";
import { isId } from "~/platform/ids";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { t } = translator(requireLocale(params));
  const actor = await requirePerson(request);
  const organisations = await listInvitingOrganisations(actor);
  if (organisations.length === 0) throw errorResponse(new AppError("not_found", "page"));
  const invitations = await listInvitations(actor, now());
  // One list for both, because what may be offered depends on where. The role comes first: a phone cuts off what is long.
  const where = (name: string) => (organisations.length > 1 ? ` · ${name}` : "");
  const parts = organisations.flatMap(({ id, name, roles }) => roles.map((role) => ({ value: `${id} ${role}`, label: `${t(`account.role_${role}`)}${where(name)}` })));
  return json({ parts, invitations });
}

type Answer = { errors: FieldErrors; email: string; part: string; link: string | null; changed: boolean };
const NOTHING: Answer = { errors: {}, email: "", part: "", link: null, changed: false };

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requirePerson(request);
  const { part = "", email = "", intent, id } = await readForm(request);
  const { t } = translator(locale);
  const linkOf = (token: string) => publicOrigin(environment()) + accountLink(locale, "account.invitation", token);
  const refused = (answer: Partial<Answer>, status: number) => json<Answer>({ ...NOTHING, email, part, ...answer }, { status });
  try {
    if (intent === "revoke" || intent === "repeat") {
      if (!isId(id)) throw new AppError("bad_input", "form-unreadable");
      if (intent === "repeat") return json<Answer>(await repeatInvitation(actor, id, now()).then(({ token, email }) => ({ ...NOTHING, email: email ?? "", link: linkOf(token) })));
      await revokeInvitation(actor, id, now());
      return redirect(`/${locale}/account/invite`, 303);
    }
    const [organisationId = "", given] = part.split(" ");
    const role = ROLES.find((known) => known === given);
    const parsed = email.trim() === "" ? null : EmailSchema.safeParse(email);
    if (parsed?.success === false) return refused({ errors: { email: t("account.addressWrong") } }, 400);
    if (!role) throw new AppError("not_found", "page");
    const token = await invite(actor, { organisationId, role, email: parsed?.data ?? null }, now());
    return json<Answer>({ ...NOTHING, email: parsed?.data ?? "", link: linkOf(token) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "too_many") return refused({ errors: { email: t("account.tooMany") } }, 429);
    if (error.code === "conflict") return refused({ changed: true }, 409);
    throw errorResponse(error);
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.invite") }) }];
};

export default function Invite() {
  const { parts, invitations } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t, locale } = useI18n();
  // What was sent is done: the form begins anew.
  const again = sent?.link ? null : sent;
  return (
    <AccountPage title={t("account.invite")} errors={sent?.errors} back={{ href: `/${locale}/account`, label: t("account.title") }}>
      {sent?.changed && (
        <div className="notice" role="alert">
          <p>{t("account.inviteChanged")}</p>
        </div>
      )}
      {sent?.link && (
        <div className="notice" role="status">
          {sent.email !== "" && <p>{t("account.inviteSent", { address: sent.email })}</p>}
          <p>{t("account.inviteCopy")}</p>
          <p>
            <code>{sent.link}</code>
          </p>
        </div>
      )}
      <form method="post">
        <Select name="part" label={t("account.inviteRole")} options={parts} defaultValue={again?.part} />
        <Field
          name="email"
          label={t("account.inviteEmail")}
          hint={t("account.inviteEmailHint")}
          error={again?.errors.email}
          defaultValue={again?.email}
          autoCapitalize="none"
          maxLength={254}
          optional
        />
        <div className="actions">
          <Button>{t("account.inviteSend")}</Button>
        </div>
      </form>
      {invitations.length > 0 && <InvitationList invitations={invitations} />}
    </AccountPage>
  );
}
