import type { z } from "zod";
import type { RevokeReason } from "./rules";
import {
  AnnounceSchema,
  AssignSchema,
  CHANGE_SECTIONS,
  DecideSchema,
  DeclareConflictSchema,
  HandOverSchema,
  KeepOutSchema,
  MoveDateSchema,
  OpenDeliberationSchema,
  RequestChangesSchema,
  RevokeReviewerSchema,
  VersionSchema,
} from "./schema";

/** What a form of the desk asks for. */
export type DeskAct =
  | { intent: "claim" | "revokeDecision" }
  | ({ intent: "assign" } & z.output<typeof AssignSchema>)
  | { intent: "revokeReviewer"; assignmentId: string; reason: RevokeReason }
  | ({ intent: "handOver" } & z.output<typeof HandOverSchema>)
  | ({ intent: "moveDate" } & z.output<typeof MoveDateSchema>)
  | ({ intent: "requestChanges" } & z.output<typeof RequestChangesSchema>)
  | ({ intent: "declareConflict" } & z.output<typeof DeclareConflictSchema>)
  | ({ intent: "openDeliberation" } & z.output<typeof OpenDeliberationSchema>)
  | ({ intent: "decide" } & z.output<typeof DecideSchema>)
  | ({ intent: "announce" } & z.output<typeof AnnounceSchema>)
  | ({ intent: "keepOut" } & z.output<typeof KeepOutSchema>);

/** By field, the reason why it was not taken. */
export type Faults = Record<string, string>;
export type Parsed<Value> = { ok: true; value: Value } | { ok: false; faults: Faults };

type Fields = Readonly<Record<string, string>>;

const REVIEWER = "reviewer_";
/** Every form of the page has names of its own, because a name is an id too. */
export const noteField = (section: string) => `note_${section}`;
export const reviewerField = (personId: string) => REVIEWER + personId;
/** Each member of the panel has a form of their own on one page. */
export const revokeField = (part: "reason" | "words", assignmentId: string) => `off_${part}_${assignmentId}`;
const KEPT_OUT = { person: "out_person_", organisation: "out_organisation_" } as const;
export const keptOutField = (kind: keyof typeof KEPT_OUT, id: string) => KEPT_OUT[kind] + id;

/** Null when the form is none of ours. */
export function parseDeskForm(fields: Fields): ({ version: number } & Parsed<DeskAct>) | null {
  const version = VersionSchema.safeParse(fields.version);
  const act = parseAct(fields);
  return version.success && act ? { version: version.data, ...act } : null;
}

function parseAct(fields: Fields): Parsed<DeskAct> | null {
  switch (fields.intent) {
    case "claim":
    case "revokeDecision":
      return { ok: true, value: { intent: fields.intent } };
    case "assign": {
      const reviewerIds = Object.keys(fields).flatMap((name) => (name.startsWith(REVIEWER) ? [name.slice(REVIEWER.length)] : []));
      return parsed(AssignSchema.safeParse({ reviewerIds }), (value) => ({ intent: "assign", ...value }));
    }
    case "keepOut": {
      const idsAfter = (prefix: string) => Object.keys(fields).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
      const chosen = { personIds: idsAfter(KEPT_OUT.person), organisationIds: idsAfter(KEPT_OUT.organisation) };
      return parsed(
        KeepOutSchema.safeParse(chosen),
        (value) => ({ intent: "keepOut", ...value }),
        () => "keepOut",
      );
    }
    case "revokeReviewer": {
      const { assignmentId = "" } = fields;
      const names = { code: revokeField("reason", assignmentId), text: revokeField("words", assignmentId) };
      return parsed(
        RevokeReviewerSchema.safeParse({ assignmentId, code: fields[names.code] ?? "", text: fields[names.text] ?? "" }),
        ({ assignmentId: one, ...reason }) => ({ intent: "revokeReviewer", assignmentId: one, reason }),
        ([first]) => (first === "code" || first === "text" ? names[first] : String(first)),
      );
    }
    case "handOver":
      return parsed(HandOverSchema.safeParse(fields), (value) => ({ intent: "handOver", ...value }));
    case "moveDate":
      return parsed(MoveDateSchema.safeParse(fields), (value) => ({ intent: "moveDate", ...value }));
    case "requestChanges": {
      const notes = Object.fromEntries(CHANGE_SECTIONS.map((section) => [section, fields[noteField(section)] ?? ""]));
      return parsed(
        RequestChangesSchema.safeParse({ notes }),
        (value) => ({ intent: "requestChanges", ...value }),
        ([first, section]) => (first === "notes" ? noteField(String(section ?? "summary")) : String(first)),
      );
    }
    case "declareConflict":
      return parsed(DeclareConflictSchema.safeParse(fields), (value) => ({ intent: "declareConflict", ...value }));
    case "openDeliberation":
      return parsed(OpenDeliberationSchema.safeParse(fields), (value) => ({ intent: "openDeliberation", ...value }));
    case "decide":
      return parsed(DecideSchema.safeParse(fields), (value) => ({ intent: "decide", ...value }));
    case "announce":
      return parsed(AnnounceSchema.safeParse(fields), (value) => ({ intent: "announce", ...value }));
    default:
      return null;
  }
}

/** The first fault of each field. */
export function parsed<Input, Output>(
  result: z.ZodSafeParseResult<Input>,
  make: (value: Input) => Output,
  nameOf: (path: readonly PropertyKey[]) => string = ([first]) => String(first),
): Parsed<Output> {
  if (result.success) return { ok: true, value: make(result.data) };
  const faults: Faults = {};
  for (const { path, message } of result.error.issues) faults[nameOf(path)] ??= message;
  return { ok: false, faults };
}
