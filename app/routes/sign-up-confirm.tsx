import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Field, type FieldErrors } from "~/components/form";
import { AccountPage } from "~/features/accounts/account-page";
import { confirmEmail, emailToConfirm } from "~/features/accounts/address-proof.server";
import { AlreadyConfirmed, LinkUsed } from "~/features/accounts/ask-link-form";
import { landingOf } from "~/features/accounts/landing.server";
import { accountLink } from "~/features/accounts/links";
import { beginAnew } from "~/features/accounts/links.server";
import { withNext } from "~/features/accounts/next";
import { NowSignIn } from "~/features/accounts/now-sign-in";
import { startSession } from "~/features/accounts/session.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError, HTTP_STATUS } from "~/platform/errors";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ params }: LoaderFunctionArgs) {
  requireLocale(params);
  const link = await emailToConfirm(params.token ?? "", now());
  if (typeof link === "object") return json({ email: link.email, confirmed: false });
  return json({ email: null, confirmed: link === "confirmed" }, { status: 410 });
}

type Answer =
  | { outcome: "confirmed" /** Whether somebody is in already, else they sign in next. */; entered: boolean; next: string | undefined }
  | { outcome: "refused"; errors: FieldErrors }
  | { outcome: "gone" };

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { t } = translator(locale);
  const { password = "", intent } = await readForm(request);
  try {
    if (intent === "choose") {
      const { token, next } = await beginAnew(params.token ?? "", now());
      return redirect(withNext(accountLink(locale, "account.reset-password", token), next));
    }
    // A link that opens nothing says so, also to somebody who typed nothing.
    if (password === "" && typeof (await emailToConfirm(params.token ?? "", now())) !== "object") return json<Answer>({ outcome: "gone" }, { status: 410 });
    if (password === "") return json<Answer>({ outcome: "refused", errors: { password: t("account.passwordMissing") } }, { status: 400 });
    const { personId, hasSecondFactor, next } = await confirmEmail(params.token ?? "", password, now());
    // Their code is asked for where they sign in.
    if (hasSecondFactor) return json<Answer>({ outcome: "confirmed", entered: false, next });
    const headers = { "Set-Cookie": await startSession(request, personId) };
    return json<Answer>({ outcome: "confirmed", entered: true, next: next ?? (await landingOf(personId, locale)) }, { headers });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "gone") return json<Answer>({ outcome: "gone" }, { status: 410 });
    if (error.code !== "too_many" && error.code !== "bad_input") throw error;
    const sentence = error.code === "too_many" ? "account.tooManyPasswords" : "account.confirmWrong";
    return json<Answer>({ outcome: "refused", errors: { password: t(sentence) } }, { status: HTTP_STATUS[error.code] });
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("account.confirmTitle") }) }];
};

export default function ConfirmEmail() {
  const { email, confirmed } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { t } = useI18n();
  if (answer?.outcome === "confirmed") {
    if (!answer.entered) return <NowSignIn title={t("account.confirmedTitle")} lead={t("account.confirmedText")} next={answer.next} />;
    return (
      <AccountPage title={t("account.confirmedTitle")} lead={t("account.confirmedEntered")}>
        <p>
          <a className="button" href={answer.next}>
            {t("account.continue")}
          </a>
        </p>
      </AccountPage>
    );
  }
  if (confirmed) return <AlreadyConfirmed />;
  if (email === null || answer?.outcome === "gone") return <LinkUsed />;
  const errors = answer?.outcome === "refused" ? answer.errors : {};
  return (
    <AccountPage title={t("account.confirmTitle")} lead={t("account.confirmText", { address: email })} errors={errors}>
      <form method="post">
        <Field name="password" type="password" label={t("account.password")} error={errors.password} autoComplete="current-password" />
        <div className="actions">
          <Button>{t("account.confirm")}</Button>
        </div>
      </form>
      <section className="section">
        <p>{t("account.confirmChooseText", { address: email })}</p>
        <form method="post">
          <Button quiet name="intent" value="choose">
            {t("account.confirmChoose")}
          </Button>
        </form>
      </section>
    </AccountPage>
  );
}
