import { FactList } from "~/components/fact-list";
import { Prose } from "~/components/prose";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import { costLines, setupInWords, sinceInWords } from "./desk-words";
import type { JudgedContent } from "./queue";

const SECTIONS = ["problem", "audience", "howItWorks", "costNote", "needs", "results"] as const;

/** What is judged: the revision in its author's own words, with every claim and all its evidence, private evidence too. */
export function ReviewedContent({ content }: { content: JudgedContent }) {
  const { t, locale } = useI18n();
  const text = content.texts[content.language];
  const lang = langAttribute(content.language, locale);
  return (
    <div className="reviewed">
      {text && (
        <>
          <p className="lead" lang={lang}>
            {text.summary}
          </p>
          {SECTIONS.filter((section) => text[section].trim() !== "").map((section) => (
            <section key={section}>
              <h3>{t(`listing.${section}`)}</h3>
              <Prose text={text[section]} lang={lang} />
            </section>
          ))}
        </>
      )}
      <Facts content={content} />
      <Claims content={content} lang={lang} />
    </div>
  );
}

function Facts({ content }: { content: JudgedContent }) {
  const i18n = useI18n();
  const { t, list, country } = i18n;
  const { cost, requirements, since } = content;
  const rows: Array<[string, string | null]> = [
    [t("listing.worksToday"), content.availableIn.length > 0 ? list(content.availableIn.map(country)) : null],
    [t("listing.couldWork"), content.adaptableTo.length > 0 ? list(content.adaptableTo.map(country)) : null],
    [t("listing.since"), since && sinceInWords(i18n, since)],
    [t("listing.firms"), content.firmsUsing === null ? null : t("listing.firmsUsing", { count: content.firmsUsing })],
    [t("listing.cost"), costLines(i18n, cost).join(" · ") || null],
    [t("listing.internet"), requirements.internet && t(`listing.internet_${requirements.internet}`)],
    [t("listing.device"), requirements.device && t(`listing.device_${requirements.device}`)],
    [t("listing.setup"), requirements.setupDays === null ? null : setupInWords(i18n, requirements.setupDays)],
  ];
  return <FactList rows={rows} />;
}

function Claims({ content, lang }: { content: JudgedContent; lang: string | undefined }) {
  const { t, number } = useI18n();
  if (content.claims.length === 0) return null;
  return (
    <section>
      <h3>{t("desk.section_claims")}</h3>
      <ul className="reviewed-claims">
        {content.claims.map((claim) => (
          <li key={claim.id}>
            <p lang={lang}>
              <b>{claim.statement[content.language] ?? Object.values(claim.statement)[0]}</b>
              {claim.figure && ` (${t("review.figure", { value: number(claim.figure.value), unit: claim.figure.unit })})`}
            </p>
            {claim.evidence.length === 0 ? (
              <p className="soft">{t("review.evidenceNone")}</p>
            ) : (
              <ul>
                {claim.evidence.map(({ kind, title, url }) => {
                  const words = title[content.language] ?? Object.values(title)[0] ?? t(`listing.evidenceKind_${kind}`);
                  return (
                    <li key={`${words} ${url}`}>
                      {url ? (
                        <a href={url} rel="nofollow noopener noreferrer">
                          {words}
                        </a>
                      ) : (
                        words
                      )}{" "}
                      <span className="soft">({t(`listing.evidenceKind_${kind}`)})</span>
                    </li>
                  );
                })}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
