import { useI18n } from "~/i18n/context";
import { Icon } from "./icon";

/** The first, the last, the current page and its neighbours; null stands for those left out. */
export function shownPages(current: number, last: number): Array<number | null> {
  const wanted = [...new Set([1, current - 1, current, current + 1, last])].filter((page) => page >= 1 && page <= last).sort((a, b) => a - b);
  return wanted.flatMap((page, index) => {
    const gap = page - (wanted[index - 1] ?? 0) - 1;
    // A gap of one page is that page: its number takes no more room than the dots.
    return gap === 0 ? [page] : gap === 1 ? [page - 1, page] : [null, page];
  });
}

export function Pagination({ current, last, url }: { current: number; last: number; url: (page: number) => string }) {
  const { t, number } = useI18n();
  if (last <= 1) return null;
  return (
    <nav className="pages" aria-label={t("common.pages")}>
      {current > 1 && (
        <a href={url(current - 1)} rel="prev">
          <Icon name="previous" />
          <span className="hidden">{t("common.previousPage")}</span>
        </a>
      )}
      <ol>
        {shownPages(current, last).map((page, index) => (
          <li key={page ?? `gap-${index}`}>
            {page === null ? (
              <span className="gap" aria-hidden="true">
                …
              </span>
            ) : page === current ? (
              <span aria-current="page">
                <span className="hidden">{t("common.page")} </span>
                {number(page)}
              </span>
            ) : (
              <a href={url(page)}>
                <span className="hidden">{t("common.page")} </span>
                {number(page)}
              </a>
            )}
          </li>
        ))}
      </ol>
      {current < last && (
        <a href={url(current + 1)} rel="next">
          <span className="hidden">{t("common.nextPage")}</span>
          <Icon name="next" />
        </a>
      )}
    </nav>
  );
}
