import type { Translator } from "~/i18n/translator";
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
