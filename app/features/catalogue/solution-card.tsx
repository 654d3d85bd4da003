import { Icon } from "~/components/icon";
import { Tag, toneClass } from "~/components/tag";
import { isForeign, langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import { type Card, excerpt, highlighted, type Labels, matchedWords } from "./card";
import { costInWords, countriesInWords } from "./card-words";
import type { FacetSelection, Fragment, SearchHit } from "./search-engine";

type Asked = { query: string; filters: FacetSelection };

/** A solution in a list: what it is for, what it does, whether it would fit, and who says so. */
export function SolutionCard({ card, labels, hit, asked }: { card: Card; labels: Labels; hit?: SearchHit; asked?: Asked }) {
  const i18n = useI18n();
  const { t, locale, language } = i18n;
  const category = labels.categories.find(({ key }) => key === card.category) ?? null;
  const cost = costInWords(i18n, card.cost);
  // Another language is marked where its words begin, so that they are read out in it.
  const lang = langAttribute(card.language, locale);
  return (
    <article className={`card hit ${toneClass(category)}`}>
      <div className="row">
        {category && <Tag look={category}>{category.shortLabel}</Tag>}
        {isForeign(card.language, locale) && <span className="badge">{t("catalogue.inLanguage", { language: language(card.language) })}</span>}
        {card.demonstration && <span className="badge">{t("common.demonstration")}</span>}
      </div>
      <h3 lang={lang}>
        <a className="title-link" href={`/${locale}/solutions/${card.slug}`} hrefLang={lang || undefined}>
          <Fragments of={highlighted(card.title, hit?.highlights.title)} />
        </a>
      </h3>
      {card.summary !== "" && (
        <p lang={lang}>
          <Fragments of={highlighted(card.summary, hit?.highlights.summary)} />
        </p>
      )}
      <ul className="facts">
        <li>
          <Icon name="place" />
          {countriesInWords(i18n, card.countries)}
        </li>
        {cost && (
          <li>
            <Icon name="cost" />
            {cost}
          </li>
        )}
        {card.internet && (
          <li>
            <Icon name={card.internet === "none" ? "unconnected" : "connected"} />
            {t(`catalogue.internet_${card.internet}`)}
          </li>
        )}
        {card.firmsUsing !== null && card.firmsUsing > 0 && (
          <li>
            <Icon name="firms" />
            {t("catalogue.firmsUsing", { count: card.firmsUsing })}
          </li>
        )}
      </ul>
      <Standing card={card} />
      {card.state === "needs_confirmation" && <p className="small soft">{t("catalogue.needsConfirmationSign")}</p>}
      {hit && asked && <Why card={card} hit={hit} asked={asked} labels={labels} lang={lang} />}
    </article>
  );
}

/** Who vouches for it, in words. What nobody reviewed says so. */
function Standing({ card }: { card: Card }) {
  const { t, list } = useI18n();
  if (card.origin === "import") {
    return (
      <span className="sign">
        <Icon name="imported" />
        {t("catalogue.importedSign")}
      </span>
    );
  }
  if (card.verifiedBy.length > 0) {
    return (
      <span className="sign verified">
        <Icon name="verified" />
        {t("catalogue.verifiedBy", { institutions: list(card.verifiedBy) })}
      </span>
    );
  }
  return (
    <span className="sign">
      <Icon name="declared" />
      {card.institution ? t("catalogue.reviewedDeclared", { institution: card.institution }) : t("catalogue.declaredOnly")}
    </span>
  );
}

const QUOTED_WORDS = 4;

/** The reasons that this card is here: the words that matched, the filters that it answers, nothing invented. */
function Why({ card, hit, asked, labels, lang }: { card: Card; hit: SearchHit; asked: Asked; labels: Labels; lang: string | undefined }) {
  const { t, list, country } = useI18n();
  const reasons: string[] = [];
  if (asked.query !== "") {
    const words = matchedWords(hit.highlights, QUOTED_WORDS).map((word) => t("catalogue.whyQuoted", { word }));
    reasons.push(words.length > 0 ? t("catalogue.whyWords", { words: list(words) }) : t("catalogue.whyRelated"));
  }
  const countries = card.countries.filter((code) => asked.filters.country?.includes(code));
  if (countries.length > 0) reasons.push(t("catalogue.whyCountry", { countries: list(countries.map(country)) }));
  const business = card.businessTypes.filter((key) => asked.filters.business?.includes(key)).map((key) => labels.businessTypes[key] ?? key);
  if (business.length > 0) reasons.push(t("catalogue.whyBusiness", { business: list(business) }));
  if (reasons.length === 0) return null;
  const { body } = hit.highlights;
  return (
    <p className="why">
      <b>{t("catalogue.why")}</b> {reasons.join("; ")}
      {body ? (
        <>
          {"; "}
          {t("catalogue.whyBody")}{" "}
          <q lang={lang}>
            <Fragments of={excerpt(body)} />
          </q>
        </>
      ) : (
        "."
      )}
    </p>
  );
}

function Fragments({ of: fragments }: { of: readonly Fragment[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: fragments have no identity but their place, and the page is rendered once
  return fragments.map(({ text, match }, index) => (match ? <mark key={index}>{text}</mark> : text));
}
