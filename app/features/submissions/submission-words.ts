import type { Translator } from "~/i18n/translator";
import type { ToldEvent } from "./owner-queries.server";
import { waitsFor } from "./rules";
import type { SubmissionState } from "./status";

type Standing = { state: SubmissionState; institution: string | null; dueAt: Date | string | null; timeZone: string };

/** Who has it, and until when the owner is to be answered: one sentence each; none where nobody is waited for. */
export function standingSentences({ t, date }: Translator, { state, institution, dueAt, timeZone }: Standing): string[] {
  switch (waitsFor(state)) {
    case "owner":
      return state === "draft" ? [] : [t("submission.heldByYou"), t("submission.clockPaused")];
    case "institution":
      return [
        institution ? t("submission.heldBy", { institution }) : t("submission.heldByProgramme"),
        ...(dueAt ? [t("submission.answerBy", { date: date(dueAt, timeZone) })] : []),
      ];
    case "nobody":
      return [];
  }
}

/** What an owner does, or whoever writes for them. */
const DONE = ["submitted", "changes_answered", "reopened", "withdrawn"] as const;

/** What happened: told as their own doing to whoever did it, by name of their part to the other of owner and author on behalf. */
export function eventSentence({ t }: Translator, { kind, onBehalf }: { kind: ToldEvent; onBehalf: boolean }, viewer: { onBehalf: boolean }): string {
  const done = DONE.find((known) => known === kind);
  if (done && onBehalf && !viewer.onBehalf) return t(`submission.eventOnBehalf_${done}`);
  if (viewer.onBehalf && !onBehalf && (done || kind === "taken_over")) return `${t(`desk.event_${done ?? "taken_over"}`)}.`;
  return t(`submission.event_${kind}`);
}
