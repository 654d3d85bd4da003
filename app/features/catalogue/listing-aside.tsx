import { Icon } from "~/components/icon";
import { useI18n } from "~/i18n/context";
import { LOCALE_NAMES, LOCALES } from "~/i18n/locales";
import type { ListingRecord } from "./listing-record";
import { mailShare, type SharedPage, whatsappShare } from "./listing-words";

/** How the owner can be reached and how that goes: never an address, a number or a token, because this page is everybody's. */
export type ContactWays = { whatsapp: boolean; firms: number; answersInDays: number | null };

/** On a phone the way to reach them stands below everything that there is to read. */
export function ToContact() {
  const { t } = useI18n();
  return (
    <p className="to-contact">
      <a className="plain-link" href="#contact">
        {t("listing.contactTitle")}
      </a>
    </p>
  );
}

/** Who is behind it, and what one can do about it today. Promises nothing that can't be done. */
export function ListingContact({ listing, ways }: { listing: ListingRecord<string>; ways: ContactWays | null }) {
  const { t, locale, country } = useI18n();
  const page = `/${locale}/solutions/${listing.slug}`;
  const { organisation, institution } = listing;
  const source = listing.origin === "import" ? sourceLink(listing) : null;
  return (
    <section className="box" aria-labelledby="contact">
      <h2 id="contact">{t("listing.contactTitle")}</h2>
      {organisation && (
        <p>
          <b>{organisation.name}</b>
          {organisation.country && `, ${country(organisation.country)}`}
        </p>
      )}
      {ways ? (
        <>
          <p>{t("contact.boxHint")}</p>
          <p>
            <a className="button wide" href={`${page}/contact`}>
              {t("contact.boxWrite")}
            </a>
          </p>
          {ways.whatsapp && (
            <p>
              <a className="button quiet wide" href={`${page}/whatsapp`} rel="nofollow">
                {t("contact.boxWhatsapp")}
              </a>
            </p>
          )}
          {ways.firms > 0 && (
            <p className="small">
              {t("contact.boxFirms", { count: ways.firms })} {ways.answersInDays !== null && t("contact.boxAnswers", { count: ways.answersInDays })}
            </p>
          )}
        </>
      ) : (
        <p>{listing.origin === "import" ? t("listing.contactImported") : t("listing.contactNobody", { reference: listing.reference })}</p>
      )}
      {organisation?.website && !listing.demonstration && <Outward href={organisation.website}>{t("listing.website")}</Outward>}
      {source && <Outward href={source.href}>{source.name ? t("listing.goToSource", { source: source.name }) : t("listing.seeSource")}</Outward>}
      {institution && (
        <p className="small soft">
          {t("listing.acceptedBy")} <a href={`/${locale}/institutions/${institution.slug}`}>{institution.name}</a>.
        </p>
      )}
      {listing.origin === "import" && <p className="small soft">{t("listing.reference", { reference: listing.reference })}</p>}
      <p className="small">
        <a href={`${page}/report`} rel="nofollow">
          {t("contact.boxReport")}
        </a>
      </p>
    </section>
  );
}

/** The record's own page at its source, else the source's. */
function sourceLink(listing: ListingRecord<string>): { href: string; name: string | null } | null {
  if (listing.sourceUrl) return { href: listing.sourceUrl, name: null };
  return listing.source?.url ? { href: listing.source.url, name: listing.source.name } : null;
}

function Outward({ href, children }: { href: string; children: string }) {
  return (
    <p>
      <a className="button quiet wide" href={href} rel="nofollow noopener">
        {children}
      </a>
    </p>
  );
}

export function ListingShare({ page }: { page: SharedPage }) {
  const i18n = useI18n();
  const { t } = i18n;
  return (
    <section className="box share" aria-labelledby="share">
      <h2 id="share">{t("listing.shareTitle")}</h2>
      <p>
        <a className="button wide" href={whatsappShare(i18n, page)} rel="noopener">
          {t("listing.shareWhatsapp")}
        </a>
      </p>
      <a className="plain-link" href={mailShare(i18n, page)}>
        {t("listing.shareMail")}
        <Icon name="next" />
      </a>
    </section>
  );
}

/** The languages that this text can be read in, but for the one that is shown. */
export function ListingLanguages({ listing, shown }: { listing: ListingRecord<string>; shown: string }) {
  const { t, language } = useI18n();
  const others = listing.texts.map((text) => text.language).filter((tag) => tag !== shown);
  if (others.length === 0) return null;
  return (
    <p className="read-in">
      {t("listing.readIn")}{" "}
      {others.map((tag) => {
        const locale = LOCALES.find((known) => known === tag);
        return locale ? (
          <a key={tag} href={`/${locale}/solutions/${listing.slug}`} lang={tag} hrefLang={tag}>
            {LOCALE_NAMES[locale]}
          </a>
        ) : (
          <a key={tag} href={`?text=${encodeURIComponent(tag)}`} hrefLang={tag}>
            {language(tag)}
          </a>
        );
      })}
    </p>
  );
}
