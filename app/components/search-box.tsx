import { useI18n } from "~/i18n/context";
import { Icon } from "./icon";

/** The one question of the site. Plain GET: it works in any browser, and the address says what was asked. */
export function SearchBox({ id, query = "", className }: { id: string; query?: string; className?: string }) {
  const { t, locale } = useI18n();
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers before 2023 don't know <search>
    <form className={className ? `ask ${className}` : "ask"} role="search" action={`/${locale}/solutions`} id={id}>
      <input
        type="search"
        name="q"
        defaultValue={query}
        aria-label={t("common.yourProblem")}
        placeholder={t("common.searchExample")}
        maxLength={200}
        autoComplete="off"
        enterKeyHint="search"
      />
      <button type="submit" className="button">
        <Icon name="search" />
        <span>{t("common.search")}</span>
      </button>
    </form>
  );
}
