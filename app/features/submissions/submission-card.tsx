import { useI18n } from "~/i18n/context";
import type { OwnCard } from "./owner-queries.server";
import { standingSentences } from "./submission-words";

/** As loader data carries it: dates as text. */
type Carried = Omit<OwnCard, "dueAt" | "savedAt"> & { dueAt: string | null; savedAt: string | null };

/** One of the owner's own: what it is called, where it stands, who has it, until when, and what to do next. */
export function SubmissionCard({ card }: { card: Carried }) {
  const i18n = useI18n();
  const { t, date, locale } = i18n;
  const { id, state, reference, savedAt, timeZone } = card;
  const next = state === "draft" ? `/${locale}/submit?draft=${id}` : state === "changes_requested" ? `/${locale}/my/solutions/${id}/answer` : `/${locale}/my/solutions/${id}`;
  const nextWords = state === "draft" ? t("submission.next_draft") : state === "changes_requested" ? t("submission.next_changes_requested") : t("submission.next_see");
  return (
    <article className="card">
      <p className="overline">{t(`submission.state_${state}`)}</p>
      <h2>
        <a className="title-link" href={state === "draft" ? next : `/${locale}/my/solutions/${id}`}>
          {card.title || t("submission.untitled")}
        </a>
      </h2>
      <p>{t(`submission.means_${state}`)}</p>
      {standingSentences(i18n, card).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p className="small soft">
        {t("submission.reference", { reference })}
        {state === "draft" && savedAt && ` · ${t("submission.savedOn", { date: date(savedAt, timeZone) })}`}
      </p>
      <a className="plain-link" href={next}>
        {nextWords}
      </a>
    </article>
  );
}
