import { DICTIONARIES, type MessageKey } from "~/i18n/dictionaries";
import { isLocale, type Locale } from "~/i18n/locales";
import { type Translator, translator } from "~/i18n/translator";
import type { Faults } from "./desk-acts";
import type { DecisionRow, PanelMemberRow, TimelineRow } from "./queue";

export { costLines, setupInWords, sinceInWords } from "../submissions/content-words";

type File = "desk" | "review";

/** A key of data as words; null for one that this version has no words for. */
function wordOf({ t }: Translator, file: File, name: string): string | null {
  return Object.hasOwn(DICTIONARIES.es[file], name) ? t(`${file}.${name}` as MessageKey) : null;
}

/** What to say at each field. Reasons that only the desk knows are said in its words. */
export function faultWords(i18n: Translator, file: File, faults: Faults): Record<string, string> {
  return Object.fromEntries(
    Object.entries(faults).map(([field, reason]) => [field, wordOf(i18n, file, `error_${reason}`) ?? wordOf(i18n, "desk", `error_${reason}`) ?? i18n.t("desk.error_other")]),
  );
}

export function eventWords(i18n: Translator, { kind, name }: Pick<TimelineRow<string>, "kind" | "name">): string {
  const event = wordOf(i18n, "desk", `event_${kind}`) ?? kind;
  return name ? i18n.t("desk.eventBy", { event, name }) : event;
}

/** Why something was done, in words; a code of another feature stays unsaid. */
export function reasonWords(i18n: Translator, { kind, reasonCode }: Pick<TimelineRow<string>, "kind" | "reasonCode">): string | null {
  if (!reasonCode || kind === "reviewer_left" || kind === "conflict_declared") return null;
  const files = { due_date_moved: "date", handed_over: "handOver", deliberation_opened: "deliberation", decided: "reason", reviewer_revoked: "left" } as const;
  const prefix = Object.hasOwn(files, kind) ? files[kind as keyof typeof files] : null;
  return prefix && wordOf(i18n, "desk", `${prefix}_${reasonCode}`);
}

/** Why somebody is off the panel, in words; null when there is nothing to say beside their state. */
export function leftWords(i18n: Translator, { left }: Pick<PanelMemberRow<string>, "left">): string | null {
  return left && wordOf(i18n, "desk", `left_${left.code}`);
}

/** "With 1 of 2 reviews: nobody else to ask. …" */
export function fewerWords(i18n: Translator, { given, wanted, code, text }: { given: number; wanted: number; code: string; text: string }): string {
  return i18n.t("desk.fewerSaid", { given, wanted, reason: wordOf(i18n, "desk", `fewer_${code}`) ?? code, text });
}

type Announced = {
  title: string;
  reference: string;
  owner: { name: string | null; locale: string } | null;
  decision: Pick<DecisionRow<unknown>, "outcome" | "reason">;
  panel: ReadonlyArray<Pick<PanelMemberRow<unknown>, "status" | "review">>;
};

/** The letter to begin from, with what current reviews say to the author: in its owner's language, whatever the coordinator's page speaks. */
export function letterFor(fallback: Locale, { title, reference, owner, decision, panel }: Announced): { language: Locale; text: string } {
  const language = owner && isLocale(owner.locale) ? owner.locale : fallback;
  const texts = panel.flatMap(({ status, review }) => (status === "submitted" && review ? [review.forAuthor] : []));
  return { language, text: letterDraft(translator(language), { title, reference, owner: owner?.name ?? null, decision, texts }) };
}

function letterDraft(
  { t }: Translator,
  { title, reference, owner, decision, texts }: { title: string; reference: string; owner: string | null; decision: Announced["decision"]; texts: readonly string[] },
): string {
  const accepted = decision.outcome === "accepted";
  return [
    owner ? t("desk.letterGreeting", { name: owner }) : t("desk.letterGreetingNameless"),
    t(accepted ? "desk.letterAccepted" : "desk.letterDeclined", { title, reference }),
    decision.reason,
    ...(texts.length > 0 ? [t("desk.letterReviewers"), ...texts.map((text) => `— ${text}`)] : []),
    t(accepted ? "desk.letterNextAccepted" : "desk.letterNextDeclined"),
  ].join("\n\n");
}
