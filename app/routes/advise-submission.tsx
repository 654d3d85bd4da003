import { useActionData, useLoaderData } from "@remix-run/react";
import { BackLink } from "~/components/back-link";
import { Button } from "~/components/form";
import { requirePerson, requireSession } from "~/features/accounts/current.server";
import { accountLink } from "~/features/accounts/links";
import { whatsappLink } from "~/features/notifications/templates";
import { findBehalf, offerAgain } from "~/features/submissions/on-behalf.server";
import { findOwnSubmissionPage } from "~/features/submissions/owner-queries.server";
import { standingSentences } from "~/features/submissions/submission-words";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { environment, publicOrigin } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requirePerson(request);
  const { displayName } = await requireSession(request);
  const page = await findOwnSubmissionPage(actor, params.id ?? "");
  const behalf = page && (await findBehalf(actor, page.id, now()));
  if (!page || !behalf) throw errorResponse(new AppError("not_found", "submission"));
  const { draft: _draft, ...shown } = page;
  const { token, owner, consent, takenOverAt } = behalf;
  const link = token && !takenOverAt ? publicOrigin(environment()) + accountLink(locale, "submission.on-behalf", token) : null;
  const { t } = translator(locale);
  const message = link ? t("advise.message", { name: owner.name ?? "", author: displayName ?? "", title: page.title, link }) : "";
  const whatsapp = link && owner.whatsapp ? whatsappLink(owner.whatsapp, { subject: page.title, body: message }) : null;
  return json({ page: shown, consent, takenOver: takenOverAt !== null, hasLink: link !== null, mailed: owner.email, whatsapp });
}

export async function action({ request, params }: ActionFunctionArgs) {
  requireLocale(params);
  const actor = await requirePerson(request);
  const page = await findOwnSubmissionPage(actor, params.id ?? "");
  if (!page) throw errorResponse(new AppError("not_found", "submission"));
  try {
    await offerAgain(actor, page.id, now());
    return json({ sent: true });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "too_many") return json({ sent: false }, { status: 429 });
    throw errorResponse(error);
  }
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: data?.page.title || t("advise.title") }) }, { name: "robots", content: "noindex" }];
};

export default function AdviseSubmission() {
  const { page, consent, takenOver, hasLink, mailed, whatsapp } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const i18n = useI18n();
  const { t, date, locale } = i18n;
  return (
    <div className="wrap section">
      <BackLink href={`/${locale}/advise`}>{t("advise.back")}</BackLink>
      {sent && (
        <div className="notice" role="status">
          <p>{t(sent.sent ? "advise.linkSent" : "advise.linkTooMany")}</p>
        </div>
      )}
      <p className="overline">{t("submission.reference", { reference: page.reference })}</p>
      <h1>{page.title || t("submission.untitled")}</h1>
      <p className="lead">
        <strong>{t(`submission.state_${page.state}`)}.</strong> {t(takenOver ? "advise.takenOver" : "advise.notTakenOver")}.
      </p>
      {standingSentences(i18n, page).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p>
        <a className="plain-link" href={page.may.includes("edit_draft") ? `/${locale}/submit?draft=${page.id}` : `/${locale}/my/solutions/${page.id}`}>
          {t(page.may.includes("edit_draft") ? "advise.goOn" : "advise.follow")}
        </a>
      </p>
      {consent && (
        <section className="section">
          <h2>{t("advise.consentTitle")}</h2>
          <p>{t("advise.consent", { how: t(`submission.consentHow_${consent.how}`), on: date(`${consent.on}T12:00:00Z`, "UTC"), at: date(consent.at, page.timeZone) })}</p>
        </section>
      )}
      {page.state !== "draft" && !takenOver && (
        <section className="section">
          <h2>{t("advise.linkTitle")}</h2>
          <p>{t("advise.linkText")}</p>
          {hasLink && mailed && <p>{t("advise.linkMailed")}</p>}
          {!hasLink && <p>{t("advise.linkNone")}</p>}
          {whatsapp && (
            <p>
              <a className="button" href={whatsapp} rel="noreferrer">
                {t("advise.linkWhatsapp")}
              </a>
            </p>
          )}
          <form method="post">
            <Button quiet>{t("advise.linkAgain")}</Button>
          </form>
        </section>
      )}
    </div>
  );
}
