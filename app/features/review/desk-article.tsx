import { Fragment } from "react";
import { BackLink } from "~/components/back-link";
import { FactList } from "~/components/fact-list";
import { ErrorSummary } from "~/components/form";
import { Prose } from "~/components/prose";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import { DeskForms, type DeskFormsProps } from "./desk-forms";
import type { DeskPage } from "./desk-queries.server";
import { eventWords, fewerWords, reasonWords } from "./desk-words";
import { Panel, Scores } from "./panel";
import type { ChangesAsked, DecisionRow, PanelMemberRow, TimelineRow } from "./queue";
import { ReviewedContent } from "./reviewed-content";
import { ACTIVE_STATES, isOneOf } from "./status";
import { TakeOffForm } from "./take-off-form";

/** As it travels to the page, where moments are text. */
export type ShownDeskPage = Omit<DeskPage, "stateSince" | "dueAt" | "panel" | "timeline" | "requests" | "decision"> & {
  stateSince: string;
  dueAt: string | null;
  panel: PanelMemberRow<string>[];
  timeline: TimelineRow<string>[];
  requests: ChangesAsked<string>[];
  decision: DecisionRow<string> | null;
};

type Props = { page: ShownDeskPage; letter: string; sent: DeskFormsProps["sent"] /** Somebody else was faster than what was sent. */; overtaken: boolean };

/** A submission at its desk: what can be done on one side, what was submitted and found on the other. */
export function DeskArticle({ page, letter, sent, overtaken }: Props) {
  const { t, locale } = useI18n();
  return (
    <article className="wrap section">
      <BackLink href={`/${locale}/coordinate`}>{t("desk.back")}</BackLink>
      {overtaken && <Overtaken page={page} sent={sent} />}
      {sent && !overtaken && <ErrorSummary errors={sent.errors} />}
      <h1 lang={langAttribute(page.language, locale)}>{page.title}</h1>
      <Head page={page} />
      {/* On a phone the acts stand below everything that they are about. */}
      {page.allowed.length > 2 && (
        <p className="to-acts">
          <a className="button quiet" href="#acts">
            {t("desk.actionsTitle")}
          </a>
        </p>
      )}
      <div className="desk-columns">
        <div>
          {page.decision && <Decision decision={page.decision} quorum={page.quorum} />}
          <section>
            <h2>{t("desk.panelTitle")}</h2>
            <Scores summary={page.summary} panel={page.panel} />
            <Panel
              panel={page.panel}
              beside={(member) =>
                page.allowed.includes("revokeReviewer") && isOneOf(ACTIVE_STATES, member.status) && <TakeOffForm version={page.version} member={member} sent={sent} />
              }
            />
          </section>
          {page.requests.length > 0 && <Requests page={page} />}
          {page.content && (
            <section>
              <h2>{t("desk.contentTitle")}</h2>
              <ReviewedContent content={page.content} />
            </section>
          )}
        </div>
        <div className="desk-acts" id="acts">
          <h2>{t("desk.actionsTitle")}</h2>
          {page.awaitedNumber && (
            <div className="notice">
              <p>{t("desk.numberWaits", { number: page.awaitedNumber })}</p>
              <p>
                <a className="button" href={`/${locale}/coordinate/numbers`}>
                  {t("desk.numbersTitle")}
                </a>
              </p>
            </div>
          )}
          <DeskForms page={page} letter={letter} sent={sent} />
          <Timeline page={page} />
        </div>
      </div>
    </article>
  );
}

