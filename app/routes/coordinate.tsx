import { useLoaderData } from "@remix-run/react";
import { hasRole } from "~/features/accounts/actor";
import { requirePerson } from "~/features/accounts/current.server";
import { countLettersAtDesk } from "~/features/notifications/failed.server";
import { pileNamed } from "~/features/review/queue";
import { QueueList } from "~/features/review/queue-list";
import { readQueue } from "~/features/review/queue-queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import { json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requirePerson(request);
  if (!hasRole(actor, "coordinator", "deputy", "programme-manager")) throw errorResponse(new AppError("not_found", "desk"));
  const { searchParams } = new URL(request.url);
  const pile = pileNamed(searchParams.get("pile"));
  const page = Number.parseInt(searchParams.get("page") ?? "1", 10) || 1;
  const [queue, letters] = await Promise.all([readQueue(actor, { pile, page, language: locale }, now()), countLettersAtDesk(actor, now())]);
  return json({ pile, queue, letters });
}

export const meta: MetaFunction<typeof loader> = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("desk.queueTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function Coordinate() {
  const { pile, queue, letters } = useLoaderData<typeof loader>();
  const { t, locale } = useI18n();
  return (
    <div className="wrap section">
      <h1>{t("desk.queueTitle")}</h1>
      <p className="lead">{t("desk.queueLead", { count: queue.counts.open })}</p>
      <p className="row">
        <a className="plain-link" href={`/${locale}/coordinate/letters`}>
          {letters.held > 0 ? t("letters.waitingCount", { title: t("letters.heldTitle"), count: letters.held }) : t("letters.heldTitle")}
        </a>
        {letters.failed > 0 && (
          <a className="plain-link" href={`/${locale}/coordinate/letters/failed`}>
            {t("letters.waitingCount", { title: t("letters.failedTitle"), count: letters.failed })}
          </a>
        )}
        <a className="plain-link" href={`/${locale}/coordinate/numbers`}>
          {t("desk.numbersTitle")}
        </a>
      </p>
      <QueueList queue={queue} pile={pile} path={`/${locale}/coordinate`} />
    </div>
  );
}
