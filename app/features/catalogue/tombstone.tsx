import { SearchBox } from "~/components/search-box";
import { useI18n } from "~/i18n/context";
import type { MessageKey } from "~/i18n/dictionaries";

const REASONS: Readonly<Record<string, MessageKey>> = {
  "owner-request": "listing.reason_owner-request",
  duplicate: "listing.reason_duplicate",
  fraud: "listing.reason_fraud",
  inaccurate: "listing.reason_inaccurate",
  unlawful: "listing.reason_unlawful",
};

/** What stands where a removed listing was: why and since when, never who. A code without words of its own is "other". */
export function Tombstone({ reason, since }: { reason: string; since: string }) {
  const { t, date, locale } = useI18n();
  return (
    <div className="wrap message">
      <h1>{t("errors.goneTitle")}</h1>
      <p className="lead">{t("listing.removedText", { date: date(since), reason: t(REASONS[reason] ?? "listing.reason_other") })}</p>
      <SearchBox id="search" />
      <p>
        <a className="plain-link" href={`/${locale}/solutions`}>
          {t("errors.searchInstead")}
        </a>
      </p>
    </div>
  );
}
