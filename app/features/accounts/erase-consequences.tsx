import { useI18n } from "~/i18n/context";

/** What erasing an account would do, told before it is done. */
export type Consequences = {
  /** Names of the firms that would have no owner left. */
  solelyOwned: readonly string[];
  /** Of those firms: submissions that somebody judges, and public pages. */
  inHand: number;
  listings: number;
  /** They review for an institution; they own something beside others. */
  reviews: boolean;
  shares: boolean;
};

export function EraseConsequences({ solelyOwned, inHand, listings, reviews, shares }: Consequences) {
  const { t, locale } = useI18n();
  return (
    <>
      <section className="section">
        <h2>{t("privacy.goes")}</h2>
        <ul className="bullets">
          <li>{t("privacy.goesAccount")}</li>
          <li>{t("privacy.goesWritten")}</li>
          <li>{t("privacy.goesLetters")}</li>
          {reviews && <li>{t("privacy.goesReviews")}</li>}
          {solelyOwned.map((organisation) => (
            <li key={organisation}>{t("privacy.goesSolely", { organisation })}</li>
          ))}
          {inHand > 0 && <li>{t("privacy.goesInHand", { count: inHand })}</li>}
          {listings > 0 && <li>{t("privacy.goesListings", { count: listings })}</li>}
        </ul>
        {solelyOwned.length > 0 && (
          <p>
            <a className="plain-link" href={`/${locale}/account/invite`}>
              {t("privacy.handOver")}
            </a>
          </p>
        )}
      </section>
      <section className="section">
        <h2>{t("privacy.stays")}</h2>
        <ul className="bullets">
          <li>{t("privacy.staysSteps")}</li>
          <li>{t("privacy.staysInstitution")}</li>
          {shares && <li>{t("privacy.staysShared")}</li>}
          <li>{t("privacy.staysReports")}</li>
          <li>{t("privacy.staysBackups")}</li>
          <li>{t("privacy.staysCopies")}</li>
        </ul>
      </section>
    </>
  );
}
