import { Icon } from "~/components/icon";
import { Prose } from "~/components/prose";
import { Tag } from "~/components/tag";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import type { CategoryLabel } from "./card";
import { ListingLanguages } from "./listing-aside";
import { ListingClaims } from "./listing-claims";
import { type ListingRecord, type ListingText, TEXT_SECTIONS } from "./listing-record";
import { languageNote, originSentence } from "./listing-words";

type Shown = { listing: ListingRecord<string>; text: ListingText; category: CategoryLabel | null };

/** What a listing says of itself, and who vouches for it. Headings speak the reader's language, the text its own. `as`: within a page that has a title already. */
export function ListingHead({ listing, text, category, as: Title = "h1" }: Shown & { as?: "h1" | "h3" }) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const lang = langAttribute(text.language, locale);
  const note = languageNote(i18n, text, listing.language);
  return (
    <header className="listing-head">
      {listing.state === "archived" && (
        <div className="notice" role="note">
          <p>
            <b>{t("listing.archivedTitle")}.</b> {t("listing.archivedText")}
          </p>
        </div>
      )}
      {(category || listing.demonstration) && (
        <p className="row">
          {category && <Tag look={category}>{category.label}</Tag>}
          {listing.demonstration && <span className="badge">{t("common.demonstration")}</span>}
        </p>
      )}
      <Title lang={lang}>{text.title}</Title>
      {text.summary !== "" && (
        <p className="lead" lang={lang}>
          {text.summary}
        </p>
      )}
      <p className="sign">
        <Icon name={listing.origin === "import" ? "imported" : "declared"} />
        <span>
          {originSentence(i18n, listing)}
          {listing.confirmedAt && listing.origin === "submission" && ` ${t("listing.confirmedOn", { date: i18n.date(listing.confirmedAt) })}`}
          {listing.demonstration && ` ${t("listing.demonstration")}`}
        </span>
      </p>
      {note && <p className="language-note">{note}</p>}
      {Title === "h1" && <ListingLanguages listing={listing} shown={text.language} />}
    </header>
  );
}

export function ListingBody({ listing, text }: Omit<Shown, "category">) {
  const { t, locale } = useI18n();
  const lang = langAttribute(text.language, locale);
  const sections = TEXT_SECTIONS.filter((section) => text[section].trim() !== "");
  return (
    <div className="listing-main">
      {sections.map((section) => (
        <section key={section}>
          <h2>{t(`listing.${section}`)}</h2>
          <Prose text={text[section]} lang={lang} />
        </section>
      ))}
      {listing.origin === "import" && sections.length < 2 && <p className="soft">{t(listing.sourceUrl ? "listing.fewDetails" : "listing.fewDetailsNoSource")}</p>}
      {listing.origin === "import" && (
        <p className="soft small">
          {listing.sourceUrl && (
            <a className="plain-link" href={listing.sourceUrl} rel="nofollow noopener">
              {t("listing.seeSource")}
              <Icon name="next" />
            </a>
          )}
          {listing.source?.licence && <span>{t("listing.sourceLicence", { licence: listing.source.licence })}</span>}
        </p>
      )}
      {(listing.claims.length > 0 || listing.origin === "submission") && <ListingClaims claims={listing.claims} own={listing.language} />}
    </div>
  );
}
