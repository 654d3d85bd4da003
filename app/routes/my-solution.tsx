import { useActionData, useLoaderData } from "@remix-run/react";
import { BackLink } from "~/components/back-link";
import { Button, Hidden } from "~/components/form";
import { Prose } from "~/components/prose";
import { NumberWaits } from "~/features/accounts/number-waits";
import { readLabels } from "~/features/catalogue/queries.server";
import { findOwnListing } from "~/features/catalogue/work-queries.server";
import { ReviewedContent } from "~/features/review/reviewed-content";
import { refuse, submissionActor } from "~/features/submissions/access.server";
import { readOwnNumberWaiting } from "~/features/submissions/number-queries.server";
import { findOwnSubmissionPage, readOwnHistory, readSent } from "~/features/submissions/owner-queries.server";
import { reopen, withdraw } from "~/features/submissions/owner-service.server";
import { RevisionDifference } from "~/features/submissions/revision-difference";
import { SentContent } from "~/features/submissions/sent-content";
import { eventSentence, standingSentences } from "~/features/submissions/submission-words";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await submissionActor(request);
  const page = await findOwnSubmissionPage(actor, params.id ?? "");
  if (!page) return refuse(request);
  const { draft: _draft, ...shown } = page;
  const [history, sent, labels, listingId, numberWaits] = await Promise.all([
    readOwnHistory(page.id),
    readSent(page.id),
    readLabels(locale),
    findOwnListing(actor, page.id),
    readOwnNumberWaiting(actor, page.id, now()),
  ]);
  // Whoever typed it for somebody has the words; how to reach its people is for those people.
  const shownSent = sent && page.onBehalf ? { ...sent, contact: null } : sent;
  return json({ page: shown, history, sent: shownSent, labels, listingId, numberWaits }, { headers: { "Cache-Control": "private, no-store" } });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await submissionActor(request);
  const submissionId = params.id ?? "";
  if (!(await findOwnSubmissionPage(actor, submissionId))) return refuse(request);
  const sent = await request.formData().catch(() => null);
  const [intent, seenVersion] = [sent?.get("intent"), Number(sent?.get("version") ?? Number.NaN)];
  if ((intent !== "withdraw" && intent !== "reopen") || !Number.isInteger(seenVersion)) throw errorResponse(new AppError("bad_input", "form-unreadable"));
  try {
    const asked = { actor, submissionId, seenVersion, now: now() };
    if (intent === "withdraw") await withdraw(asked);
    else await reopen(asked);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code !== "conflict") throw errorResponse(error);
    return json({ refused: error.reason }, { status: 409 });
  }
  return redirect(intent === "reopen" ? `/${locale}/submit?draft=${submissionId}` : `/${locale}/my/solutions/${submissionId}`);
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  const title = data?.page.title || t("submission.mineTitle");
  return [{ title: t("common.pageTitle", { title }) }, { name: "robots", content: "noindex" }];
};

export default function MySolution() {
  const { page, history, sent, labels, listingId, numberWaits } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const i18n = useI18n();
  const { t, date, locale } = i18n;
  const { state, may, timeZone } = page;
  return (
    <div className="wrap section">
      {refused && (
        <div className="notice" role="alert">
          <h2>{refused.refused === "no-open-edition" ? t("submission.noEditionTitle") : t("submission.movedTitle")}</h2>
          <p>{refused.refused === "no-open-edition" ? t("submission.noEditionText") : t("submission.movedText", { state: t(`submission.state_${state}`) })}</p>
        </div>
      )}
      <BackLink href={`/${locale}/my/solutions`}>{t("submission.mineTitle")}</BackLink>
      <p className="overline">{t("submission.reference", { reference: page.reference })}</p>
      <h1>{page.title || t("submission.untitled")}</h1>
      <p className="lead">
        <strong>{t(`submission.state_${state}`)}.</strong> {t(`submission.means_${state}`)}
      </p>
      {standingSentences(i18n, page).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {numberWaits && <NumberWaits waits={numberWaits}>{t("submission.receiptNumberWaits")}</NumberWaits>}
      {may.includes("edit_draft") && (
        <a className="button" href={`/${locale}/submit?draft=${page.id}`}>
          {t("submission.next_draft")}
        </a>
      )}
      {may.includes("answer_changes") && (
        <>
          <h2>{t("submission.notesTitle")}</h2>
          <div className="prose">
            <ul>
              {history.notes.map(({ section, note }) => (
                <li key={`${section} ${note}`}>{note}</li>
              ))}
            </ul>
          </div>
          <a className="button" href={`/${locale}/my/solutions/${page.id}/answer`}>
            {t("submission.next_changes_requested")}
          </a>
        </>
      )}
      {history.letter !== null && (
        <section className="section">
          <h2>{t("submission.letterTitle")}</h2>
          <div className="card">
            <Prose text={history.letter} />
          </div>
        </section>
      )}
      {listingId && (
        <p className="actions">
          <a className="button" href={`/${locale}/my/listings/${listingId}`}>
            {t("workbench.openWork")}
          </a>
        </p>
      )}
      {history.difference && <RevisionDifference title={t("submission.differenceTitle")} before={history.difference.before} after={history.difference.after} labels={labels} />}
      {sent && (
        <SentContent sent={sent} timeZone={timeZone} labels={labels}>
          <ReviewedContent content={sent.content} />
        </SentContent>
      )}
      <section className="section">
        <h2>{t("submission.timeline")}</h2>
        <ol className="story">
          {history.events.map((event) => (
            <li key={`${event.at} ${event.kind}`}>
              <time dateTime={event.at}>{date(event.at, timeZone)}</time> · {eventSentence(i18n, event, page)}
              {event.newDueAt && ` ${t("submission.dueMoved", { date: date(event.newDueAt, timeZone) })}`}
            </li>
          ))}
        </ol>
      </section>
      {may.includes("reopen") && (
        <section className="section">
          <p>{t("submission.reopenText")}</p>
          <form method="post">
            <Hidden name="version" value={page.version} />
            <Button name="intent" value="reopen" quiet>
              {t("submission.reopen")}
            </Button>
          </form>
        </section>
      )}
      {may.includes("withdraw") && (
        <details className="section">
          <summary>{t("submission.withdraw")}</summary>
          <p>{t("submission.withdrawText")}</p>
          <form method="post">
            <Hidden name="version" value={page.version} />
            <Button name="intent" value="withdraw" quiet>
              {t("submission.withdrawYes")}
            </Button>
          </form>
        </details>
      )}
    </div>
  );
}
