import type { ReactNode } from "react";
import { Button, Field, type FieldErrors, Hidden, RadioGroup, Select, TextArea } from "~/components/form";
import { useI18n } from "~/i18n/context";
import { letterRows } from "./announcing";
import { noteField, reviewerField } from "./desk-acts";
import type { KeepOutPage } from "./keep-out.server";
import { KeepOutForm } from "./keep-out-form";
import type { DeskAction } from "./policy";
import type { Candidate } from "./repository.server";
import { ACCEPT_REASONS, DECLINE_REASONS, DELIBERATION_REASONS, FEWER_REASONS, SCREENING_REASONS } from "./rules";
import { CHANGE_SECTIONS, CONFLICT_KINDS, DATE_REASONS, HAND_OVER_REASONS } from "./schema";

export type DeskFormsProps = {
  page: {
    version: number;
    state: string;
    quorum: number;
    panel: ReadonlyArray<{ counts: boolean }>;
    allowed: readonly DeskAction[];
    candidates: readonly Candidate[];
    receivers: ReadonlyArray<{ id: string; name: string; country: string | null }>;
    keepOut: KeepOutPage | null;
  };
  letter: string;
  /** What was sent and not taken: the intent, every field as it was typed, the sentence at each. */
  sent: { intent: string; fields: Readonly<Record<string, string>>; errors: FieldErrors } | null;
};

/** Everything that this person may do with this submission now; what comes next stands open, the rest folded. */
export function DeskForms({ page, letter, sent }: DeskFormsProps) {
  const { t } = useI18n();
  const may = (action: DeskAction) => page.allowed.includes(action);
  const form = { version: page.version, sent };
  const inDeliberation = page.state === "deliberation";
  return (
    <>
      {may("claim") && (
        <Act {...form} intent="claim" title={t("desk.claim")} open>
          <p className="hint">{t("desk.claimHint")}</p>
          <Button>{t("desk.claim")}</Button>
        </Act>
      )}
      {may("announce") && <Announce {...form} letter={letter} />}
      {may("assign") && <Assign {...form} page={page} />}
      {may("decide") && <Decide {...form} inDeliberation={inDeliberation} given={page.panel.filter(({ counts }) => counts).length} wanted={page.quorum} />}
      {may("openDeliberation") && <OpenDeliberation {...form} />}
      {may("requestChanges") && <RequestChanges {...form} />}
      {may("revokeDecision") && (
        <Act {...form} intent="revokeDecision" title={t("desk.revokeTitle")}>
          <p className="hint">{t("desk.revokeHint")}</p>
          <Button quiet>{t("desk.revoke")}</Button>
        </Act>
      )}
      {may("moveDate") && <MoveDate {...form} />}
      {may("handOver") && page.receivers.length > 0 && <HandOver {...form} receivers={page.receivers} />}
      {page.keepOut && <KeepOutForm version={page.version} page={page.keepOut} error={sent?.errors.keepOut} />}
      {may("declareConflict") && <DeclareConflict {...form} />}
      {page.allowed.length <= 2 && <p>{t("desk.nothingToDo")}</p>}
    </>
  );
}

type FormProps = { version: number; sent: DeskFormsProps["sent"] };

/** One form with its own button; folded unless it comes next or was sent back. */
function Act({ intent, title, version, sent, open = false, children }: FormProps & { intent: string; title: string; open?: boolean; children: ReactNode }) {
  return (
    <details className="act" open={open || sent?.intent === intent}>
      <summary>
        <h3>{title}</h3>
      </summary>
      <form method="post" noValidate>
        <Hidden name="intent" value={intent} />
        <Hidden name="version" value={version} />
        {children}
      </form>
    </details>
  );
}

/** What was typed before and what is wrong with it, for one field. */
function again({ sent }: FormProps, name: string) {
  return { name, error: sent?.errors[name], defaultValue: sent?.fields[name] };
}

function Assign({ page, ...form }: FormProps & Pick<DeskFormsProps, "page">) {
  const { t } = useI18n();
  const error = form.sent?.errors.reviewerIds;
  return (
    <Act {...form} intent="assign" title={t("desk.assignTitle")} open={page.state === "screening"}>
      {page.candidates.length === 0 ? (
        <p>{t("desk.noCandidates")}</p>
      ) : (
        <>
          <fieldset className={error ? "question faulty" : "question"} id="reviewerIds" tabIndex={-1}>
            <legend className="hidden">{t("desk.assignTitle")}</legend>
            <p className="hint">{t("desk.assignHint", { count: page.quorum })}</p>
            {error && <p className="fault">{error}</p>}
            {page.candidates.map(({ personId, name, institution, load }) => (
              <label key={personId} className="check">
                <input type="checkbox" name={reviewerField(personId)} value="yes" defaultChecked={form.sent?.fields[reviewerField(personId)] !== undefined} />
                <span>
                  {name ?? "—"}
                  <span className="hint">
                    {institution}, {t("desk.load", { count: load })}
                  </span>
                </span>
              </label>
            ))}
          </fieldset>
          <Button>{t("desk.assign")}</Button>
        </>
      )}
    </Act>
  );
}

