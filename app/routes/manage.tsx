import { useLoaderData } from "@remix-run/react";
import { requirePerson } from "~/features/accounts/current.server";
import { readLabels } from "~/features/catalogue/queries.server";
import { readWomenLedSums } from "~/features/insights/queries.server";
import { SumsTable } from "~/features/insights/sums-table";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import { json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const sums = await readWomenLedSums(await requirePerson(request));
  if (!sums) throw errorResponse(new AppError("not_found", "figures"));
  const { categories } = await readLabels(locale);
  return json({ sums, labels: categories.map(({ key, label }) => ({ key, label })) });
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("sums.title") }) }, { name: "robots", content: "noindex" }];
};

export default function Manage() {
  const { sums, labels } = useLoaderData<typeof loader>();
  const { t } = useI18n();
  return (
    <div className="wrap section">
      <h1>{t("sums.title")}</h1>
      <p className="lead">{t("sums.lead")}</p>
      <SumsTable sums={sums} labels={labels} />
    </div>
  );
}
