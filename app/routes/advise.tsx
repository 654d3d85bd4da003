import { useLoaderData } from "@remix-run/react";
import { Button, Hidden } from "~/components/form";
import { requirePerson } from "~/features/accounts/current.server";
import { isFormKey, newFormKey } from "~/features/submissions/draft-keys.server";
import { openEdition, startOnBehalf } from "~/features/submissions/draft-service.server";
import { listWrittenForOthers } from "~/features/submissions/owner-queries.server";
import { mayWriteForOthers } from "~/features/submissions/policy";
import { standingSentences } from "~/features/submissions/submission-words";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  requireLocale(params);
  const actor = await requirePerson(request);
  if (!mayWriteForOthers(actor)) throw errorResponse(new AppError("not_found", "page"));
  return json({ key: newFormKey(), canStart: (await openEdition(now())) !== undefined, cards: await listWrittenForOthers(actor) });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requirePerson(request);
  if (!mayWriteForOthers(actor)) throw errorResponse(new AppError("not_found", "page"));
  const { key = "" } = await readForm(request);
  if (!isFormKey(key)) throw errorResponse(new AppError("bad_input", "form-unreadable"));
  try {
    const submissionId = await startOnBehalf({ actor, formKey: key, language: locale, now: now() });
    return redirect(`/${locale}/submit?draft=${submissionId}`);
  } catch (error) {
    throw error instanceof AppError ? errorResponse(error) : error;
  }
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("advise.title") }) }, { name: "robots", content: "noindex" }];
};

export default function Advise() {
  const { key, canStart, cards } = useLoaderData<typeof loader>();
  const i18n = useI18n();
  const { t, locale } = i18n;
  return (
    <div className="wrap section">
      <h1>{t("advise.title")}</h1>
      <p className="lead">{t("advise.lead")}</p>
      {canStart ? (
        <form method="post">
          <Hidden name="key" value={key} />
          <Button>{t("advise.start")}</Button>
        </form>
      ) : (
        <p>{t("advise.noEdition")}</p>
      )}
      <section className="section">
        <h2>{t("advise.mine")}</h2>
        {cards.length === 0 && <p>{t("advise.none")}</p>}
        <ul className="desk-queue">
          {cards.map((card) => {
            const goesOn = card.state === "draft" && !card.takenOver;
            const href = goesOn ? `/${locale}/submit?draft=${card.id}` : `/${locale}/advise/${card.id}`;
            return (
              <li key={card.id} className="card">
                <p className="overline">{t(`submission.state_${card.state}`)}</p>
                <h3>
                  <a className="title-link" href={href}>
                    {card.title || t("submission.untitled")}
                  </a>
                </h3>
                {standingSentences(i18n, card).map((sentence) => (
                  <p key={sentence}>{sentence}</p>
                ))}
                <p className="row small soft">
                  <span>{t("submission.reference", { reference: card.reference })}</span>
                  {card.state !== "draft" && <span>{t(card.takenOver ? "advise.takenOver" : "advise.notTakenOver")}</span>}
                </p>
                <a className="plain-link" href={href}>
                  {t(goesOn ? "advise.goOn" : "advise.open")}
                </a>
              </li>
            );
          })}
        </ul>
      </section>
    </div>
  );
}
