import { z } from "zod";
import { textField } from "~/platform/text-field";

export const REPORT_KINDS = ["no-answer", "asked-money"] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export const REPORT_FIELDS = ["kind", "text", "replyTo"] as const;

/** What anybody may tell the moderators of a listing. Faults are codes. */
export const ReportSchema = z.strictObject({
  kind: z.enum(REPORT_KINDS, { error: "required" }),
  text: textField({ min: 10, max: 2_000 }),
  /** An e-mail or a number, if the reporter wants to be asked back. */
  replyTo: textField({ max: 254 })
    .optional()
    .transform((text) => text || null),
});
export type Report = z.infer<typeof ReportSchema>;
