import { Icon, iconName } from "~/components/icon";
import { toneClass } from "~/components/tag";
import { useI18n } from "~/i18n/context";
import type { CategoryLabel } from "./card";

type Bar = { key: string; label: string; look: CategoryLabel | null; count: number; href: string | null };

/** How many solutions each topic has, drawn on one scale and told in words; topics without any stay in sight. */
export function CategoryBars({
  categories,
  counts,
  linkTo,
}: {
  categories: readonly CategoryLabel[];
  /** By category key; "" stands for those without one. */
  counts: Readonly<Record<string, number>>;
  linkTo: (category: string) => string;
}) {
  const { t } = useI18n();
  const bars: Bar[] = categories.map((look) => ({ key: look.key, label: look.label, look, count: counts[look.key] ?? 0, href: linkTo(look.key) }));
  if (counts[""]) bars.push({ key: "", label: t("country.withoutCategory"), look: null, count: counts[""], href: null });
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul className="category-bars">
      {bars.map((bar) => (
        <li key={bar.key} className={toneClass(bar.look)}>
          <span className="category-bar-words">
            {bar.look && <Icon name={iconName(bar.look.icon)} />}
            {bar.href && bar.count > 0 ? <a href={bar.href}>{bar.label}</a> : <span>{bar.label}</span>}
            <span className="count">{t("country.available", { count: bar.count })}</span>
          </span>
          <svg className="bars" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect className="track" width="100" height="6" />
            <rect className={toneClass(bar.look)} width={Math.round((bar.count / most) * 1000) / 10} height="6" />
          </svg>
        </li>
      ))}
    </ul>
  );
}
