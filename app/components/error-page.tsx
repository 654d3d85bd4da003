import { isRouteErrorResponse, useRouteError } from "@remix-run/react";
import { useI18n } from "~/i18n/context";
import type { MessageKey } from "~/i18n/dictionaries";
import type { Locale } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { type Kept, KeptForm } from "./kept-form";
import { SearchBox } from "./search-box";

const TEXTS: Readonly<Record<string, { title: MessageKey; text: MessageKey }>> = {
  not_found: { title: "errors.notFoundTitle", text: "errors.notFoundText" },
  gone: { title: "errors.goneTitle", text: "errors.goneText" },
  "review-ended": { title: "errors.reviewEndedTitle", text: "errors.reviewEndedText" },
  "handed-over": { title: "errors.handedOverTitle", text: "errors.handedOverText" },
  reopened: { title: "errors.reopenedTitle", text: "errors.reopenedText" },
  bad_input: { title: "errors.badInputTitle", text: "errors.badInputText" },
  forbidden_origin: { title: "errors.forbiddenOriginTitle", text: "errors.forbiddenOriginText" },
  too_large: { title: "errors.tooLargeTitle", text: "errors.tooLargeText" },
  too_many: { title: "errors.tooManyTitle", text: "errors.tooManyText" },
  unavailable: { title: "errors.unavailableTitle", text: "errors.unavailableText" },
};

const BY_STATUS: Readonly<Record<number, string>> = {
  400: "bad_input",
  403: "forbidden_origin",
  404: "not_found",
  405: "bad_input",
  410: "gone",
  413: "too_large",
  429: "too_many",
  503: "unavailable",
};

/** What was thrown, as one of our codes. Anything that nobody threw on purpose is "unexpected". */
function errorCode(error: unknown): string {
  if (!isRouteErrorResponse(error)) return "unexpected";
  const data: unknown = error.data;
  const known = typeof data === "object" && data !== null;
  // Why it is no longer there may have words of its own.
  if (known && "reason" in data && Object.hasOwn(TEXTS, String(data.reason))) return String(data.reason);
  const code = known && "code" in data ? String(data.code) : BY_STATUS[error.status];
  return code && code in TEXTS ? code : "unexpected";
}

export function errorMeta(error: unknown, locale: Locale) {
  const { t } = translator(locale);
  const title = t(TEXTS[errorCode(error)]?.title ?? "errors.unexpectedTitle");
  return [{ title: t("common.pageTitle", { title }) }, { name: "robots", content: "noindex" }];
}

/** What went wrong in plain words, and the way on: what was sent, to send it again, else a search; the first page. */
export function ErrorPage({ requestId, kept }: { requestId: string | undefined; kept?: Kept | undefined }) {
  const { t, locale } = useI18n();
  const code = errorCode(useRouteError());
  const texts = TEXTS[code];
  if (kept) return <KeptPage kept={kept} failed={texts === undefined} requestId={requestId} />;
  return (
    <div className="wrap message">
      <h1>{t(texts?.title ?? "errors.unexpectedTitle")}</h1>
      <p className="lead">{t(texts?.text ?? "errors.unexpectedText")}</p>
      {!texts && requestId && (
        <p>
          <code>{requestId}</code>
        </p>
      )}
      <SearchBox id="search" />
      <p>
        <a className="plain-link" href={`/${locale}`}>
          {t("errors.backHome")}
        </a>
      </p>
    </div>
  );
}

/** @param failed something broke, so that trying again may not help; else it is only not now */
function KeptPage({ kept, failed, requestId }: { kept: Kept; failed: boolean; requestId: string | undefined }) {
  const { t } = useI18n();
  const typed = kept.fields.length + kept.secrets.length > 0;
  return (
    <div className="wrap section">
      <h1>{t(failed ? "errors.unexpectedTitle" : "errors.unavailableTitle")}</h1>
      <p className="lead" role="alert">
        {t(typed ? "errors.keptText" : "errors.keptNothing")}
      </p>
      {failed && requestId && (
        <p>
          {t("errors.unexpectedText")} <code>{requestId}</code>
        </p>
      )}
      <KeptForm kept={kept} />
    </div>
  );
}
