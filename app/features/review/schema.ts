import { z } from "zod";
import { textField } from "~/platform/text-field";
import { CONFLICT_KINDS } from "../submissions/conflict-of-interest/schema";
import { ACCEPT_REASONS, DECLINE_REASONS, DELIBERATION_REASONS, FEWER_REASONS, REVOKE_REASONS } from "./rules";

export const CHANGE_SECTIONS = ["summary", "problem", "howItWorks", "cost", "needs", "results", "claims", "countries", "contact"] as const;
export type ChangeSection = (typeof CHANGE_SECTIONS)[number];
export const HAND_OVER_REASONS = ["conflict", "other-country", "other-topic", "no-capacity"] as const;
export const DATE_REASONS = ["reviewer-unavailable", "more-evidence", "workload", "holidays"] as const;

export { CONFLICT_KINDS, type ConflictKind } from "../submissions/conflict-of-interest/schema";

const text = (max: number) => textField({ max });
const requiredText = (min: number, max: number) => textField({ min, max });
const id = z.uuid({ error: "required" });
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) => z.enum(values, { error: "required" });
/** The version that its form was made from. */
export const VersionSchema = z.coerce.number().int().min(1);

export const AssignSchema = z.object({ reviewerIds: z.array(id).min(1, { error: "nobody-chosen" }).max(20) });
export const HandOverSchema = z.object({ institutionId: id, handOverReason: oneOf(HAND_OVER_REASONS) });
/** The programme manager's: `picked` is how many were ticked. */
export const ReassignSchema = z.object({ institutionId: id, reason: oneOf(HAND_OVER_REASONS), picked: z.number().min(1, { error: "nothing-picked" }) });
export const MoveDateSchema = z.object({ date: z.iso.date({ error: "not-a-date" }), dateReason: oneOf(DATE_REASONS) });
export const DeclareConflictSchema = z.object({ conflict: oneOf(CONFLICT_KINDS) });
export const RevokeReviewerSchema = z.object({ assignmentId: id, code: oneOf(REVOKE_REASONS), text: text(1_000) });
export const KeepOutSchema = z.object({ personIds: z.array(id).max(500), organisationIds: z.array(id).max(500) });
export const OpenDeliberationSchema = z.object({ deliberationReason: oneOf(DELIBERATION_REASONS) });
export const DecideSchema = z.object({
  outcome: oneOf(["accepted", "declined"]),
  reasonCode: oneOf([...ACCEPT_REASONS, ...DECLINE_REASONS]),
  reason: requiredText(20, 2_000),
  /** Asked only where there are fewer current reviews than the edition wants. */
  fewerReason: z.enum(["", ...FEWER_REASONS], { error: "required" }).default(""),
  fewerText: text(1_000).default(""),
});
export const AnnounceSchema = z.object({ letter: requiredText(40, 6_000) });
/** A note for each section that needs one; at least one does. */
export const RequestChangesSchema = z
  .object({ notes: z.partialRecord(z.enum(CHANGE_SECTIONS), text(1_000)) })
  .transform(({ notes }) => ({ notes: CHANGE_SECTIONS.flatMap((section) => (notes[section] ? [{ section, note: notes[section] }] : [])) }))
  .refine(({ notes }) => notes.length > 0, { path: ["notes"], error: "no-note" });

/** "none", or what stands between the reviewer and the owner; declining needs no reason. */
export const AnswerSchema = z.object({ conflict: z.enum(["none", ...CONFLICT_KINDS], { error: "required" }) });
/** In a blind edition: the places of the names that were ticked, and what ties the reviewer to them. */
export const BlindAnswerSchema = z
  .object({ ticked: z.array(z.number().int().min(0).max(500)), conflict: z.enum(["", ...CONFLICT_KINDS], { error: "required" }) })
  .refine(({ ticked, conflict }) => ticked.length === 0 || conflict !== "", { path: ["conflict"], error: "required" })
  .refine(({ ticked, conflict }) => conflict === "" || ticked.length > 0, { path: ["conflict"], error: "nobody-ticked" })
  .transform(({ ticked, conflict }) => ({ ticked, conflict: conflict === "" ? ("none" as const) : conflict }));
/** By criterion id: a value of the scale, null for "not applicable"; what was not answered is absent. */
export const ReviewInputSchema = z.object({
  answers: z.record(z.uuid(), z.number().int().nullable()),
  forAuthor: text(4_000),
  privateNote: text(4_000),
});
export type ReviewInput = z.output<typeof ReviewInputSchema>;
