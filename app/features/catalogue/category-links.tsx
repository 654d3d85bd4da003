import { Icon, iconName } from "~/components/icon";
import { toneClass } from "~/components/tag";
import { useI18n } from "~/i18n/context";
import type { CategoryLabel } from "./card";
import { EMPTY_SEARCH, searchUrl } from "./search-params";

/** The topics, each a door to its solutions. `note` says what lies behind it. */
export function CategoryLinks({ categories, note }: { categories: readonly CategoryLabel[]; note: (key: string) => string }) {
  const { locale } = useI18n();
  return (
    <ul className="categories">
      {categories.map((category) => (
        <li key={category.key}>
          <a className={`category ${toneClass(category)}`} href={searchUrl(locale, EMPTY_SEARCH, { filters: { category: [category.key] } })}>
            <Icon name={iconName(category.icon)} />
            <span>
              <b>{category.label}</b>
              <span>{note(category.key)}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