function Decide({ inDeliberation, given, wanted, ...form }: FormProps & { inDeliberation: boolean; given: number; wanted: number }) {
  const { t } = useI18n();
  const reasons = inDeliberation ? [...ACCEPT_REASONS, ...DECLINE_REASONS] : SCREENING_REASONS;
  return (
    <Act {...form} intent="decide" title={t(inDeliberation ? "desk.decideTitle" : "desk.declineTitle")} open={inDeliberation}>
      {inDeliberation ? (
        <RadioGroup
          {...again(form, "outcome")}
          label={t("desk.outcome")}
          chosen={form.sent?.fields.outcome}
          options={[
            { value: "accepted", label: t("desk.outcome_accepted") },
            { value: "declined", label: t("desk.outcome_declined") },
          ]}
        />
      ) : (
        <Hidden name="outcome" value="declined" />
      )}
      <Select
        {...again(form, "reasonCode")}
        label={t("desk.reasonCode")}
        empty={t("desk.choose")}
        options={reasons.map((value) => ({ value, label: t(`desk.reason_${value}`) }))}
      />
      <TextArea {...again(form, "reason")} label={t("desk.reason")} hint={t("desk.reasonHint")} rows={5} />
      {inDeliberation && given < wanted && (
        <fieldset className="question">
          <legend>{t("desk.fewerTitle", { given, wanted })}</legend>
          <p className="hint">{t("desk.fewerHint")}</p>
          <Select
            {...again(form, "fewerReason")}
            label={t("desk.fewerReason")}
            empty={t("desk.fewerNone")}
            options={FEWER_REASONS.map((value) => ({ value, label: t(`desk.fewer_${value}`) }))}
          />
          <TextArea {...again(form, "fewerText")} label={t("desk.fewerText")} hint={t("desk.fewerTextHint")} optional rows={3} />
        </fieldset>
      )}
      <p className="hint">{t("desk.decideHint")}</p>
      <Button>{t("desk.decide")}</Button>
    </Act>
  );
}

function Announce({ letter, ...form }: FormProps & { letter: string }) {
  const { t } = useI18n();
  const field = again(form, "letter");
  const text = field.defaultValue ?? letter;
  return (
    <Act {...form} intent="announce" title={t("desk.announceTitle")} open>
      <TextArea {...field} defaultValue={text} label={t("desk.letter")} hint={t("desk.letterHint")} rows={letterRows(text)} />
      <Button>{t("desk.announce")}</Button>
    </Act>
  );
}

function OpenDeliberation(form: FormProps) {
  const { t } = useI18n();
  return (
    <Act {...form} intent="openDeliberation" title={t("desk.deliberationTitle")}>
      <p className="hint">{t("desk.deliberationHint")}</p>
      <Select
        {...again(form, "deliberationReason")}
        label={t("desk.reasonCode")}
        empty={t("desk.choose")}
        options={DELIBERATION_REASONS.map((value) => ({ value, label: t(`desk.deliberation_${value}`) }))}
      />
      <Button>{t("desk.openDeliberation")}</Button>
    </Act>
  );
}

function RequestChanges(form: FormProps) {
  const { t } = useI18n();
  return (
    <Act {...form} intent="requestChanges" title={t("desk.changesTitle")}>
      <p className="hint">{t("desk.changesHint")}</p>
      {CHANGE_SECTIONS.map((section) => (
        <TextArea key={section} {...again(form, noteField(section))} label={t(`desk.section_${section}`)} optional rows={2} />
      ))}
      <Button>{t("desk.changes")}</Button>
    </Act>
  );
}

function MoveDate(form: FormProps) {
  const { t } = useI18n();
  return (
    <Act {...form} intent="moveDate" title={t("desk.moveDateTitle")}>
      <p className="hint">{t("desk.moveDateHint")}</p>
      <Field {...again(form, "date")} type="date" label={t("desk.newDate")} />
      <Select
        {...again(form, "dateReason")}
        label={t("desk.reasonCode")}
        empty={t("desk.choose")}
        options={DATE_REASONS.map((value) => ({ value, label: t(`desk.date_${value}`) }))}
      />
      <Button>{t("desk.moveDate")}</Button>
    </Act>
  );
}

function HandOver({ receivers, ...form }: FormProps & Pick<DeskFormsProps["page"], "receivers">) {
  const { t, country } = useI18n();
  return (
    <Act {...form} intent="handOver" title={t("desk.handOverTitle")}>
      <p className="hint">{t("desk.handOverHint")}</p>
      <Select
        {...again(form, "institutionId")}
        label={t("desk.receiver")}
        empty={t("desk.choose")}
        options={receivers.map(({ id, name, country: code }) => ({ value: id, label: code ? `${name} (${country(code)})` : name }))}
      />
      <Select
        {...again(form, "handOverReason")}
        label={t("desk.reasonCode")}
        empty={t("desk.choose")}
        options={HAND_OVER_REASONS.map((value) => ({ value, label: t(`desk.handOver_${value}`) }))}
      />
      <Button>{t("desk.handOver")}</Button>
    </Act>
  );
}

function DeclareConflict(form: FormProps) {
  const { t } = useI18n();
  return (
    <Act {...form} intent="declareConflict" title={t("desk.conflictTitle")}>
      <p className="hint">{t("desk.conflictHint")}</p>
      <Select
        {...again(form, "conflict")}
        label={t("desk.conflict")}
        empty={t("desk.choose")}
        options={CONFLICT_KINDS.map((value) => ({ value, label: t(`desk.conflict_${value}`) }))}
      />
      <Button quiet>{t("desk.declareConflict")}</Button>
    </Act>
  );
}
