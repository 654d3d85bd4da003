import { z } from "zod";

/** Letters of control, halves of a pair, and the mark that stands for bytes which were no text: nothing that a person typed. */
const UNREADABLE = /(?![\n\r\t])\p{Cc}|\p{Cs}|\ufffd/u;

export function isReadable(text: string): boolean {
  return !UNREADABLE.test(text);
}

/** What a person types into a form. Faults are "required", "too-short", "too-long" and "unreadable"; lengths count characters as sent. */
export function textField({ min = 0, max }: { min?: number; max: number }) {
  return z
    .string({ error: "required" })
    .refine(isReadable, { error: "unreadable", abort: true })
    .transform((text) => text.replace(/\r\n?/g, "\n").trim())
    .pipe(
      z
        .string()
        .min(min > 0 ? 1 : 0, { error: "required", abort: true })
        .min(min, { error: "too-short" })
        .max(max, { error: "too-long" }),
    );
}

/** The first fault of each field, in the order of the fields. */
export function faultsOf(error: z.ZodError, fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const issue = error.issues.find(({ path }) => path[0] === field);
      return issue ? [[field, issue.message]] : [];
    }),
  );
}
