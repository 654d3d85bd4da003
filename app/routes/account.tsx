import { useActionData, useLoaderData } from "@remix-run/react";
import { AskFirst } from "~/components/ask-first";
import { Button, Hidden } from "~/components/form";
import { endSessions, readAccount, removeAddress } from "~/features/accounts/account.server";
import { AccountPage } from "~/features/accounts/account-page";
import { actorOf, requireSession } from "~/features/accounts/current.server";
import { listInvitingOrganisations } from "~/features/accounts/invitations.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";
import { isId } from "~/platform/ids";

export async function loader({ request, params }: LoaderFunctionArgs) {
  requireLocale(params);
  const signedIn = await requireSession(request);
  const { personId, displayName, sessionId, hasSecondFactor } = signedIn;
  const actor = actorOf(signedIn);
  const { sessions, ...account } = await readAccount(personId, now());
  // A session's id is a hash that opens nothing; it only has to be told apart here.
  return json({
    ...account,
    name: displayName ?? "",
    secondFactor: hasSecondFactor,
    invites: (await listInvitingOrganisations(actor)).length > 0,
    sessions: sessions.map((session) => ({ ...session, here: session.id === sessionId })),
  });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { personId, sessionId } = await requireSession(request);
  const { intent, id = "" } = await readForm(request);
  try {
    if (intent === "end-session") await endSessions(personId, { id });
    else if (intent === "end-others") await endSessions(personId, { allBut: sessionId });
    else if (intent === "remove-address" && isId(id)) await removeAddress(personId, id);
    else throw new AppError("bad_input", "unknown-intent");
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.reason === "last-address") return json({ errors: { addresses: translator(locale).t("account.lastAddress") } }, { status: 400 });
    throw errorResponse(error);
  }
  return redirect(`/${locale}/account`);
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.title") }) }];
};

export default function AccountHome() {
  const { name, invites, secondFactor, channels, sessions, parts } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t, locale, date } = useI18n();
  return (
    <AccountPage title={t("account.title")} lead={name === "" ? t("account.helloUnnamed") : t("account.hello", { name })} errors={sent?.errors}>
      <p>
        <a className="plain-link" href={`/${locale}/account/name`}>
          {t("privacy.correctName")}
        </a>
      </p>
      {parts.length > 0 && (
        <section className="section">
          <h2>{t("account.parts")}</h2>
          <ul>
            {parts.map(({ organisationId, organisation, role }) => (
              <li key={`${organisationId} ${role}`}>
                {organisation}: {t(`account.role_${role}`)}
              </li>
            ))}
          </ul>
          {invites && (
            <p>
              <a className="plain-link" href={`/${locale}/account/invite`}>
                {t("account.invite")}
              </a>
            </p>
          )}
        </section>
      )}
      <section className="section" id="addresses">
        <h2>{t("account.addresses")}</h2>
        {channels.length === 0 && (
          <div className="notice">
            <p>{t("account.noAddress")}</p>
          </div>
        )}
        <ul className="rows">
          {channels.map(({ id, address, verified }) => (
            <li key={id}>
              {address} <span className="badge">{t(verified ? "account.verified" : "account.unverified")}</span>
              {!verified && (
                <>
                  {" "}
                  <a href={`/${locale}/account/address?${new URLSearchParams({ address })}`} aria-label={`${t("account.confirm")} ${address}`}>
                    {t("account.confirm")}
                  </a>
                </>
              )}
              {channels.length > 1 && (
                <AskFirst
                  label={t("account.remove")}
                  about={address}
                  text={t("account.removeText", { address })}
                  yes={t("account.removeYes")}
                  sends={{ id, intent: "remove-address" }}
                />
              )}
            </li>
          ))}
        </ul>
        <p>
          <a className="plain-link" href={`/${locale}/account/address`}>
            {t("account.addAddress")}
          </a>
        </p>
      </section>
      <section className="section">
        <h2>{t("account.password")}</h2>
        <p>
          <a className="plain-link" href={`/${locale}/account/password`}>
            {t("account.changePassword")}
          </a>
        </p>
      </section>
      <section className="section">
        <h2>{t("account.factorTitle")}</h2>
        <p>{t(secondFactor ? "account.factorOn" : "account.factorOff")}</p>
        <p>
          <a className="plain-link" href={`/${locale}/account/second-factor`}>
            {t(secondFactor ? "account.factorTurnOff" : "account.factorSetUp")}
          </a>
        </p>
      </section>
      <section className="section">
        <h2>{t("account.sessions")}</h2>
        <ul className="rows">
          {sessions.map(({ id, device, createdAt, here }) => (
            <li key={id}>
              {device ?? t("account.unknownDevice")}, {t("account.sessionSince", { date: date(createdAt) })}{" "}
              {here ? (
                <span className="badge">{t("account.sessionHere")}</span>
              ) : (
                <form method="post">
                  <Hidden name="id" value={id} />
                  <Button quiet name="intent" value="end-session" aria-label={`${t("account.endSession")}: ${device ?? t("account.unknownDevice")}`}>
                    {t("account.endSession")}
                  </Button>
                </form>
              )}
            </li>
          ))}
        </ul>
        {sessions.length > 1 && (
          <form method="post">
            <Button quiet name="intent" value="end-others">
              {t("account.endOthers")}
            </Button>
          </form>
        )}
      </section>
      <section className="section">
        <h2>{t("privacy.title")}</h2>
        <p>
          <a className="plain-link" href={`/${locale}/my/data`}>
            {t("privacy.accountLink")}
          </a>
        </p>
      </section>
      <form method="post" action={`/${locale}/sign-out`} className="actions">
        <Button>{t("account.signOut")}</Button>
      </form>
    </AccountPage>
  );
}
