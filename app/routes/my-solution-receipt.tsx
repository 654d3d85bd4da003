import { useLoaderData } from "@remix-run/react";
import { NumberWaits } from "~/features/accounts/number-waits";
import { refuse, submissionActor } from "~/features/submissions/access.server";
import { costLines } from "~/features/submissions/content-words";
import { readOwnNumberWaiting } from "~/features/submissions/number-queries.server";
import { findOwnSubmissionPage, readSent } from "~/features/submissions/owner-queries.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { requireLocale } from "~/platform/http/locale.server";
import { json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await submissionActor(request);
  const page = await findOwnSubmissionPage(actor, params.id ?? "");
  if (!page) return refuse(request);
  // Nothing was promised for a draft, nor is it once nobody is waited for.
  if (page.dueAt === null) throw redirect(`/${locale}/my/solutions/${page.id}`);
  const numberWaits = await readOwnNumberWaiting(actor, page.id, now());
  const { id, reference, title, institution, dueAt, timeZone } = page;
  const cost = (await readSent(page.id))?.content.cost ?? null;
  return json({ id, reference, title, institution, dueAt, timeZone, numberWaits, cost }, { headers: { "Cache-Control": "private, no-store" } });
}

export const meta: MetaFunction<typeof loader> = ({ data, location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  const title = `${t("submission.receiptTitle")}${data ? ` · ${data.reference}` : ""}`;
  return [{ title: t("common.pageTitle", { title }) }, { name: "robots", content: "noindex" }];
};

export default function Receipt() {
  const { id, reference, title, institution, dueAt, timeZone, numberWaits, cost } = useLoaderData<typeof loader>();
  const i18n = useI18n();
  const { t, date, locale } = i18n;
  const costs = cost ? costLines(i18n, cost) : [];
  return (
    <div className="wrap section">
      <h1>{t("submission.receiptTitle")}</h1>
      <p className="lead">{title}</p>
      <p>
        {t("submission.receiptReference")} <strong>{reference}</strong>
      </p>
      <p>{institution ? t("submission.receiptHeld", { institution }) : t("submission.receiptProgramme")}</p>
      {dueAt && <p>{t("submission.receiptDate", { date: date(dueAt, timeZone) })}</p>}
      {costs.length > 0 && <p>{t("submission.receiptCost", { cost: costs.join(" · ") })}</p>}
      {numberWaits && <NumberWaits waits={numberWaits}>{t("submission.receiptNumberWaits")}</NumberWaits>}
      <p>{t("submission.receiptKeep")}</p>
      <a className="button" href={`/${locale}/my/solutions/${id}`}>
        {t("submission.receiptNext")}
      </a>
    </div>
  );
}
