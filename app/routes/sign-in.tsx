import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Field, type FieldErrors, Hidden } from "~/components/form";
import { pageMeta } from "~/components/page-meta";
import { AccountPage } from "~/features/accounts/account-page";
import { clientOf, enter } from "~/features/accounts/enter.server";
import { landingOf } from "~/features/accounts/landing.server";
import { nextIn, safeNext, withNext } from "~/features/accounts/next";
import { readSession } from "~/features/accounts/session.server";
import { checkPassword } from "~/features/accounts/sign-in.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { environment, publicOrigin } from "~/platform/env.server";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const next = nextIn(request);
  const signedIn = await readSession(request);
  if (signedIn) throw redirect(next ?? (await landingOf(signedIn.personId, locale)));
  return { next: next ?? "", origin: publicOrigin(environment()) };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { t } = translator(locale);
  const { address = "", password = "", next = "" } = await readForm(request);
  const refused = (errors: FieldErrors, status: number) => json({ errors, address, next: safeNext(next) ?? "" }, { status });
  if (address.trim() === "") return refused({ address: t("account.addressMissing") }, 400);
  if (password === "") return refused({ password: t("account.passwordMissing") }, 400);
  const answer = await checkPassword({ address, password, client: clientOf(context) });
  if (answer.outcome === "wrong") return refused({ password: t("account.wrong") }, 400);
  if (answer.outcome === "too-many") return refused({ password: t("account.tooMany") }, 429);
  return enter(request, { ...answer, locale, next });
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const locale = localeOfPath(location.pathname);
  return data ? pageMeta({ locale, origin: data.origin, pathname: `/${locale}/sign-in`, title: translator(locale).t("account.signInTitle") }) : [];
};

export default function SignIn() {
  const { next } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t, locale } = useI18n();
  const wanted = sent?.next ?? next;
  const onward = (page: string) => withNext(`/${locale}/${page}`, wanted === "" ? undefined : wanted);
  return (
    <AccountPage title={t("account.signInTitle")} errors={sent?.errors}>
      <form method="post">
        <Field
          name="address"
          label={t("account.address")}
          hint={t("account.addressHint")}
          error={sent?.errors.address}
          defaultValue={sent?.address}
          autoComplete="username"
          autoCapitalize="none"
          maxLength={254}
        />
        <Field name="password" type="password" label={t("account.password")} error={sent?.errors.password} autoComplete="current-password" />
        <Hidden name="next" value={wanted} />
        <div className="actions">
          <Button>{t("account.signIn")}</Button>
        </div>
      </form>
      <ul className="plain-list">
        <li>
          <a className="plain-link" href={onward("sign-in/link")}>
            {t("account.byLink")}
          </a>
        </li>
        <li>
          <a className="plain-link" href={onward("sign-in/reset")}>
            {t("account.showPlain")}
          </a>
        </li>
        <li>
          {t("account.noAccount")} <a href={onward("sign-up")}>{t("account.signUp")}</a>
        </li>
      </ul>
    </AccountPage>
  );
}
