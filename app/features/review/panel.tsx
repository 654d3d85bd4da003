import type { ReactNode } from "react";
import { Prose } from "~/components/prose";
import { useI18n } from "~/i18n/context";
import { leftWords } from "./desk-words";
import type { PanelMemberRow, ScoreSummary } from "./queue";

/** Who reviews it, how far each has come, and what those who may read it find there. `beside` stands at each member. */
export function Panel({ panel, beside }: { panel: ReadonlyArray<PanelMemberRow<string>>; beside?: (member: PanelMemberRow<string>) => ReactNode }) {
  const { t, date, number } = useI18n();
  if (panel.length === 0) return <p>{t("desk.panelNone")}</p>;
  return (
    <ul className="panel">
      {panel.map((member) => (
        <li key={member.assignmentId}>
          <h3>
            {member.name ?? "—"}
            {member.institution && <span className="soft small"> {member.institution}</span>}
          </h3>
          <p className="small">
            {t(`desk.status_${member.status}`)}, {date(member.since)}
            {member.gone && `. ${t("desk.memberGone")}`}
          </p>
          <OutOfCount member={member} />
          {member.review && (
            <>
              <p>{member.review.score !== null && <b>{t("desk.score", { score: number(rounded(member.review.score)) })}</b>}</p>
              <dl className="desk-facts">
                {member.review.answers.map(({ criterion, value }) => (
                  <div key={criterion}>
                    <dt>{criterion}</dt>
                    <dd>{value === null ? t("desk.notApplicable") : number(value)}</dd>
                  </div>
                ))}
              </dl>
              <h4>{t("desk.forAuthor")}</h4>
              <Prose text={member.review.forAuthor} />
              {member.review.privateNote && (
                <>
                  <h4>{t("desk.privateNote")}</h4>
                  <Prose text={member.review.privateNote} />
                </>
              )}
            </>
          )}
          {beside?.(member)}
        </li>
      ))}
    </ul>
  );
}

/** Why a review that was handed in does not count, and why its author was taken off. */
function OutOfCount({ member }: { member: PanelMemberRow<string> }) {
  const i18n = useI18n();
  const { t } = i18n;
  const why = leftWords(i18n, member);
  if (!why && (!member.review || member.counts)) return null;
  return (
    <div className="notice small">
      {member.review && !member.counts && (
        <p>
          <b>{t("desk.outOfCount")}</b>
        </p>
      )}
      {why && <p>{t("desk.leftBecause", { reason: why })}</p>}
      {member.left?.text && <Prose text={member.left.text} />}
    </div>
  );
}

const WIDTH = 300;
const HEIGHT = 44;
const EDGE = 14;

/** The median in numbers, and as a picture where each review lies on the scale. */
export function Scores({ summary, panel }: { summary: ScoreSummary | null; panel: ReadonlyArray<PanelMemberRow<string>> }) {
  const { t } = useI18n();
  const out = panel.filter(({ review, counts }) => review !== null && !counts).length;
  return (
    <>
      {summary && <Summary summary={summary} />}
      {out > 0 && <p className="small">{t("desk.outOfCountSum", { count: out })}</p>}
    </>
  );
}

function Summary({ summary }: { summary: ScoreSummary }) {
  const { t, number } = useI18n();
  const { median, lowest, highest, count, scores, scaleMin, scaleMax } = summary;
  const at = (score: number) => EDGE + ((score - scaleMin) / Math.max(1, scaleMax - scaleMin)) * (WIDTH - 2 * EDGE);
  const words = t("desk.summary", {
    count,
    median: number(rounded(median)),
    max: scaleMax,
    lowest: number(rounded(lowest)),
    highest: number(rounded(highest)),
  });
  return (
    <div className="scores">
      <p>{words}</p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
        <line x1={EDGE} x2={WIDTH - EDGE} y1="18" y2="18" className="scale" />
        <line x1={at(lowest)} x2={at(highest)} y1="18" y2="18" className="spread" />
        <line x1={at(median)} x2={at(median)} y1="7" y2="29" className="median" />
        {scores.map((score, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: equal scores are told apart by nothing else
          <circle key={index} cx={at(score)} cy="18" r="5" />
        ))}
        <text x={EDGE} y="42" textAnchor="middle">
          {number(scaleMin)}
        </text>
        <text x={WIDTH - EDGE} y="42" textAnchor="middle">
          {number(scaleMax)}
        </text>
      </svg>
      <p className="soft small">{t("desk.summaryNotice")}</p>
    </div>
  );
}

function rounded(score: number): number {
  return Math.round(score * 10) / 10;
}
