import { Button, ErrorSummary, type FieldErrors, Hidden, TextArea } from "~/components/form";
import { Prose } from "~/components/prose";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import { type Announced, type AnnouncementSheet, letterField, letterRows, type NotAnnounceable, pickField, versionField } from "./announcing";

export type SentLetters = {
  answers: readonly Announced[];
  /** Every field as it was typed. */
  fields: Readonly<Record<string, string>>;
  errors: FieldErrors;
};

type Props = { sheets: readonly AnnouncementSheet[]; others: readonly NotAnnounceable[]; outOfReach: number; sent: SentLetters | null };

/** The letters, each to be read, changed, and left out; what can't go, and why; after sending, what went. */
export function AnnounceForm({ sheets, others, outOfReach, sent }: Props) {
  const { t } = useI18n();
  const gone = new Set(sent?.answers.flatMap(({ submissionId, refused }) => (refused ? [] : [submissionId])));
  const elsewhere = others.filter(({ id }) => !gone.has(id));
  return (
    <>
      {sent && <ErrorSummary errors={sent.errors} />}
      {sent && sent.answers.length > 0 && <Result sent={sent} known={[...sheets, ...others]} />}
      {elsewhere.length > 0 && (
        <section className="section prose">
          <h2>{t("desk.announceElsewhere")}</h2>
          <ul>
            {elsewhere.map((one) => (
              <li key={one.id}>
                <Named {...one} />: {t(`desk.state_${one.state}`)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {outOfReach > 0 && !sent && <p>{t("desk.announceOutOfReach", { count: outOfReach })}</p>}
      {sheets.length === 0 && !sent && <p>{t("desk.announceNothing")}</p>}
      {sheets.length > 0 && (
        <form method="post" noValidate className="section">
          <h2>{t(sent ? "desk.announceLeft" : "desk.announceLetters", { count: sheets.length })}</h2>
          {sheets.map((sheet) => (
            <Sheet key={sheet.id} sheet={sheet} sent={sent} />
          ))}
          <Button>{t("desk.announceSend", { count: sheets.length })}</Button>
        </form>
      )}
    </>
  );
}

function Sheet({ sheet, sent }: { sheet: AnnouncementSheet; sent: SentLetters | null }) {
  const { t, language, locale } = useI18n();
  const { id, version, reference, outcome, organisation, letterLanguage, letter } = sheet;
  const [name, pick] = [letterField(id), pickField(id)];
  // What was decided anew has another letter: it is read again before it is ticked again.
  const changed = sent?.answers.some(({ submissionId, refused }) => submissionId === id && refused === "changed");
  const text = changed ? letter : (sent?.fields[name] ?? letter);
  const ticked = sent === null || (sent.fields[pick] !== undefined && !changed);
  return (
    <section className="card letter-sheet">
      <h3>
        <Named {...sheet} />
      </h3>
      <p className="row small soft">
        <span className="badge">{t(`desk.state_${outcome}`)}</span>
        {organisation && <span>{organisation}</span>}
      </p>
      <Hidden name={versionField(id)} value={version} />
      <label className="check">
        <input type="checkbox" id={pick} name={pick} value="yes" defaultChecked={ticked} />
        <span>{t("desk.announcePick", { reference })}</span>
      </label>
      <TextArea
        name={name}
        label={t("desk.announceLetterIn", { reference, language: language(letterLanguage) })}
        error={sent?.errors[name]}
        lang={langAttribute(letterLanguage, locale)}
        rows={letterRows(text)}
        defaultValue={text}
      />
    </section>
  );
}

function Result({ sent: { answers, fields }, known }: { sent: SentLetters; known: ReadonlyArray<AnnouncementSheet | NotAnnounceable> }) {
  const { t } = useI18n();
  const of = (submissionId: string) => known.find(({ id }) => id === submissionId);
  const gone = answers.filter(({ refused }) => refused === null);
  const kept = answers.filter(({ refused }) => refused !== null);
  return (
    <div className="notice prose" role="status">
      <h2>{t("desk.announceSent", { count: gone.length })}</h2>
      <ul>
        {gone.map(({ submissionId }) => {
          const one = of(submissionId);
          return one && <Named key={submissionId} {...one} as="li" />;
        })}
      </ul>
      {kept.length > 0 && (
        <>
          <h3>{t("desk.announceKept", { count: kept.length })}</h3>
          <ul>
            {kept.map(({ submissionId, refused }) => {
              const one = of(submissionId);
              return (
                <li key={submissionId}>
                  {one && (
                    <>
                      <Named {...one} />:{" "}
                    </>
                  )}
                  {refused && t(one ? `desk.announceRefused_${refused}` : "desk.announceRefused_out-of-reach")}
                  {one && refused === "changed" && <Typed text={fields[letterField(submissionId)] ?? ""} />}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </div>
  );
}

/** Nothing typed is lost, though it does not go. */
function Typed({ text }: { text: string }) {
  const { t } = useI18n();
  return (
    <details>
      <summary>{t("desk.typedTitle")}</summary>
      <Prose text={text} />
    </details>
  );
}

function Named({ id, title, reference, language, as: Tag = "span" }: Pick<NotAnnounceable, "id" | "title" | "reference" | "language"> & { as?: "span" | "li" }) {
  const { locale } = useI18n();
  return (
    <Tag>
      <a href={`/${locale}/coordinate/${id}`} lang={langAttribute(language, locale)}>
        {title}
      </a>{" "}
      ({reference})
    </Tag>
  );
}
