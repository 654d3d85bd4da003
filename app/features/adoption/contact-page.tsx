import type { ReactNode } from "react";
import { BackLink } from "~/components/back-link";
import { ErrorSummary, type FieldErrors } from "~/components/form";
import { useI18n } from "~/i18n/context";

type Page = {
  title: string;
  about?: string;
  slug: string;
  errors?: FieldErrors | undefined;
  /** The limit on sending is reached: it says so and what to do. */
  full?: boolean | undefined;
  children: ReactNode;
};

/** A page about one solution with one thing to do: what went wrong, the title, which solution, a form, the way back. */
export function ContactPage({ title, about, slug, errors = {}, full = false, children }: Page) {
  const { t, locale } = useI18n();
  return (
    <div className="wrap section">
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      {about && <p className="lead">{about}</p>}
      {full && (
        <div className="notice" role="alert">
          <p>
            <b>{t("contact.tooManyTitle")}.</b> {t("contact.tooManyText")}
          </p>
        </div>
      )}
      {children}
      <BackLink href={`/${locale}/solutions/${slug}`}>{t("contact.backToSolution")}</BackLink>
    </div>
  );
}
