import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Checkbox, Field, type FieldErrors } from "~/components/form";
import { AccountPage } from "~/features/accounts/account-page";
import { requirePerson, requireSession } from "~/features/accounts/current.server";
import { EraseConsequences } from "~/features/accounts/erase-consequences";
import { eraseAccount, listSolelyOwned, proofFor, type Refusal, refusalToErase } from "~/features/accounts/erasure.server";
import { endSession } from "~/features/accounts/session.server";
import { countReadable } from "~/features/catalogue/personal-data-queries.server";
import { countInHand } from "~/features/submissions/personal-data-queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError, HTTP_STATUS } from "~/platform/errors";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  requireLocale(params);
  const { personId, memberships } = await requirePerson(request);
  const signedIn = await requireSession(request);
  const solelyOwned = await listSolelyOwned(personId, now());
  const ids = solelyOwned.map(({ id }) => id);
  return {
    refusal: (await refusalToErase(personId, now())) ?? null,
    proof: await proofFor(signedIn, now()),
    reviews: memberships.some(({ role }) => role === "reviewer"),
    shares: memberships.some(({ role, organisationId }) => role === "owner" && !ids.includes(organisationId)),
    solelyOwned: solelyOwned.map(({ name }) => name),
    inHand: await countInHand(ids),
    listings: await countReadable(ids),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { t } = translator(locale);
  await requirePerson(request);
  const signedIn = await requireSession(request);
  const { current = "", understood } = await readForm(request);
  if (understood !== "yes") return json({ errors: { understood: t("privacy.understoodMissing") } as FieldErrors }, { status: 400 });
  try {
    await eraseAccount(signedIn, current, now());
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return json({ errors: faults(error, t) }, { status: error.code === "not_signed_in" ? 400 : HTTP_STATUS[error.code] });
  }
  return redirect(`/${locale}/my/data/erased`, { headers: [["Set-Cookie", await endSession(request)]] });
}

function faults({ code, reason }: AppError, t: ReturnType<typeof translator>["t"]): FieldErrors {
  if (code === "too_many") return { current: t("account.tooMany") };
  if (code === "conflict") return { erase: t(`privacy.${reason as Refusal}`) };
  return code === "not_signed_in" ? { erase: t("privacy.signInAgain") } : { current: t("account.currentWrong") };
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("privacy.eraseTitle") }) }];
};

export default function EraseAccount() {
  const { refusal, proof, ...consequences } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t, locale } = useI18n();
  const page = { title: t("privacy.eraseTitle"), errors: sent?.errors, back: { href: `/${locale}/my/data`, label: t("privacy.title") } };
  if (refusal) {
    return (
      <AccountPage {...page} lead={t(`privacy.${refusal}`)}>
        <p id="erase">
          <a className="plain-link" href={`/${locale}/account/invite`}>
            {t("account.invite")}
          </a>
        </p>
      </AccountPage>
    );
  }
  return (
    <AccountPage {...page} lead={t("privacy.eraseLead")}>
      <EraseConsequences {...consequences} />
      <section className="section" id="erase">
        <h2>{t("privacy.confirmTitle")}</h2>
        {proof === "sign-in-again" ? (
          <>
            <p>{t("privacy.signInAgain")}</p>
            <p>
              <a className="plain-link" href={`/${locale}/sign-in/link`}>
                {t("privacy.signInLink")}
              </a>
            </p>
          </>
        ) : (
          <form method="post">
            {proof === "password" && <Field name="current" type="password" label={t("privacy.password")} error={sent?.errors.current} autoComplete="current-password" />}
            <Checkbox name="understood" label={t("privacy.understood")} error={sent?.errors.understood} />
            <div className="actions">
              <Button>{t("privacy.eraseButton")}</Button>
            </div>
          </form>
        )}
        <p>
          <a className="plain-link" href={`/${locale}/my/data`}>
            {t("privacy.keep")}
          </a>
        </p>
      </section>
    </AccountPage>
  );
}
