import { BackLink } from "~/components/back-link";
import { FactList } from "~/components/fact-list";
import { Button, ErrorSummary, type FieldErrors, Hidden, RadioGroup, Select, TextArea } from "~/components/form";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import { BlindDeclaration } from "./blind-declaration";
import { DeclarationButtons } from "./declaration-buttons";
import { Panel, Scores } from "./panel";
import type { PanelMemberRow, ScoreSummary } from "./queue";
import { NOT_APPLICABLE, scoreField } from "./review-acts";
import { ReviewedContent } from "./reviewed-content";
import type { AssignmentPage, CriterionRow } from "./reviewer-queries.server";
import { CONFLICT_KINDS } from "./schema";

type Work = Omit<NonNullable<AssignmentPage["work"]>, "others" | "criteria"> & {
  /** JSON leaves out what is undefined: a criterion without an answer. */
  criteria: Array<Omit<CriterionRow, "answer"> & { answer?: number | null | undefined }>;
  others: { panel: PanelMemberRow<string>[]; summary: ScoreSummary | null } | null;
};
export type ShownAssignment = Omit<AssignmentPage, "dueAt" | "work"> & { dueAt: string | null; work: Work | null };
type Sent = { intent: string; fields: Readonly<Record<string, string>>; errors: FieldErrors } | null;
type Props = { page: ShownAssignment; sent: Sent; overtaken: boolean; saved: boolean };

/** One assignment: before the declaration only whose it is, afterwards what is judged beside the rubric. */
export function AssignmentArticle({ page, sent, overtaken, saved }: Props) {
  const { t, locale } = useI18n();
  return (
    <article className="wrap section">
      <BackLink href={`/${locale}/review`}>{t("review.back")}</BackLink>
      {overtaken && (
        <div className="notice" role="alert">
          <h2>{t("review.changedTitle")}</h2>
          <p>{t("review.changedText")}</p>
        </div>
      )}
      {saved && (
        <div className="notice" role="status">
          <p>{t("review.saved")}</p>
        </div>
      )}
      {sent && <ErrorSummary errors={sent.errors} />}
      <h1 lang={langAttribute(page.head.language, locale)}>{page.head.title}</h1>
      <Head page={page} />
      {page.work && page.blind && <Notice words={t("fairness.blindNotice")} />}
      {page.work ? <Workplace page={page} work={page.work} sent={sent} /> : <Declaration page={page} sent={sent} />}
    </article>
  );
}

function Head({ page: { head, dueAt, late, timeZone } }: { page: ShownAssignment }) {
  const { t, country, date } = useI18n();
  const rows: Array<[string, string | null]> = [
    [t("desk.reference"), head.reference],
    [t("desk.category"), head.category],
    [t("desk.country"), head.country && country(head.country)],
    [t("desk.organisation"), head.organisation],
    [t("desk.people"), head.people.join(", ") || null],
    [t("desk.institution"), head.institution],
    [t("desk.promised"), dueAt && date(dueAt, timeZone)],
  ];
  return (
    <>
      {late > 0 && (
        <p>
          <b className="late">{t("desk.lateBy", { count: late })}</b>
        </p>
      )}
      <FactList rows={rows} wide />
    </>
  );
}

function Declaration({ page, sent }: { page: ShownAssignment; sent: Sent }) {
  const { t } = useI18n();
  if (page.blind) return <BlindDeclaration page={page} sent={sent} />;
  return (
    <section>
      <h2>{t("review.beforeTitle")}</h2>
      <p>{t("review.beforeText")}</p>
      <form method="post" noValidate>
        <Hidden name="version" value={page.version} />
        <RadioGroup
          name="conflict"
          label={t("review.declaration")}
          hint={t("review.declarationHint")}
          error={sent?.errors.conflict}
          chosen={sent?.fields.conflict}
          options={[{ value: "none", label: t("review.conflict_none") }, ...CONFLICT_KINDS.map((value) => ({ value, label: t(`desk.conflict_${value}`) }))]}
        />
        <DeclarationButtons />
      </form>
    </section>
  );
}

