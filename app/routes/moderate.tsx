import { useLoaderData } from "@remix-run/react";
import { Pagination } from "~/components/pagination";
import { requirePerson } from "~/features/accounts/current.server";
import { WorkList } from "~/features/catalogue/work-list";
import { listModeration, moderatesSomething } from "~/features/catalogue/work-queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { pageOf } from "~/platform/http/fields.server";
import { requireLocale } from "~/platform/http/locale.server";
import { json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const person = await requirePerson(request);
  if (!moderatesSomething(person)) throw errorResponse(new AppError("not_found", "moderation"));
  const page = pageOf(request);
  return json({ page, ...(await listModeration(person, page, locale, now())) });
}

export const meta: MetaFunction<typeof loader> = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("workbench.moderateTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function Moderate() {
  const { items, page, pages } = useLoaderData<typeof loader>();
  const { t, locale } = useI18n();
  return (
    <div className="wrap section">
      <h1>{t("workbench.moderateTitle")}</h1>
      <p className="lead">{t(items.length > 0 ? "workbench.moderateIntro" : "workbench.moderateEmpty")}</p>
      <WorkList items={items} more={({ reports }) => <p>{t("workbench.moderateReports", { count: reports })}</p>} />
      <Pagination current={page} last={pages} url={(number) => `/${locale}/moderate?page=${number}`} />
    </div>
  );
}
