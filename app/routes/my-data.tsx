import { useLoaderData } from "@remix-run/react";
import { Prose } from "~/components/prose";
import { AccountPage } from "~/features/accounts/account-page";
import { requirePerson } from "~/features/accounts/current.server";
import { readPrivacyNotices } from "~/features/editions/queries.server";
import { listOwnEditionIds } from "~/features/submissions/personal-data-queries.server";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { readPersonalData } from "~/personal-data.server";
import { now } from "~/platform/clock";
import { requireLocale } from "~/platform/http/locale.server";
import { json, type LoaderFunctionArgs, type MetaFunction } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await requirePerson(request);
  const { account: _account, conflicts: _conflicts, ...parts } = await readPersonalData(actor);
  const editionIds = await listOwnEditionIds(actor);
  return json({
    kept: Object.entries(parts).map(([part, kept]) => ({ part: part as keyof typeof parts, count: kept.length })),
    takesPart: editionIds.length > 0,
    notices: await readPrivacyNotices(editionIds, now(), locale),
  });
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("privacy.title") }) }];
};

export default function MyData() {
  const { kept, takesPart, notices } = useLoaderData<typeof loader>();
  const { t, locale } = useI18n();
  return (
    <AccountPage title={t("privacy.title")} lead={t("privacy.lead")} back={{ href: `/${locale}/account`, label: t("account.title") }}>
      <section className="section">
        <h2>{t("privacy.kept")}</h2>
        <ul className="bullets">
          <li>{t("privacy.what_account")}</li>
          {kept.map(({ part, count }) => count > 0 && <li key={part}>{t(`privacy.what_${part}`, { count })}</li>)}
        </ul>
      </section>
      {notices.length > 0 && (
        <section className="section">
          <h2>{t("privacy.notice")}</h2>
          <p>{takesPart ? t("privacy.noticeOwn", { count: notices.length }) : t("privacy.noticeGeneral")}</p>
          {notices.map(({ edition, text, language }) => (
            <details key={`${edition} ${text}`} lang={langAttribute(language, locale)}>
              <summary>{edition}</summary>
              <Prose text={text} />
            </details>
          ))}
        </section>
      )}
      <section className="section">
        <h2>{t("privacy.correct")}</h2>
        <p>{t("privacy.correctText")}</p>
        <p>
          <a className="plain-link" href={`/${locale}/account/name`}>
            {t("privacy.correctName")}
          </a>
        </p>
        <p>
          <a className="plain-link" href={`/${locale}/account#addresses`}>
            {t("privacy.correctAddresses")}
          </a>
        </p>
      </section>
      <section className="section">
        <h2>{t("privacy.download")}</h2>
        <p>{t("privacy.downloadText")}</p>
        <p className="actions">
          <a className="button" href={`/${locale}/my/data/download`} download>
            {t("privacy.downloadLink")}
          </a>
        </p>
      </section>
      <section className="section">
        <h2>{t("privacy.erase")}</h2>
        <p>{t("privacy.eraseText")}</p>
        <p>
          <a className="plain-link" href={`/${locale}/my/data/erase`}>
            {t("privacy.eraseLink")}
          </a>
        </p>
      </section>
    </AccountPage>
  );
}
