import { Button, Hidden, Select, TextArea } from "~/components/form";
import { useI18n } from "~/i18n/context";
import { revokeField } from "./desk-acts";
import type { DeskFormsProps } from "./desk-forms";
import type { PanelMemberRow } from "./queue";
import { REVOKE_REASONS } from "./rules";
import { HANDED_IN_STATES, isOneOf } from "./status";

type Props = { version: number; member: PanelMemberRow<string>; sent: DeskFormsProps["sent"] };

/** Takes a reviewer off the panel: it can't be taken back, so it unfolds first, and it asks why. */
export function TakeOffForm({ version, member: { assignmentId, name, status }, sent }: Props) {
  const { t } = useI18n();
  const [reason, words] = [revokeField("reason", assignmentId), revokeField("words", assignmentId)];
  const again = sent?.intent === "revokeReviewer" && sent.fields.assignmentId === assignmentId ? sent : null;
  const isHandedIn = isOneOf(HANDED_IN_STATES, status);
  return (
    <details className="ask-first" open={again !== null}>
      <summary aria-label={name ? `${t("desk.takeOff")}: ${name}` : undefined}>{t("desk.takeOff")}</summary>
      <p>{t(isHandedIn ? "desk.takeOffHandedIn" : "desk.takeOffText")}</p>
      <form method="post" noValidate>
        <Hidden name="intent" value="revokeReviewer" />
        <Hidden name="version" value={version} />
        <Hidden name="assignmentId" value={assignmentId} />
        <Select
          name={reason}
          label={t("desk.takeOffReason")}
          error={again?.errors[reason]}
          defaultValue={again?.fields[reason]}
          empty={t("desk.choose")}
          options={REVOKE_REASONS.map((value) => ({ value, label: t(`desk.left_${value}`) }))}
        />
        <TextArea
          name={words}
          label={t("desk.takeOffWords")}
          hint={t("desk.takeOffWordsHint")}
          error={again?.errors[words]}
          defaultValue={again?.fields[words]}
          optional={!isHandedIn}
          rows={3}
        />
        <Button quiet>{t("desk.takeOffYes")}</Button>
      </form>
    </details>
  );
}
