import { useActionData } from "@remix-run/react";
import { BackLink } from "~/components/back-link";
import { Button, ErrorSummary, Field } from "~/components/form";
import { hasRole, type PersonActor } from "~/features/accounts/actor";
import { requirePerson } from "~/features/accounts/current.server";
import { confirmNumber } from "~/features/accounts/registration.server";
import { faultWords } from "~/features/review/desk-words";
import { listFreedByNumber } from "~/features/review/queue-queries.server";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

async function requireDesk(request: Request): Promise<PersonActor> {
  const actor = await requirePerson(request);
  if (!hasRole(actor, "coordinator", "deputy", "programme-manager")) throw errorResponse(new AppError("not_found", "desk"));
  return actor;
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  requireLocale(params);
  await requireDesk(request);
  return null;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requireDesk(request);
  const { code = "", from = "" } = await readForm(request);
  try {
    const { personId, number } = await confirmNumber(actor, { code: code.slice(0, 100), from: from.slice(0, 100) }, now());
    return json({ number, freed: await listFreedByNumber(actor, personId, locale, now()), code: "", from: "", faults: {} });
  } catch (error) {
    if (error instanceof AppError && error.field) return json({ number: null, freed: [], code, from, faults: { [error.field]: error.reason } }, { status: 400 });
    throw error instanceof AppError ? errorResponse(error) : error;
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("desk.numbersTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function CoordinateNumbers() {
  const sent = useActionData<typeof action>();
  const i18n = useI18n();
  const { t, locale } = i18n;
  const errors = faultWords(i18n, "desk", sent?.faults ?? {});
  return (
    <div className="wrap section">
      <BackLink href={`/${locale}/coordinate`}>{t("desk.back")}</BackLink>
      <ErrorSummary errors={errors} />
      <h1>{t("desk.numbersTitle")}</h1>
      <p className="lead">{t("desk.numbersLead")}</p>
      {sent?.number && (
        <div className="notice" role="status">
          <p>{t("desk.numbersDone", { number: sent.number })}</p>
          {sent.freed.length > 0 && (
            <>
              <p>{t("desk.numbersFreed")}</p>
              <ul className="bullets">
                {sent.freed.map(({ id, reference, title, language }) => (
                  <li key={id}>
                    <a href={`/${locale}/coordinate/${id}`} lang={langAttribute(language, locale)}>
                      {title}
                    </a>{" "}
                    ({reference})
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
      <form method="post">
        <Field name="code" label={t("desk.numbersCode")} error={errors.code} defaultValue={sent?.code} autoComplete="off" autoCapitalize="characters" maxLength={40} />
        <Field
          name="from"
          type="tel"
          label={t("desk.numbersFrom")}
          hint={t("desk.numbersFromHint")}
          error={errors.from}
          defaultValue={sent?.from}
          autoComplete="off"
          maxLength={40}
        />
        <Button>{t("desk.numbersConfirm")}</Button>
      </form>
    </div>
  );
}
