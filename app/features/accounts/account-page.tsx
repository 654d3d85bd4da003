import type { ReactNode } from "react";
import { BackLink } from "~/components/back-link";
import { ErrorSummary, type FieldErrors } from "~/components/form";

type Page = { title: string; lead?: string; errors?: FieldErrors | undefined; back?: { href: string; label: string }; children?: ReactNode };

/** A page with one thing to do: the way back, its title, what went wrong, a form. */
export function AccountPage({ title, lead, errors = {}, back, children }: Page) {
  return (
    <div className="wrap section">
      <ErrorSummary errors={errors} />
      {back && <BackLink href={back.href}>{back.label}</BackLink>}
      <h1>{title}</h1>
      {lead && <p className="lead">{lead}</p>}
      {children}
    </div>
  );
}
