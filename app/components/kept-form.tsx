import { useI18n } from "~/i18n/context";
import type { MessageKey } from "~/i18n/dictionaries";
import { Button, Hidden } from "./form";

/** A form to be given back: where it was sent, its fields, the names of secrets to be typed again, and whether files came along. */
export type Kept = { action: string; fields: ReadonlyArray<readonly [string, string]>; secrets: readonly string[]; hadFiles: boolean };

/** What people type, by the name that it is sent under, in the words that stand at it in its own form. */
const LABELS: Readonly<Record<string, MessageKey>> = {
  address: "account.address",
  email: "account.inviteEmail",
  name: "account.name",
  organisation: "account.organisation",
  message: "contact.message",
  place: "contact.place",
  replyAddress: "contact.replyAddress",
  replyTo: "contact.reportReplyTo",
  text: "contact.reportText",
  letter: "desk.letter",
  reason: "desk.reason",
  forAuthor: "review.forAuthor",
  privateNote: "review.privateNote",
  title: "submission.field_title",
  summary: "submission.field_summary",
  problem: "submission.field_problem",
  audience: "submission.field_audience",
  howItWorks: "submission.field_howItWorks",
  since: "submission.field_since",
  firmsUsing: "submission.field_firmsUsing",
  results: "submission.field_results",
  costAmount: "submission.field_costAmount",
  commissionPercent: "submission.field_commissionPercent",
  costNote: "submission.field_costNote",
  setupDays: "submission.field_setupDays",
  needs: "submission.field_needs",
  claim: "submission.field_claim",
  evidenceTitle: "submission.field_evidenceTitle",
  evidenceUrl: "submission.field_evidenceUrl",
  contactPerson: "submission.field_contactPerson",
  contactRole: "submission.field_contactRole",
  contactEmail: "submission.field_contactEmail",
  contactWhatsapp: "submission.field_contactWhatsapp",
  organisationName: "submission.field_organisationName",
  keptFrom: "submission.field_keptFrom",
  consentOn: "submission.field_consentOn",
};
const SECRET_LABELS: Readonly<Record<string, MessageKey>> = { password: "account.password", current: "account.currentPassword", code: "errors.keptCode" };

/** Words, as against a choice's key, a number or an id: what has no label of its own is shown as well when somebody wrote it. */
function isWritten(value: string): boolean {
  return /\S\s+\S/.test(value);
}

/** A form that could not be taken, whole: what was typed to be read and copied, and all of it to be sent once more. */
export function KeptForm({ kept: { action, fields, secrets, hadFiles } }: { kept: Kept }) {
  const { t } = useI18n();
  // By their place, because a name may come several times.
  const numbered = fields.map(([name, value], place) => ({ id: `kept-${place}`, name, value, label: LABELS[name] }));
  const shown = numbered.filter(({ label, value }) => (label !== undefined && value.trim() !== "") || isWritten(value));
  return (
    <form method="post" action={action}>
      {hadFiles && <p className="notice">{t("errors.keptFiles")}</p>}
      {numbered.map(({ id, name, value, label }) =>
        shown.some((one) => one.id === id) ? (
          <div className="question" key={id}>
            <label htmlFor={id}>{t(label ?? "errors.keptOther")}</label>
            <textarea id={id} name={name} className="entry" readOnly rows={value.length > 80 || value.includes("\n") ? 5 : 1} defaultValue={value} />
          </div>
        ) : (
          <Hidden key={id} name={name} value={value} />
        ),
      )}
      {secrets.map((name) => (
        <div className="question" key={name}>
          <label htmlFor={`secret-${name}`}>{t("errors.keptAgain", { field: t(SECRET_LABELS[name] ?? "errors.keptOther") })}</label>
          <input id={`secret-${name}`} name={name} type="password" className="entry" autoComplete="off" />
        </div>
      ))}
      <div className="actions">
        <Button>{t("errors.tryAgain")}</Button>
      </div>
    </form>
  );
}
