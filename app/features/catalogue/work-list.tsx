import type { ReactNode } from "react";
import { langAttribute } from "~/i18n/content-language";
import { useI18n } from "~/i18n/context";
import type { WorkItem } from "./work-queries.server";

type Item = Omit<WorkItem, "stateSince"> & { stateSince: string };

/** Listings as work: title, state, since when, and the way to their work page. */
export function WorkList<Shown extends Item>({ items, more }: { items: readonly Shown[]; more?: (item: Shown) => ReactNode }) {
  const { t, date, locale } = useI18n();
  return (
    <ul className="plain">
      {items.map((item) => (
        <li key={item.id} className="box">
          <h2>
            <a href={`/${locale}/my/listings/${item.id}`} lang={langAttribute(item.titleLanguage, locale)}>
              {item.title}
            </a>
          </h2>
          <p>
            <b>{t(`workbench.state_${item.state}`)}</b>
            <span className="small soft">
              {" "}
              · {t("workbench.since", { date: date(item.stateSince) })} · {item.reference}
            </span>
          </p>
          {more?.(item)}
        </li>
      ))}
    </ul>
  );
}
