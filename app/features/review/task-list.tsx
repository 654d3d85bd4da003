import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import type { ReviewTask } from "./queue";
import { AWAITED_STATES, isOneOf } from "./status";

/** What a reviewer was asked: what waits for an answer, what waits for a review, what is over; and the way to the next. */
export function TaskList({ tasks }: { tasks: ReadonlyArray<ReviewTask<string>> }) {
  const { t, locale } = useI18n();
  const invited = tasks.filter(({ status, writable }) => status === "invited" && writable);
  const due = tasks.filter(({ status, writable }) => status !== "invited" && writable);
  const paused = tasks.filter((task) => task.paused && !task.writable);
  const done = tasks.filter((task) => !task.paused && !task.writable);
  const [next] = [...due, ...invited];
  return (
    <>
      {next ? (
        <p>
          <a className="button" href={`/${locale}/review/${next.assignmentId}`}>
            {t("review.next")}
          </a>
        </p>
      ) : (
        <p>{t("review.nothing")}</p>
      )}
      <Tasks title={t("review.due")} tasks={due} />
      <Tasks title={t("review.invited")} tasks={invited} />
      <Tasks title={t("review.paused")} tasks={paused} />
      <Tasks title={t("review.done")} tasks={done} />
    </>
  );
}

function Tasks({ title, tasks }: { title: string; tasks: ReadonlyArray<ReviewTask<string>> }) {
  const { t, date, locale } = useI18n();
  if (tasks.length === 0) return null;
  return (
    <section className="section">
      <h2>{title}</h2>
      <ul className="desk-queue">
        {tasks.map((task) => (
          <li key={task.assignmentId} className="card">
            <h3>
              {task.open ? (
                <a className="title-link" href={`/${locale}/review/${task.assignmentId}`} lang={langAttribute(task.language, locale)}>
                  {task.title}
                </a>
              ) : (
                <span lang={langAttribute(task.language, locale)}>{task.title}</span>
              )}
            </h3>
            {task.late > 0 && (
              <p>
                <b className="late">{t("desk.lateBy", { count: task.late })}</b>
              </p>
            )}
            <p className="row small soft">
              <span>{task.reference}</span>
              <span className="badge">{overWithout(task) ? t("review.overWithout") : t(`desk.status_${task.status}`)}</span>
              {task.writable && task.dueAt && <span>{t("desk.dueOn", { date: date(task.dueAt, task.timeZone) })}</span>}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The submission went on without this person's review. */
function overWithout({ status, writable, paused }: ReviewTask<string>): boolean {
  return !writable && !paused && status !== "stale" && isOneOf(AWAITED_STATES, status);
}
