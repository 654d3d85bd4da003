import { Icon } from "~/components/icon";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import type { ListingClaim } from "./listing-record";
import { shownLanguage } from "./listing-record";

/** What the listing claims, line by line: who checked it and when, or that nobody did. */
export function ListingClaims({ claims, own }: { claims: ReadonlyArray<ListingClaim<string>>; own: string }) {
  const { t } = useI18n();
  return (
    <section>
      <h2 id="claims">{t("listing.claimsTitle")}</h2>
      {claims.length === 0 ? (
        <p>{t("listing.noClaims")}</p>
      ) : (
        <>
          <table className="claims" aria-labelledby="claims">
            <thead>
              <tr>
                <th scope="col">{t("listing.claim")}</th>
                <th scope="col">{t("listing.claimStatus")}</th>
                <th scope="col">{t("listing.claimBy")}</th>
              </tr>
            </thead>
            <tbody>
              {claims.map((claim) => (
                <ClaimRow key={claim.id} claim={claim} own={own} />
              ))}
            </tbody>
          </table>
          <p className="soft small">{t("listing.claimsIntro")}</p>
        </>
      )}
    </section>
  );
}

function ClaimRow({ claim, own }: { claim: ListingClaim<string>; own: string }) {
  const { t, locale } = useI18n();
  const language = shownLanguage(Object.keys(claim.statement), locale, own);
  const verified = claim.status === "verified";
  return (
    <tr>
      <td>
        <span lang={langAttribute(language, locale)}>{claim.statement[language]}</span>
        <PublicEvidence claim={claim} own={own} />
      </td>
      <td>
        <span className={verified ? "sign verified" : "sign"}>
          <Icon name={verified ? "verified" : "declared"} />
          {t(verified ? "listing.verified" : "listing.declared")}
        </span>
      </td>
      <td>
        {verified
          ? claim.verifications.map((verification) => <Verifier key={`${verification.institution.slug} ${verification.verifiedAt}`} {...verification} />)
          : t("listing.declaredBy")}
      </td>
    </tr>
  );
}

function Verifier({ institution, method, verifiedAt }: ListingClaim<string>["verifications"][number]) {
  const { t, date, locale } = useI18n();
  return (
    <span className="verifier">
      <a href={`/${locale}/institutions/${institution.slug}`}>{institution.name}</a>, {date(verifiedAt)}
      {method && `, ${t(`listing.method_${method}`)}`}
    </span>
  );
}

function PublicEvidence({ claim, own }: { claim: ListingClaim<string>; own: string }) {
  const { t, locale } = useI18n();
  if (claim.evidence.length === 0) return null;
  return (
    <ul className="evidence" aria-label={t("listing.evidence")}>
      {claim.evidence.map(({ kind, title, url }) => {
        const language = shownLanguage(Object.keys(title), locale, own);
        const words = title[language] ?? (kind ? t(`listing.evidenceKind_${kind}`) : t("listing.evidence"));
        const lang = title[language] === undefined ? undefined : langAttribute(language, locale);
        return (
          <li key={`${words} ${url}`} lang={lang}>
            {url ? (
              <a href={url} rel="nofollow noopener">
                {words}
              </a>
            ) : (
              words
            )}
            {kind && title[language] !== undefined && <span lang={locale}> ({t(`listing.evidenceKind_${kind}`)})</span>}
          </li>
        );
      })}
    </ul>
  );
}
