import { Button, Hidden } from "./form";

type Props = {
  label: string;
  /** What tells it from the others of a list, for whoever hears it alone. */
  about?: string | undefined;
  text: string;
  /** What the second button says. */
  yes: string;
  /** What it sends. */
  sends: Readonly<Record<string, string | number>>;
};

/** What can't be taken back asks first: the words unfold what it does, and then the button that does it. */
export function AskFirst({ label, about, text, yes, sends }: Props) {
  return (
    <details className="ask-first">
      <summary aria-label={about && `${label}: ${about}`}>{label}</summary>
      <p>{text}</p>
      <form method="post">
        {Object.entries(sends).map(([name, value]) => (
          <Hidden key={name} name={name} value={value} />
        ))}
        <Button quiet>{yes}</Button>
      </form>
    </details>
  );
}
