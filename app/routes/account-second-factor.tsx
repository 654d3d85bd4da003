import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Field, type FieldErrors } from "~/components/form";
import { demandPassword } from "~/features/accounts/account.server";
import { AccountPage } from "~/features/accounts/account-page";
import { lacksSecondFactor, requireSession } from "~/features/accounts/current.server";
import { beginSecondFactor, confirmSecondFactor, type KeyToShow, removeSecondFactor } from "~/features/accounts/second-factor.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError, HTTP_STATUS } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  requireLocale(params);
  const signedIn = await requireSession(request);
  return { on: signedIn.hasSecondFactor, demanded: lacksSecondFactor(signedIn) };
}

type Answer = { errors: FieldErrors; key: KeyToShow | null; recovery: string[] | null };

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { t } = translator(locale);
  const person = await requireSession(request);
  const { intent, current = "", code = "" } = await readForm(request);
  const answer = (part: Partial<Answer>, status = 200) => json<Answer>({ errors: {}, key: null, recovery: null, ...part }, { status });
  try {
    if (intent === "confirm") return answer({ recovery: await confirmSecondFactor(person, code, now()) });
    await demandPassword(person.personId, current);
    if (intent === "begin") return answer({ key: await beginSecondFactor(person.personId, now()) });
    if (intent !== "turn-off") throw new AppError("bad_input", "unknown-intent");
    await removeSecondFactor(person.personId);
    return redirect(`/${locale}/account`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.field === undefined) throw errorResponse(error);
    const status = HTTP_STATUS[error.code];
    const wrong = error.field === "code" ? t(status === 429 ? "account.tooManyCodes" : "account.factorWrong") : t(status === 429 ? "account.tooMany" : "account.currentWrong");
    // Whoever mistyped a code needs the key again; the password was asked for when it was first shown.
    const key = error.field === "code" && !person.hasSecondFactor && status !== 429 ? await beginSecondFactor(person.personId, now()) : null;
    return answer({ errors: { [error.field]: wrong }, key }, status);
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.factorTitle") }) }];
};

export default function SecondFactor() {
  const { on, demanded } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t, locale } = useI18n();
  const back = (
    <p>
      <a className="plain-link" href={`/${locale}/account`}>
        {t("account.title")}
      </a>
    </p>
  );
  if (sent?.recovery) {
    return (
      <AccountPage title={t("account.factorDone")} lead={t("account.recoveryText")}>
        <ul>
          {sent.recovery.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        {back}
      </AccountPage>
    );
  }
  if (sent?.key) {
    return (
      <AccountPage title={t("account.factorTitle")} lead={t("account.factorText")} errors={sent.errors}>
        <p>
          {t("account.factorKey")}: <code>{sent.key.key}</code>
        </p>
        <p>
          <a className="plain-link" href={sent.key.uri}>
            {t("account.factorOpen")}
          </a>
        </p>
        <form method="post">
          <Field name="code" label={t("account.factorCode")} error={sent.errors.code} inputMode="numeric" autoComplete="one-time-code" maxLength={10} />
          <div className="actions">
            <Button name="intent" value="confirm">
              {t("account.continue")}
            </Button>
          </div>
        </form>
      </AccountPage>
    );
  }
  return (
    <AccountPage title={t("account.factorTitle")} lead={t(on ? "account.factorOn" : demanded ? "account.factorDemanded" : "account.factorOff")} errors={sent?.errors}>
      <form method="post">
        <Field name="current" type="password" label={t("account.currentPassword")} error={sent?.errors.current} autoComplete="current-password" />
        <div className="actions">
          <Button name="intent" value={on ? "turn-off" : "begin"} quiet={on}>
            {t(on ? "account.factorTurnOff" : "account.factorSetUp")}
          </Button>
        </div>
      </form>
      {back}
    </AccountPage>
  );
}
