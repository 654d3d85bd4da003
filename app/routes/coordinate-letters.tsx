import { useLoaderData } from "@remix-run/react";
import { BackLink } from "~/components/back-link";
import { hasRole } from "~/features/accounts/actor";
import { requirePerson } from "~/features/accounts/current.server";
import { listHeldLetters, markHeldSent } from "~/features/notifications/desk.server";
import { HeldLetters } from "~/features/notifications/held-letters";
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
  return json({ letters: await listHeldLetters(actor, now()) });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requirePerson(request);
  const { letter } = await readForm(request);
  if (!isId(letter)) throw errorResponse(new AppError("bad_input", "form-unreadable"));
  try {
    await markHeldSent(actor, letter, now());
  } catch (error) {
    throw error instanceof AppError ? errorResponse(error) : error;
  }
  return redirect(`/${locale}/coordinate/letters`);
}

export const meta: MetaFunction<typeof loader> = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("letters.heldTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function CoordinateLetters() {
  const { letters } = useLoaderData<typeof loader>();
  const { t, locale } = useI18n();
  return (
    <div className="wrap section">
      <BackLink href={`/${locale}/coordinate`}>{t("desk.back")}</BackLink>
      <h1>{t("letters.heldTitle")}</h1>
      <p className="lead">{t(letters.length > 0 ? "letters.heldLead" : "letters.heldNone")}</p>
      <HeldLetters letters={letters} />
    </div>
  );
}
