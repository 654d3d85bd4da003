import { Button } from "~/components/form";
import { Pagination } from "~/components/pagination";
import { Piles, pileUrl } from "~/components/piles";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import { PILES, type Pile, type Queue, type QueueRow } from "./queue";

/** The piles with how many lie in each, and one pile: what is late first, why it waits, who has it. */
export function QueueList({ queue, pile, path }: { queue: Queue<string>; pile: Pile; path: string }) {
  const { t } = useI18n();
  const address = (name: Pile, page = 1) => pileUrl(path, { pile: name === "open" ? undefined : name, page });
  const piles = (Object.keys(PILES) as Pile[]).map((name) => ({ name, label: t(`desk.pile_${name}`), count: queue.counts[name] }));
  return (
    <>
      <Piles label={t("desk.piles")} piles={piles} current={pile} href={address} />
      {queue.rows.length === 0 ? <p>{t("desk.none")}</p> : <Rows queue={queue} path={path} choosable={pile === "decided"} />}
      <Pagination current={queue.page} last={queue.pages} url={(page) => address(pile, page)} />
    </>
  );
}

/** What waits for its announcement can be ticked, to be announced together. */
function Rows({ queue, path, choosable }: { queue: Queue<string>; path: string; choosable: boolean }) {
  const { t } = useI18n();
  const list = (
    <ul className="desk-queue">
      {queue.rows.map((row) => (
        <QueueItem key={row.id} row={row} href={`${path}/${row.id}`} choosable={choosable} />
      ))}
    </ul>
  );
  if (!choosable) return list;
  return (
    <form method="get" action={`${path}/announce`}>
      {list}
      <Button>{t("desk.announcePrepare")}</Button>
    </form>
  );
}

function QueueItem({ row, href, choosable }: { row: QueueRow<string>; href: string; choosable: boolean }) {
  const { t, date, country, locale } = useI18n();
  const waits = row.waitsForNumber
    ? t("desk.why_number")
    : row.state === "in_review"
      ? t("desk.why_in_review", { given: row.reviews.given, wanted: row.reviews.wanted })
      : waitingWords(t, row.state);
  return (
    <li className="card">
      <h2>
        <a className="title-link" href={href} lang={langAttribute(row.language, locale)}>
          {row.title}
        </a>
      </h2>
      <p className="row small soft">
        <span>{row.reference}</span>
        {row.country && <span>{country(row.country)}</span>}
        <span className="badge">{t(`desk.state_${row.state}`)}</span>
      </p>
      {(row.late > 0 || waits) && (
        <p>
          {row.late > 0 && <b className="late">{t("desk.lateBy", { count: row.late })}. </b>}
          {waits}
        </p>
      )}
      <p className="row small soft">
        {row.dueAt && <span>{t("desk.dueOn", { date: date(row.dueAt, row.timeZone) })}</span>}
        <span>{row.coordinator ? t("desk.hasIt", { name: row.coordinator }) : t("desk.nobodyHasIt")}</span>
        {row.institution && <span>{row.institution}</span>}
      </p>
      {choosable && (
        <label className="check">
          <input type="checkbox" name="id" value={row.id} />
          <span>{t("desk.announceChoose", { reference: row.reference })}</span>
        </label>
      )}
    </li>
  );
}

function waitingWords(t: ReturnType<typeof useI18n>["t"], state: QueueRow["state"]): string | null {
  switch (state) {
    case "submitted":
    case "screening":
    case "deliberation":
    case "changes_requested":
    case "decided":
      return t(`desk.why_${state}`);
    default:
      return null;
  }
}
