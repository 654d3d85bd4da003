import { Icon } from "~/components/icon";
import { type Look, Tag, toneClass } from "~/components/tag";
import { useI18n } from "~/i18n/context";
import type { NeedCard as Need } from "./queries.server";

/** What a firm asks for, in its own words: the place and the kind of business, never who. `search` leads to what there is already. */
export function NeedCard({ need, category, business, search }: { need: Need; category: (Look & { shortLabel: string }) | null; business: string; search: string }) {
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
