import { useLoaderData } from "@remix-run/react";
import { hasRole } from "~/features/accounts/actor";
import { requirePerson } from "~/features/accounts/current.server";
import { listReviewTasks } from "~/features/review/reviewer-queries.server";
import { TaskList } from "~/features/review/task-list";
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
  if (!hasRole(actor, "reviewer")) throw errorResponse(new AppError("not_found", "review"));
  return json({ tasks: await listReviewTasks(actor, locale, now()) });
}

export const meta: MetaFunction<typeof loader> = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("review.listTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function Review() {
  const { tasks } = useLoaderData<typeof loader>();
  const { t } = useI18n();
  return (
    <div className="wrap section">
      <h1>{t("review.listTitle")}</h1>
      <p className="lead">{t("review.listLead")}</p>
      <TaskList tasks={tasks} />
    </div>
  );
}
