import { useActionData, useLoaderData } from "@remix-run/react";
import { BackLink } from "~/components/back-link";
import { hasRole } from "~/features/accounts/actor";
import { requirePerson } from "~/features/accounts/current.server";
import { closeFailedLetter, listFailedLetters, retryFailed } from "~/features/notifications/failed.server";
import { FailedLetters } from "~/features/notifications/failed-letters";
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
  const actor = await requirePerson(request);
  if (!hasRole(actor, "coordinator", "deputy", "programme-manager")) throw errorResponse(new AppError("not_found", "desk"));
  return json({ letters: await listFailedLetters(actor, now()) });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requirePerson(request);
  const { letter: letterId, version: seen = "", intent } = await readForm(request);
  if (!isId(letterId) || !/^\d{1,9}$/.test(seen)) throw errorResponse(new AppError("bad_input", "form-unreadable"));
  const letter = { letterId, version: Number(seen) };
  try {
    if (intent === "retry") await retryFailed(actor, letter, now());
    else if (intent === "told" || intent === "given-up") await closeFailedLetter(actor, { ...letter, as: intent }, now());
    else throw new AppError("bad_input", "form-unreadable");
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return json({ overtaken: true }, { status: 409 });
    throw error instanceof AppError ? errorResponse(error) : error;
  }
  return redirect(`/${locale}/coordinate/letters/failed`, 303);
}

export const meta: MetaFunction<typeof loader> = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("letters.failedTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function CoordinateFailedLetters() {
  const { letters } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const { t, locale } = useI18n();
  return (
    <div className="wrap section">
      <BackLink href={`/${locale}/coordinate`}>{t("desk.back")}</BackLink>
      {sent?.overtaken && (
        <div className="notice" role="alert">
          <p>{t("letters.failedOvertaken")}</p>
        </div>
      )}
      <h1>{t("letters.failedTitle")}</h1>
      <p className="lead">{t(letters.length > 0 ? "letters.failedLead" : "letters.failedNone")}</p>
      <FailedLetters letters={letters} />
    </div>
  );
}