function Head({ page }: { page: ShownDeskPage }) {
  const { t, date, country } = useI18n();
  const rows: Array<[string, string | null]> = [
    [t("desk.reference"), page.reference],
    [t("desk.state"), t(`desk.state_${page.state}`)],
    [t("desk.promised"), page.dueAt && date(page.dueAt, page.timeZone)],
    [t("desk.coordinator"), page.coordinator ?? t("desk.nobodyHasIt")],
    [t("desk.institution"), page.institution],
    [t("desk.organisation"), page.organisation],
    [t("desk.people"), page.people.join(", ") || null],
    [t("desk.category"), page.category],
    [t("desk.country"), page.country && country(page.country)],
  ];
  return (
    <>
      {page.late > 0 && (
        <p>
          <b className="late">{t("desk.lateBy", { count: page.late })}</b>
        </p>
      )}
      <FactList rows={rows} wide />
    </>
  );
}

function Decision({ decision, quorum }: { decision: DecisionRow<string>; quorum: number }) {
  const i18n = useI18n();
  const { t, date } = i18n;
  return (
    <section>
      <h2>{t("desk.decisionTitle")}</h2>
      <p>
        <b>{t(`desk.state_${decision.outcome}`)}</b>, {date(decision.decidedAt)}
      </p>
      {decision.fewer && <p className="small">{fewerWords(i18n, { ...decision.fewer, wanted: quorum })}</p>}
      <Prose text={decision.reason} />
      {decision.announcedAt && <p className="soft small">{t("desk.announcedOn", { date: date(decision.announcedAt) })}</p>}
    </section>
  );
}

function Requests({ page: { requests, timeZone } }: Pick<Props, "page">) {
  const { t, date } = useI18n();
  return (
    <section>
      <h2>{t("desk.askedTitle")}</h2>
      {requests.map(({ askedAt, answeredAt, notes }) => (
        <Fragment key={askedAt}>
          <p className="soft small">
            {t("desk.askedOn", { date: date(askedAt, timeZone) })}. {answeredAt ? t("desk.answeredOn", { date: date(answeredAt, timeZone) }) : t("desk.unanswered")}.
          </p>
          <ul className="bullets">
            {notes.map(({ id, section, note }) => (
              <li key={id}>
                <p>
                  <b>{sectionWords(t, section)}</b>: {note}
                </p>
              </li>
            ))}
          </ul>
        </Fragment>
      ))}
    </section>
  );
}

function Timeline({ page }: { page: ShownDeskPage }) {
  const i18n = useI18n();
  return (
    <section>
      <h2>{i18n.t("desk.timelineTitle")}</h2>
      <ol className="timeline">
        {page.timeline.map((event) => {
          const reason = reasonWords(i18n, event);
          return (
            <li key={event.sequence}>
              <span className="soft small">{i18n.date(event.at, page.timeZone)}</span> {eventWords(i18n, event)}
              {reason && `: ${reason}`}
              {event.words && `. ${event.words}`}
              {event.fewer && `. ${fewerWords(i18n, event.fewer)}`}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** What happened meanwhile, and what was typed where its form is not offered any more. */
function Overtaken({ page, sent }: Pick<Props, "page" | "sent">) {
  const i18n = useI18n();
  const { t, date } = i18n;
  const [last] = page.timeline;
  const typed = Object.entries(sent?.fields ?? {}).filter(
    ([name, value]) => (["reason", "letter", "fewerText"].includes(name) || name.startsWith("note_") || name.startsWith("off_words_")) && value.trim() !== "",
  );
  return (
    <div className="notice" role="alert">
      <h2>{t("desk.conflictedTitle")}</h2>
      <p>{last && t("desk.conflictedText", { what: eventWords(i18n, last), when: date(last.at, page.timeZone) })}</p>
      {typed.length > 0 && (
        <>
          <h3>{t("desk.typedTitle")}</h3>
          {typed.map(([name, value]) => (
            <Prose key={name} text={value} />
          ))}
        </>
      )}
    </div>
  );
}

function sectionWords(t: ReturnType<typeof useI18n>["t"], section: string): string {
  switch (section) {
    case "summary":
    case "problem":
    case "howItWorks":
    case "cost":
    case "needs":
    case "results":
    case "claims":
    case "countries":
    case "contact":
      return t(`desk.section_${section}`);
    default:
      return section;
  }
}
