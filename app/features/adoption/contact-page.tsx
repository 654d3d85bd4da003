import type { ReactNode } from "react";
import { BackLink } from "~/components/back-link";
import { ErrorSummary, type FieldErrors } from "~/components/form";
import { useI18n } from "~/i18n/context";

/** A page about one solution with one thing to do: what went wrong, the title, which solution, a form, the way back. */
export function ContactPage({ title, about, slug, errors = {}, children }: { title: string; about?: string; slug: string; errors?: FieldErrors | undefined; children: ReactNode }) {
  const { t, locale } = useI18n();
  return (
    <div className="wrap section">
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      {about && <p className="lead">{about}</p>}
      {children}
      <BackLink href={`/${locale}/solutions/${slug}`}>{t("contact.backToSolution")}</BackLink>
    </div>
  );
}
