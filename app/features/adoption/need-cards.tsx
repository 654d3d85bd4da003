import { Icon } from "~/components/icon";
import { type Look, Tag, toneClass } from "~/components/tag";
import { useI18n } from "~/i18n/context";
import type { NeedCard as Need } from "./queries.server";

type Category = Look & { key: string; shortLabel: string };
type Cards = {
  needs: readonly Need[];
  labels: { categories: readonly Category[]; businessTypes: Readonly<Record<string, string>> };
  /** Where there is room, three in a row. */
  three?: boolean;
  /** The address that leads from a need's title to what there is already. */
  search: (title: string) => string;
};

export function NeedCards({ needs, labels, three = false, search }: Cards) {
  return (
    <ul className={three ? "cards three" : "cards"}>
      {needs.map((need) => (
        <li key={need.id}>
          <NeedCard
            need={need}
            category={labels.categories.find(({ key }) => key === need.category) ?? null}
            business={labels.businessTypes[need.businessType] ?? need.businessType}
            search={search(need.title)}
          />
        </li>
      ))}
    </ul>
  );
}

/** What a firm asks for, in its own words: the place and the kind of business, never who. */
function NeedCard({ need, category, business, search }: { need: Need; category: Category | null; business: string; search: string }) {
  const { t, locale, country, language } = useI18n();
  const lang = need.language === locale ? undefined : need.language;
  return (
    <article className={`card need ${toneClass(category)}`}>
      <div className="row">
        {category && <Tag look={category}>{category.shortLabel}</Tag>}
        {lang && <span className="badge">{t("catalogue.inLanguage", { language: language(need.language) })}</span>}
      </div>
      <h3 lang={lang}>{need.title}</h3>
      <p className="small soft">
        {business} · {need.place ? t("home.needPlace", { place: need.place, country: country(need.country) }) : country(need.country)}
      </p>
      <a className="plain-link" href={search}>
        {t("home.needSearch")}
        <Icon name="next" />
      </a>
    </article>
  );
}
