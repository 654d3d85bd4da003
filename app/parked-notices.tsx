import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Button, Hidden } from "./components/form";
import { Prose } from "./components/prose";
import { I18nProvider, useI18n } from "./i18n/context";
import { FORMAT_LOCALES, type Locale } from "./i18n/locales";

/** A kept form in words: how long ago it was sent, and what it calls itself, if that may be said. */
export type Told = { id: string; minutes: number; title: string | null };
type Texts = ReadonlyArray<readonly [name: string, text: string]>;

export type ParkedNotice =
  /** Before somebody signs in. `newForm` leads to the same form for somebody without an account. */
  | { kind: "sign-in"; newForm: string | null }
  /** Above the form that it was put into. `left`: what the form has no place for. */
  | { kind: "filled"; told: Told; anchor: string; left: Texts; here: string }
  /** On a page that has no such form. */
  | { kind: "texts"; told: Told; texts: Texts; newForm: string | null; here: string }
  /** On the answer that did not take it. */
  | { kind: "refused"; texts: Texts; newForm: string | null }
  /** On other pages. `open` leads to the form. */
  | { kind: "offers"; offers: ReadonlyArray<Told & { mine: boolean; open: string }>; here: string };

/** What is said about kept forms, as markup for a page that was rendered without knowing of them. */
export function noticeMarkup(locale: Locale, notice: ParkedNotice): string {
  return renderToStaticMarkup(
    <I18nProvider locale={locale}>
      <Notice notice={notice} />
    </I18nProvider>,
  );
}

function Notice({ notice }: { notice: ParkedNotice }) {
  const { t } = useI18n();
  switch (notice.kind) {
    case "sign-in":
      return (
        <Box title={t("kept.signInTitle")} text={t("kept.signInText")}>
          {notice.newForm && (
            <p>
              {t("kept.newFormText")} <a href={notice.newForm}>{t("kept.newForm")}</a>
            </p>
          )}
        </Box>
      );
    case "filled":
      return (
        <Box title={<When text="kept.filledTitle" {...notice.told} />} text={t("kept.filledText")} focus>
          <div className="row">
            <a className="button quiet" href={`#${notice.anchor}`}>
              {t("kept.toForm")}
            </a>
            <Discard id={notice.told.id} here={notice.here} />
          </div>
          {notice.left.length > 0 && (
            <>
              <h3>{t("kept.leftTitle")}</h3>
              <p>{t("kept.leftText")}</p>
              <Written texts={notice.left} />
            </>
          )}
        </Box>
      );
    case "texts":
      return (
        <Box title={<When text="kept.textTitle" {...notice.told} />} text={t("kept.textText")} focus>
          <NewForm href={notice.newForm} />
          <Written texts={notice.texts} />
          <Discard id={notice.told.id} here={notice.here} />
        </Box>
      );
    case "refused":
      return (
        <Box title={t("kept.refusedTitle")} text={t("kept.refusedText")} focus>
          <NewForm href={notice.newForm} />
          <Written texts={notice.texts} />
        </Box>
      );
    case "offers":
      return (
        <section className="wrap parked" aria-label={t("kept.offerTitle")}>
          {notice.offers.map(({ mine, open, ...told }) => (
            <div key={told.id} className="notice">
              <p>
                <Offer mine={mine} {...told} />
              </p>
              <div className="row">
                <a className="button quiet" href={open}>
                  {t("kept.open")}
                </a>
                <Discard id={told.id} here={notice.here} />
              </div>
            </div>
          ))}
        </section>
      );
  }
}

function Box({ title, text, focus = false, children }: { title: ReactNode; text: string; focus?: boolean; children?: ReactNode }) {
  return (
    <section className="wrap parked" aria-labelledby="parked-title">
      {/* biome-ignore lint/a11y/noAutofocus: the page was opened to say this */}
      <div className="notice" tabIndex={-1} autoFocus={focus}>
        <h2 id="parked-title">{title}</h2>
        <p>{text}</p>
        {children}
      </div>
    </section>
  );
}

function When({ text, minutes }: { text: "kept.filledTitle" | "kept.textTitle" } & Told) {
  const { t } = useI18n();
  return t(text, { when: useAgo(minutes) });
}

function Offer({ mine, title, minutes }: { mine: boolean } & Told) {
  const { t } = useI18n();
  const when = useAgo(minutes);
  if (title === null) return t(mine ? "kept.offerMineUntitled" : "kept.offerUntitled", { when });
  return t(mine ? "kept.offerMine" : "kept.offer", { title, when });
}

/** "hace 12 minutos": nobody's clock and time zone have to be known for it. */
function useAgo(minutes: number): string {
  const { t, locale } = useI18n();
  if (minutes < 1) return t("kept.justNow");
  const format = new Intl.RelativeTimeFormat(FORMAT_LOCALES[locale], { numeric: "always" });
  return minutes < 60 ? format.format(-minutes, "minute") : format.format(-Math.floor(minutes / 60), "hour");
}

function NewForm({ href }: { href: string | null }) {
  const { t } = useI18n();
  return (
    href && (
      <p>
        <a href={href}>{t("kept.newForm")}</a>
      </p>
    )
  );
}

function Written({ texts }: { texts: Texts }) {
  return (
    <dl className="desk-facts">
      {texts.map(([name, text], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice, and the list never changes
        <div key={index}>
          <dt>{name.replace(/[_-]?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, "")}</dt>
          <dd>
            <Prose text={text} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Discard({ id, here }: { id: string; here: string }) {
  const { t, locale } = useI18n();
  return (
    <form method="post" action={`/${locale}/kept`}>
      <Hidden name="id" value={id} />
      <Hidden name="next" value={here} />
      <Button quiet>{t("kept.discard")}</Button>
    </form>
  );
}
