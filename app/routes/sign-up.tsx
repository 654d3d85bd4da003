import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Field, type FieldErrors, Select } from "~/components/form";
import { pageMeta } from "~/components/page-meta";
import { AccountPage } from "~/features/accounts/account-page";
import { ConfirmNumber, type Desk, deskLink } from "~/features/accounts/confirm-number";
import { clientOf } from "~/features/accounts/enter.server";
import { nextIn, withNext } from "~/features/accounts/next";
import { passwordFault } from "~/features/accounts/password.server";
import { SignUpSchema } from "~/features/accounts/sign-up-form";
import { mayTry } from "~/features/accounts/throttle.server";
import { findDesk } from "~/features/network/queries.server";
import { signUp } from "~/features/network/sign-up.server";
import { offerHeldDrafts } from "~/features/submissions/draft-offers.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { COUNTRY_CODES } from "~/platform/countries";
import { environment, publicOrigin } from "~/platform/env.server";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export function loader({ request, params }: LoaderFunctionArgs) {
  const { locale, country } = translator(requireLocale(params));
  const countries = [...COUNTRY_CODES].map((code) => ({ value: code, label: country(code) }));
  return { countries: countries.sort((a, b) => a.label.localeCompare(b.label, locale)), next: nextIn(request), origin: publicOrigin(environment()) };
}

type Typed = { name: string; address: string; country: string; organisation: string };
type Answer = { done: false; errors: FieldErrors; typed: Typed } | { done: true; address: string; code: string | null; desk: Desk };

const FAULTS = { name: "account.nameMissing", address: "account.addressWrong", country: "account.countryMissing", organisation: "account.organisationWrong" } as const;

export async function action({ request, params, context }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { t } = translator(locale);
  const { name = "", address = "", password = "", country = "", organisation = "" } = await readForm(request);
  const typed = { name, address, country, organisation };
  const parsed = SignUpSchema.safeParse({ ...typed, password });
  const faulty = new Set(parsed.error?.issues.map(({ path }) => path[0]));
  if (!COUNTRY_CODES.has(country)) faulty.add("country");
  const errors: Record<string, string> = {};
  if (faulty.has("name")) errors.name = t(FAULTS.name);
  if (faulty.has("address")) errors.address = t(FAULTS.address);
  const fault = passwordFault(password, [name, address, organisation]);
  if (fault) errors.password = t(`account.${fault}`);
  for (const field of ["country", "organisation"] as const) if (faulty.has(field)) errors[field] = t(FAULTS[field]);
  if (!parsed.success || Object.keys(errors).length > 0) return json<Answer>({ done: false, errors, typed }, { status: 400 });
  const within = await Promise.all([mayTry("signUpByClient", clientOf(context)), mayTry("signUpByAddress", parsed.data.address.address)]);
  if (within.includes(false)) return json<Answer>({ done: false, errors: { address: t("account.tooMany") }, typed }, { status: 429 });
  await offerHeldDrafts(request, parsed.data.address, now());
  const [{ code }, desk] = await Promise.all([
    signUp({ ...parsed.data, locale, next: nextIn(request) }, now()),
    parsed.data.address.kind === "whatsapp" ? findDesk(country) : null,
  ]);
  return json<Answer>({ done: true, address: parsed.data.address.address, code: code ?? null, desk: code ? deskLink(desk, t("account.codeMessage", { code })) : null });
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const locale = localeOfPath(location.pathname);
  return data ? pageMeta({ locale, origin: data.origin, pathname: `/${locale}/sign-up`, title: translator(locale).t("account.signUpTitle") }) : [];
};

export default function SignUp() {
  const { countries, next } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { t, locale } = useI18n();
  if (answer?.done)
    return answer.code ? (
      <NumberToConfirm {...answer} code={answer.code} next={next} />
    ) : (
      <AccountPage title={t("account.createdEmailTitle")} lead={t("account.createdEmailText", { address: answer.address })} />
    );
  const errors = answer?.errors ?? {};
  const typed = answer?.typed;
  return (
    <AccountPage title={t("account.signUpTitle")} lead={t("account.signUpText")} errors={errors}>
      <form method="post">
        <Field name="name" label={t("account.name")} error={errors.name} defaultValue={typed?.name} autoComplete="name" maxLength={120} />
        <Field
          name="address"
          label={t("account.address")}
          hint={t("account.addressHint")}
          error={errors.address}
          defaultValue={typed?.address}
          autoComplete="username"
          autoCapitalize="none"
          maxLength={254}
        />
        <Field name="password" type="password" label={t("account.password")} hint={t("account.passwordHint")} error={errors.password} autoComplete="new-password" />
        <Select
          name="country"
          label={t("account.country")}
          error={errors.country}
          options={countries}
          empty={t("account.chooseCountry")}
          defaultValue={typed?.country}
          autoComplete="country"
        />
        <Field
          name="organisation"
          label={t("account.organisation")}
          error={errors.organisation}
          defaultValue={typed?.organisation}
          autoComplete="organization"
          maxLength={120}
          optional
        />
        <div className="actions">
          <Button>{t("account.create")}</Button>
        </div>
      </form>
      <p>
        <a className="plain-link" href={withNext(`/${locale}/sign-in`, next)}>
          {t("account.signIn")}
        </a>
      </p>
    </AccountPage>
  );
}

function NumberToConfirm({ address, code, desk, next }: { address: string; code: string; desk: Desk; next: string | undefined }) {
  const { t, locale } = useI18n();
  return (
    <AccountPage title={t("account.createdNumberTitle")} lead={t("account.createdNumberText", { address })}>
      <ConfirmNumber code={code} desk={desk} />
      <p>{t("account.hadAccount")}</p>
      <p>
        <a className="plain-link" href={withNext(`/${locale}/sign-in`, next)}>
          {t("account.signIn")}
        </a>
      </p>
    </AccountPage>
  );
}
