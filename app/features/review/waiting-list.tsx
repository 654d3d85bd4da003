import { Button, ErrorSummary, type FieldErrors, Hidden, Select } from "~/components/form";
import { Pagination } from "~/components/pagination";
import { Piles } from "~/components/piles";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import { fewerWords } from "./desk-words";
import { type FewerRow, type Reassigned, WAITING_PILES, type Waiting, type WaitingChoice, type WaitingRow, waitingPickField, waitingVersionField } from "./oversight";
import { HAND_OVER_REASONS } from "./schema";

type Props = {
  waiting: Waiting<string>;
  choice: WaitingChoice;
  path: string;
  sent: { fields: Readonly<Record<string, string>>; errors: FieldErrors; result: Reassigned | null } | null;
};

/** What waits at all desks, and one form that hands some or all of it over. */
export function WaitingList({ waiting, choice, path, sent }: Props) {
  const { t } = useI18n();
  const address = ({ pile = choice.pile, page = 1, institutionId = choice.institutionId }: Partial<WaitingChoice> & { page?: number }) => {
    const query = new URLSearchParams({
      ...(pile === "all" && { pile }),
      ...(institutionId && { institution: institutionId }),
      ...(page > 1 && { page: String(page) }),
    }).toString();
    return query ? `${path}?${query}` : path;
  };
  const piles = WAITING_PILES.map((name) => ({ name, label: t(`oversight.pile_${name}`), count: waiting.counts[name] }));
  return (
    <>
      {sent && <ErrorSummary errors={sent.errors} />}
      {sent?.result && <Result result={sent.result} />}
      <Piles label={t("oversight.piles")} piles={piles} current={choice.pile} href={(pile) => address({ pile, institutionId: null })} />
      <form method="get" action={path} className="row">
        {choice.pile === "all" && <Hidden name="pile" value="all" />}
        <Select
          name="institution"
          label={t("oversight.at")}
          defaultValue={choice.institutionId ?? ""}
          empty={t("oversight.everywhere")}
          options={waiting.institutions.map(({ id, name, count }) => ({ value: id, label: `${name} (${count})` }))}
        />
        <Button quiet>{t("oversight.show")}</Button>
      </form>
      {waiting.rows.length === 0 ? (
        <p>{t("oversight.none")}</p>
      ) : (
        <form method="post" action={address({ page: waiting.page })} noValidate>
          <ul className="desk-queue">
            {waiting.rows.map((row) => (
              <Row key={row.id} row={row} ticked={sent?.fields[waitingPickField(row.id)] !== undefined} />
            ))}
          </ul>
          <Pagination current={waiting.page} last={waiting.pages} url={(page) => address({ page })} />
          <HandOver waiting={waiting} sent={sent} />
        </form>
      )}
    </>
  );
}

function Row({ row, ticked }: { row: WaitingRow<string>; ticked: boolean }) {
  const { t, date, locale } = useI18n();
  const { id, version, reference, title, language, state, since, days, timeZone, institution, coordinatorLeft } = row;
  return (
    <li className="card">
      <h2 lang={langAttribute(language, locale)}>{title}</h2>
      <p className="row small soft">
        <span>{reference}</span>
        <span className="badge">{t(`desk.state_${state}`)}</span>
        <span>{institution ?? t("oversight.nowhere")}</span>
      </p>
      <p>
        {t("oversight.since", { count: days, date: date(since, timeZone) })}
        {!coordinatorLeft && ` ${t("oversight.nobodyLeft")}`}
      </p>
      <Hidden name={waitingVersionField(id)} value={version} />
      <label className="check">
        <input type="checkbox" id={waitingPickField(id)} name={waitingPickField(id)} value="yes" defaultChecked={ticked} />
        <span>{t("oversight.pick", { reference })}</span>
      </label>
    </li>
  );
}

function HandOver({ waiting, sent }: Pick<Props, "waiting" | "sent">) {
  const { t } = useI18n();
  const again = (name: string) => ({ name, error: sent?.errors[name], defaultValue: sent?.result ? undefined : sent?.fields[name] });
  return (
    <section className="section" id="hand-over">
      <h2>{t("oversight.handOverTitle")}</h2>
      <p className="hint">{t("oversight.handOverHint")}</p>
      <Select {...again("institutionId")} label={t("desk.receiver")} empty={t("desk.choose")} options={waiting.receivers.map(({ id, name }) => ({ value: id, label: name }))} />
      <Select
        {...again("reason")}
        label={t("desk.reasonCode")}
        empty={t("desk.choose")}
        options={HAND_OVER_REASONS.map((value) => ({ value, label: t(`desk.handOver_${value}`) }))}
      />
      <div className={sent?.errors.picked ? "question faulty" : "question"} id="picked" tabIndex={-1}>
        {sent?.errors.picked && <p className="fault">{sent.errors.picked}</p>}
        <div className="actions">
          <Button name="which" value="picked">
            {t("oversight.handOverPicked")}
          </Button>
          <Button quiet name="which" value="all">
            {t("oversight.handOverAll", { count: waiting.total })}
          </Button>
        </div>
      </div>
    </section>
  );
}

function Result({ result: { done, refused } }: { result: Reassigned }) {
  const { t } = useI18n();
  return (
    <div className="notice prose" role="status">
      <h2>{t("oversight.done", { count: done })}</h2>
      {refused.length > 0 && (
        <>
          <p>{t("oversight.refused", { count: refused.length })}</p>
          <ul>
            {refused.map(({ submissionId, reference, why }) => (
              <li key={submissionId}>
                {reference && `${reference}: `}
                {t(`oversight.refused_${why}`)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** What was accepted with fewer reviews than its edition asks for: the reason in full, none of the scores. */
export function AcceptedWithFewer({ rows }: { rows: ReadonlyArray<FewerRow<string>> }) {
  const i18n = useI18n();
  const { t, date, locale } = i18n;
  if (rows.length === 0) return null;
  return (
    <section className="section">
      <h2>{t("oversight.fewerTitle")}</h2>
      <ul className="desk-queue">
        {rows.map((row) => (
          <li key={row.id} className="card">
            <h3 lang={langAttribute(row.language, locale)}>{row.title}</h3>
            <p className="row small soft">
              <span>{row.reference}</span>
              {row.institution && <span>{row.institution}</span>}
              <span>{date(row.decidedAt)}</span>
            </p>
            <p>{fewerWords(i18n, row)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
