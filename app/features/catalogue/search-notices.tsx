import { useI18n } from "~/i18n/context";
import type { Translator } from "~/i18n/translator";
import { MAX_QUERY_LENGTH, MAX_VALUES_PER_FACET, type SearchNotice } from "./search-params";

/** What the address asked for and the search could not use, said plainly. */
export function SearchNotices({ notices, pastEnd }: { notices: readonly SearchNotice[]; pastEnd: number | null }) {
  const i18n = useI18n();
  if (notices.length === 0 && pastEnd === null) return null;
  const sentences = [...new Set([...notices.map((notice) => inWords(i18n, notice)), ...(pastEnd === null ? [] : [i18n.t("catalogue.noticePastEnd", { page: pastEnd })])])];
  return (
    <div className="notice" role="status">
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

function inWords({ t }: Translator, { field, reason, value }: SearchNotice): string {
  if (field === "q" && reason === "unknown") return t("catalogue.noticeNoWords", { value });
  if (field === "q") return t("catalogue.noticeTooLong", { count: MAX_QUERY_LENGTH });
  if (reason === "too-many" && field !== "sort" && field !== "page") return t("catalogue.noticeTooMany", { facet: t(`catalogue.facet_${field}`), count: MAX_VALUES_PER_FACET });
  return t(`catalogue.unknown_${field}`, { value });
}
