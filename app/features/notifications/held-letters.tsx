import { Button } from "~/components/form";
import { Prose } from "~/components/prose";
import { useI18n } from "~/i18n/context";
import type { HeldLetter } from "./desk.server";

/** Letters for people without an e-mail: each opens in WhatsApp with its text typed already, and is marked as sent after. */
export function HeldLetters({ letters }: { letters: ReadonlyArray<Omit<HeldLetter, "createdAt"> & { createdAt: string }> }) {
  const { t, date } = useI18n();
  return (
    <ul className="desk-queue">
      {letters.map(({ id, recipientName, subject, text, whatsappUrl, number, createdAt }) => (
        <li key={id} className="card">
          <h2>{subject}</h2>
          <p className="row small soft">
            <span>{recipientName ?? number}</span>
            {recipientName && <span>{number}</span>}
            <span>{t("letters.heldSince", { date: date(createdAt) })}</span>
          </p>
          <details>
            <summary>{t("letters.heldText")}</summary>
            <Prose text={text} />
          </details>
          <p>
            <a className="button" href={whatsappUrl} rel="noopener noreferrer">
              {t("letters.heldOpen")}
            </a>
          </p>
          <form method="post">
            <input type="hidden" name="letter" value={id} />
            <Button quiet>{t("letters.heldSent")}</Button>
          </form>
        </li>
      ))}
    </ul>
  );
}
