import type { z } from "zod";
import { type Parsed, parsed } from "./desk-acts";
import { AnswerSchema, BlindAnswerSchema, DeclareConflictSchema, type ReviewInput, ReviewInputSchema, VersionSchema } from "./schema";

/** What a form of a reviewer asks for. */
export type ReviewAct =
  | { intent: "decline" | "abstain" }
  | ({ intent: "answer" } & z.output<typeof AnswerSchema> & { /** Only from a blind edition's form: places in its list of names. */ ticked?: number[] })
  | ({ intent: "recuse" } & z.output<typeof DeclareConflictSchema>)
  | ({ intent: "save" | "submit" } & ReviewInput);

const TIED = "tied_";
/** The field of a name in a blind edition's list; `NAMES_FIELD` says that the list was on the page. */
export const tiedField = (position: number) => `${TIED}${position}`;
export const NAMES_FIELD = "names";
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
  if (intent === "answer" && fields[NAMES_FIELD] !== undefined) {
    const ticked = Object.keys(fields).flatMap((name) => (name.startsWith(TIED) ? [Number(name.slice(TIED.length))] : []));
    return parsed(BlindAnswerSchema.safeParse({ ticked, conflict: fields.conflict ?? "" }), (value) => ({ intent, ...value }));
  }
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
