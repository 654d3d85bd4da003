import type { ReactNode } from "react";
import { useI18n } from "~/i18n/context";
import type { Labels } from "./card";
import type { ListingPlace, ListingRecord } from "./listing-record";
import { costLines, setupInWords, sinceInWords } from "./listing-words";

const MOST_PLACES = 12;

/** "Does it fit me?": what an owner asks first. What nobody knows is left out rather than shown as a gap. */
export function ListingFacts({ listing, labels }: { listing: ListingRecord<string>; labels: Labels }) {
  const i18n = useI18n();
  const { t, list } = i18n;
  const { requirements } = listing;
  const cost = costLines(i18n, listing.cost);
  return (
    <section className="box listing-facts" aria-labelledby="fit">
      <h2 id="fit">{t("listing.factsTitle")}</h2>
      <dl className="fit">
        <Fact name={t("listing.worksToday")}>{listing.availableIn.length > 0 ? <Countries codes={listing.availableIn} /> : t("listing.unknownCountries")}</Fact>
        {listing.adaptableTo.length > 0 && (
          <Fact name={t("listing.couldWork")}>
            <Countries codes={listing.adaptableTo} />
            <span className="hint">{t("listing.couldWorkHint")}</span>
          </Fact>
        )}
        {listing.places.some(({ name }) => name) && (
          <Fact name={t("listing.places")}>
            <Places places={listing.places} alone={listing.availableIn.length < 2} />
          </Fact>
        )}
        {cost.length > 0 && <Fact name={t("listing.cost")}>{cost.join(" · ")}</Fact>}
        {requirements.internet && <Fact name={t("listing.internet")}>{t(`listing.internet_${requirements.internet}`)}</Fact>}
        {requirements.device && <Fact name={t("listing.device")}>{t(`listing.device_${requirements.device}`)}</Fact>}
        {requirements.setupDays !== null && <Fact name={t("listing.setup")}>{setupInWords(i18n, requirements.setupDays)}</Fact>}
        {listing.businessTypes.length > 0 && <Fact name={t("listing.businesses")}>{listing.businessTypes.map((key) => labels.businessTypes[key] ?? key).join(" · ")}</Fact>}
        {listing.sizes.length > 0 && <Fact name={t("listing.sizes")}>{list(listing.sizes.map((size) => t(`catalogue.size_${size}`)))}</Fact>}
        {listing.since && <Fact name={t("listing.since")}>{sinceInWords(i18n, listing.since)}</Fact>}
        {listing.firmsUsing !== null && listing.firmsUsing > 0 && <Fact name={t("listing.firms")}>{t("listing.firmsUsing", { count: listing.firmsUsing })}</Fact>}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Countries({ codes }: { codes: readonly string[] }) {
  const { country, locale } = useI18n();
  return (
    <ul className="inline">
      {codes.map((code) => (
        <li key={code}>
          <a href={`/${locale}/countries/${code}`}>{country(code)}</a>
        </li>
      ))}
    </ul>
  );
}

/** Named places; their country only where there are several. */
function Places({ places, alone }: { places: readonly ListingPlace[]; alone: boolean }) {
  const { country } = useI18n();
  const names = places.flatMap(({ name, country: code }) => (name ? [code && !alone ? `${name} (${country(code)})` : name] : []));
  const shown = [...new Set(names)].slice(0, MOST_PLACES);
  return shown.join(" · ");
}
