import { Icon, iconName } from "~/components/icon";
import { Tag, toneClass } from "~/components/tag";
import { useI18n } from "~/i18n/context";
import type { CategoryLabel } from "./card";
import type { CountryRow } from "./country-rows";

/** What each country has and asks for: a bar to compare at a glance, and every number in words beside it. */
export function CountryTable({ rows, categories, caption }: { rows: readonly CountryRow[]; categories: readonly CategoryLabel[]; caption: string }) {
  const { t, number, country, locale } = useI18n();
  const most = Math.max(1, ...rows.map(({ total }) => total));
  return (
    <>
      <ul className="row legend" aria-hidden="true">
        {categories.map((category) => (
          <li key={category.key}>
            <Tag look={category}>{category.shortLabel}</Tag>
          </li>
        ))}
      </ul>
      <table className="countries">
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t("home.country")}</th>
            {categories.map((category) => (
              <th key={category.key} scope="col" className={`number ${toneClass(category)}`}>
                <Icon name={iconName(category.icon)} />
                <span className="word">{category.shortLabel}</span>
              </th>
            ))}
            <th scope="col" className="number">
              {t("home.openNeeds")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.country}>
              <th scope="row">
                <a href={`/${locale}/countries/${row.country}`}>
                  {country(row.country)}
                  <Bars row={row} categories={categories} most={most} />
                </a>
              </th>
              {categories.map(({ key }) => (
                <td key={key} className={row.solutions[key] ? "number" : "number zero"}>
                  {number(row.solutions[key] ?? 0)}
                </td>
              ))}
              <td className={row.openNeeds > 0 ? "number needs-count" : "number zero"}>{number(row.openNeeds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const WIDTH = 100;
const GAP = 0.6;

/** One bar for each category in its colour, all countries on one scale. The numbers stand beside it. */
function Bars({ row, categories, most }: { row: CountryRow; categories: readonly CategoryLabel[]; most: number }) {
  let at = 0;
  return (
    <svg className="bars" viewBox={`0 0 ${WIDTH} 6`} preserveAspectRatio="none" aria-hidden="true">
      <rect className="track" width={WIDTH} height="6" />
      {categories.map((category) => {
        const width = ((row.solutions[category.key] ?? 0) / most) * WIDTH;
        const x = at;
        at += width;
        return width > 0 && <rect key={category.key} className={toneClass(category)} x={round(x)} width={round(Math.max(GAP, width - GAP))} height="6" />;
      })}
    </svg>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
