import { AskFirst } from "~/components/ask-first";
import { Button, Hidden } from "~/components/form";
import { Prose } from "~/components/prose";
import { useI18n } from "~/i18n/context";
import type { FailedLetter } from "./failed.server";

/** Letters that never left: why, to whom, what they say, and the three things that can be done about each. */
export function FailedLetters({ letters }: { letters: ReadonlyArray<Omit<FailedLetter, "createdAt"> & { createdAt: string }> }) {
  const { t, date } = useI18n();
  return (
    <ul className="desk-queue">
      {letters.map(({ id, version, subject, recipientName, email, number, failure, text, createdAt }) => (
        <li key={id} className="card">
          <h2>{subject}</h2>
          <p>{t(failure === "no-address" ? "letters.failedNoAddress" : failure === "refused" ? "letters.failedRefused" : "letters.failedUnanswered")}</p>
          <p className="row small soft">
            {[recipientName, email, number].map((known) => known && <span key={known}>{known}</span>)}
            <span>{t("letters.failedSince", { date: date(createdAt) })}</span>
          </p>
          {text !== null && (
            <details>
              <summary>{t("letters.heldText")}</summary>
              <Prose text={text} />
            </details>
          )}
          <form method="post" className="actions">
            <Hidden name="letter" value={id} />
            <Hidden name="version" value={version} />
            <Button name="intent" value="retry">
              {t("letters.failedRetry")}
            </Button>
            <Button quiet name="intent" value="told">
              {t("letters.failedTold")}
            </Button>
          </form>
          <AskFirst
            label={t("letters.failedGiveUp")}
            about={subject}
            text={t("letters.failedGiveUpText")}
            yes={t("letters.failedGiveUpYes")}
            sends={{ letter: id, version, intent: "given-up" }}
          />
        </li>
      ))}
    </ul>
  );
}
