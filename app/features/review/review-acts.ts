import type { z } from "zod";
import { type Parsed, parsed } from "./desk-acts";
import { AnswerSchema, DeclareConflictSchema, type ReviewInput, ReviewInputSchema, VersionSchema } from "./schema";

/** What a form of a reviewer asks for. */
export type ReviewAct =
  | { intent: "decline" | "abstain" }
  | ({ intent: "answer" } & z.output<typeof AnswerSchema>)
  | ({ intent: "recuse" } & z.output<typeof DeclareConflictSchema>)
  | ({ intent: "save" | "submit" } & ReviewInput);

const SCORE = "score_";
export const scoreField = (criterionId: string) => SCORE + criterionId;
/** What the form sends for "not applicable". */
export const NOT_APPLICABLE = "na";

/** Null when the form is none of ours. */
export function parseReviewForm(fields: Readonly<Record<string, string>>): ({ version: number } & Parsed<ReviewAct>) | null {
  const version = VersionSchema.safeParse(fields.version);
  const act = parseAct(fields);
  return version.success && act ? { version: version.data, ...act } : null;
}

function parseAct(fields: Readonly<Record<string, string>>): Parsed<ReviewAct> | null {
  const { intent } = fields;
  if (intent === "decline" || intent === "abstain") return { ok: true, value: { intent } };
  if (intent === "answer") return parsed(AnswerSchema.safeParse(fields), (value) => ({ intent, ...value }));
  if (intent === "recuse") return parsed(DeclareConflictSchema.safeParse(fields), (value) => ({ intent, ...value }));
  if (intent !== "save" && intent !== "submit") return null;
  const answers = Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      name.startsWith(SCORE) && value !== "" ? [[name.slice(SCORE.length), value === NOT_APPLICABLE ? null : Number(value)]] : [],
    ),
  );
  const { forAuthor = "", privateNote = "" } = fields;
  return parsed(
    ReviewInputSchema.safeParse({ answers, forAuthor, privateNote }),
    (value) => ({ intent, ...value }),
    ([first, id]) => (first === "answers" && id !== undefined ? scoreField(String(id)) : String(first)),
  );
}
