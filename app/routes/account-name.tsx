import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, Field, type FieldErrors, RadioGroup } from "~/components/form";
import { correctPerson } from "~/features/accounts/account.server";
import { AccountPage } from "~/features/accounts/account-page";
import { requireSession } from "~/features/accounts/current.server";
import { LOCALES, PersonNameSchema } from "~/features/accounts/schema";
import { useI18n } from "~/i18n/context";
import { LOCALE_NAMES, localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  requireLocale(params);
  const { displayName, locale } = await requireSession(request);
  return { name: displayName ?? "", language: locale };
}

type Answer = { errors: FieldErrors; name: string; language: string };

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { t } = translator(locale);
  const { personId } = await requireSession(request);
  const { name = "", language = "" } = await readForm(request);
  const named = PersonNameSchema.safeParse(name);
  const chosen = LOCALES.find((known) => known === language);
  if (!named.success || !chosen) {
    const errors = { ...(!named.success && { name: t("privacy.nameWrong") }), ...(!chosen && { language: t("privacy.languageMissing") }) };
    return json<Answer>({ errors, name, language }, { status: 400 });
  }
  await correctPerson(personId, { name: named.data, locale: chosen });
  return redirect(`/${locale}/account`);
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("privacy.nameTitle") }) }];
};

export default function CorrectName() {
  const known = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t, locale } = useI18n();
  const { name, language } = sent ?? known;
  return (
    <AccountPage title={t("privacy.nameTitle")} errors={sent?.errors} back={{ href: `/${locale}/account`, label: t("account.title") }}>
      <form method="post">
        <Field name="name" label={t("privacy.name")} error={sent?.errors.name} defaultValue={name} autoComplete="name" />
        <RadioGroup
          name="language"
          label={t("privacy.language")}
          error={sent?.errors.language}
          chosen={language}
          options={LOCALES.map((value) => ({ value, label: <span lang={value}>{LOCALE_NAMES[value]}</span> }))}
        />
        <div className="actions">
          <Button>{t("privacy.saveName")}</Button>
        </div>
      </form>
    </AccountPage>
  );
}
