import type { ReactNode } from "react";

type Props = { label: string /** What tells it from the others of a list, for whoever hears it alone. */; about?: string; text: string; children: ReactNode };

/** What can't be taken back asks first: the words unfold what it does, and then the button that does it. */
export function AskFirst({ label, about, text, children }: Props) {
  return (
    <details className="ask-first">
      <summary aria-label={about && `${label}: ${about}`}>{label}</summary>
      <p>{text}</p>
      {children}
    </details>
  );
}