function Workplace({ page, work, sent }: { page: ShownAssignment; work: Work; sent: Sent }) {
  const { t } = useI18n();
  return (
    <>
      {page.status === "stale" && <Notice words={t("review.staleNotice")} />}
      {page.status === "submitted" && !work.others && <Notice words={t("review.submittedNotice")} />}
      {page.status !== "submitted" && !work.writable && <Notice words={t("review.closedNotice")} />}
      {work.writable && (
        <p className="to-acts">
          <a className="button quiet" href="#rubric">
            {t("review.rubricTitle")}
          </a>
        </p>
      )}
      <div className="desk-columns even">
        <section>
          <h2>{t("review.contentTitle")}</h2>
          {work.content && <ReviewedContent content={work.content} />}
        </section>
        <div>
          {work.others && (
            <section>
              <h2>{t("review.othersTitle")}</h2>
              <Scores summary={work.others.summary} panel={work.others.panel} />
              <Panel panel={work.others.panel} />
            </section>
          )}
          {work.writable && <ReviewForm version={page.version} work={work} sent={sent} />}
          {work.mayLeave && <Leave version={page.version} writable={work.writable} sent={sent} />}
        </div>
      </div>
    </>
  );
}

function Notice({ words }: { words: string }) {
  return (
    <div className="notice" role="note">
      <p>{words}</p>
    </div>
  );
}

function ReviewForm({ version, work, sent }: { version: number; work: Work; sent: Sent }) {
  const { t, number } = useI18n();
  const { scaleMin, scaleMax } = work;
  const typed = sent?.intent === "save" || sent?.intent === "submit" ? sent.fields : null;
  const stored = ({ id, answer }: Work["criteria"][number]) =>
    typed ? typed[scoreField(id)] : answer === null ? NOT_APPLICABLE : answer === undefined ? undefined : String(answer);
  const steps = Array.from({ length: scaleMax - scaleMin + 1 }, (_, index) => scaleMin + index);
  const label = (value: number) => (value === scaleMin ? t("review.scale_lowest", { value }) : value === scaleMax ? t("review.scale_highest", { value }) : number(value));
  return (
    <section id="rubric">
      <h2>{t("review.rubricTitle")}</h2>
      <p className="hint">{t("review.rubricHint", { min: scaleMin, max: scaleMax })}</p>
      <form method="post" noValidate>
        <Hidden name="version" value={version} />
        {work.criteria.map((criterion) => (
          <div key={criterion.id} className="scale">
            <RadioGroup
              name={scoreField(criterion.id)}
              label={criterion.name}
              hint={`${criterion.question} ${t("review.weight", { weight: criterion.weight })}.`}
              error={sent?.errors[scoreField(criterion.id)]}
              chosen={stored(criterion)}
              options={[...steps.map((value) => ({ value: String(value), label: label(value) })), { value: NOT_APPLICABLE, label: t("review.notApplicable") }]}
            />
          </div>
        ))}
        <TextArea
          name="forAuthor"
          label={t("review.forAuthor")}
          hint={t("review.forAuthorHint")}
          error={sent?.errors.forAuthor}
          defaultValue={typed?.forAuthor ?? work.forAuthor}
          rows={7}
        />
        <TextArea
          name="privateNote"
          label={t("review.privateNote")}
          hint={t("review.privateNoteHint")}
          error={sent?.errors.privateNote}
          defaultValue={typed?.privateNote ?? work.privateNote}
          optional
        />
        <p className="hint">{t("review.submitHint")}</p>
        <div className="actions">
          <Button name="intent" value="submit">
            {t("review.submit")}
          </Button>
          <Button quiet name="intent" value="save">
            {t("review.saveDraft")}
          </Button>
        </div>
      </form>
    </section>
  );
}

function Leave({ version, writable, sent }: { version: number; writable: boolean; sent: Sent }) {
  const { t } = useI18n();
  return (
    <details className="act" open={sent?.intent === "recuse"}>
      <summary>
        <h3>{t("review.leaveTitle")}</h3>
      </summary>
      {writable && (
        <form method="post">
          <Hidden name="version" value={version} />
          <Hidden name="intent" value="abstain" />
          <p className="hint">{t("review.abstainHint")}</p>
          <Button quiet>{t("review.abstain")}</Button>
        </form>
      )}
      <form method="post" noValidate>
        <Hidden name="version" value={version} />
        <Hidden name="intent" value="recuse" />
        <Select
          name="conflict"
          label={t("desk.conflict")}
          error={sent?.errors.conflict}
          empty={t("desk.choose")}
          options={CONFLICT_KINDS.map((value) => ({ value, label: t(`desk.conflict_${value}`) }))}
        />
        <Button quiet>{t("review.recuse")}</Button>
      </form>
    </details>
  );
}
