import { AskFirst } from "~/components/ask-first";
import { Prose } from "~/components/prose";
import { useI18n } from "~/i18n/context";
import type { ReportItem } from "./work-queries.server";

/** What people reported, for a listing's moderators. */
export function ReportList({ reports }: { reports: ReadonlyArray<Omit<ReportItem, "createdAt"> & { createdAt: string }> }) {
  const { t, date } = useI18n();
  return (
    <ul className="plain">
      {reports.map(({ id, kind, text, replyTo, createdAt }) => (
        <li key={id} className="box">
          <h3>{t(`contact.kind_${kind}`)}</h3>
          <p className="small soft">{t("workbench.reportedOn", { date: date(createdAt) })}</p>
          {/* In whatever language it was written: nobody knows. */}
          <Prose text={text} lang="" />
          {replyTo && <p>{t("workbench.reportReply", { address: replyTo })}</p>}
          <AskFirst
            label={t("workbench.dismiss")}
            about={`${t(`contact.kind_${kind}`)}, ${date(createdAt)}`}
            text={t("workbench.dismissText")}
            yes={t("workbench.dismissYes")}
            sends={{ report: id, action: "dismiss-report" }}
          />
        </li>
      ))}
    </ul>
  );
}
