import { useLoaderData } from "@remix-run/react";
import { Pagination } from "~/components/pagination";
import { requirePerson } from "~/features/accounts/current.server";
import { WorkList } from "~/features/catalogue/work-list";
import { listOwnListings } from "~/features/catalogue/work-queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { pageOf } from "~/platform/http/fields.server";
import { requireLocale } from "~/platform/http/locale.server";
import { json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const person = await requirePerson(request);
  const page = pageOf(request);
  return json({ page, ...(await listOwnListings(person, page, locale)) });
}

export const meta: MetaFunction<typeof loader> = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("workbench.listTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function MyListings() {
  const { items, page, pages } = useLoaderData<typeof loader>();
  const { t, locale } = useI18n();
  return (
    <div className="wrap section">
      <h1>{t("workbench.listTitle")}</h1>
      <p className="lead">{t(items.length > 0 ? "workbench.listIntro" : "workbench.listEmpty")}</p>
      <WorkList items={items} />
      <Pagination current={page} last={pages} url={(number) => `/${locale}/my/listings?page=${number}`} />
    </div>
  );
}
