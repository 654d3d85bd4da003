import { useLoaderData } from "@remix-run/react";
import { type ApiSolution, SolutionSchema } from "~/api/v1/solution";
import { pageMeta } from "~/components/page-meta";
import { catalogueState } from "~/features/catalogue/listing-queries.server";
import { useI18n } from "~/i18n/context";
import type { MessageKey } from "~/i18n/dictionaries";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { environment, publicOrigin } from "~/platform/env.server";
import { requireLocale } from "~/platform/http/locale.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import type { LoaderFunctionArgs, MetaFunction } from "~/platform/http/remix.server";
import { hasDemonstration } from "~/platform/installation.server";

export const handle = PUBLIC_PAGE;

export async function loader({ params }: LoaderFunctionArgs) {
  requireLocale(params);
  const [{ count, lastChange }, demonstration] = await Promise.all([catalogueState(), hasDemonstration()]);
  return { count, lastChange, demonstration, fields: Object.keys(SolutionSchema.shape) as Array<keyof ApiSolution>, origin: publicOrigin(environment()) };
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  if (!data) return [];
  const locale = localeOfPath(location.pathname);
  const { t } = translator(locale);
  return pageMeta({ locale, origin: data.origin, pathname: `/${locale}/data`, title: t("data.title"), description: t("data.description") });
};

const DOWNLOADS = [
  { href: "/data/solutions-excel.csv", name: "data.excelName", text: "data.excelText" },
  { href: "/data/solutions.csv", name: "data.csvName", text: "data.csvText" },
  { href: "/data/solutions.jsonl", name: "data.jsonlName", text: "data.jsonlText" },
  { href: "/api/v1/openapi.json", name: "data.apiName", text: "data.apiText" },
] as const;

export default function OpenData() {
  const { count, lastChange, demonstration, fields } = useLoaderData<typeof loader>();
  const { t, date } = useI18n();
  return (
    <div className="wrap section">
      <h1>{t("data.title")}</h1>
      <p className="lead">{t("data.lead", { count })}</p>
      {lastChange && count > 0 && <p className="soft">{t("data.changed", { date: date(lastChange) })}</p>}
      {demonstration && (
        <div className="notice" role="note">
          <p>{t("data.demonstration")}</p>
        </div>
      )}
      <section className="section">
        <h2>{t("data.downloads")}</h2>
        <ul className="cards downloads">
          {DOWNLOADS.map(({ href, name, text }) => (
            <li key={href} className="card">
              <h3>
                <a className="title-link" href={href}>
                  {t(name)}
                </a>
              </h3>
              <p>{t(text)}</p>
              <code className="small">{href}</code>
            </li>
          ))}
        </ul>
        <p className="soft small">
          {t("data.csvNames")} {t("data.formulaNote")}
        </p>
      </section>
      <section className="section">
        <h2>{t("data.licence")}</h2>
        <p>
          {t("data.licenceText")}{" "}
          <a href="https://creativecommons.org/licenses/by/4.0/" rel="license noopener">
            {t("data.licenceLink")}
          </a>
        </p>
        <p>{t("data.licenceImported")}</p>
      </section>
      <section className="section">
        <h2>{t("data.privacy")}</h2>
        <p>{t("data.privacyText")}</p>
      </section>
      <section className="section">
        <h2 id="fields">{t("data.fields")}</h2>
        <table className="fields" aria-labelledby="fields">
          <thead>
            <tr>
              <th scope="col">{t("data.field")}</th>
              <th scope="col">{t("data.meaning")}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field}>
                <th scope="row">
                  <code>{field}</code>
                </th>
                <td>{t(`data.field_${field}` satisfies MessageKey)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
