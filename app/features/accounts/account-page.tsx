import type { ReactNode } from "react";
import { ErrorSummary, type FieldErrors } from "~/components/form";

/** A page with one thing to do: its title, what went wrong, a form. */
export function AccountPage({ title, lead, errors = {}, children }: { title: string; lead?: string; errors?: FieldErrors | undefined; children?: ReactNode }) {
  return (
    <div className="wrap section">
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      {lead && <p className="lead">{lead}</p>}
      {children}
    </div>
  );
}
