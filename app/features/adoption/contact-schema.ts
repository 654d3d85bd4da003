import { z } from "zod";
import { textField } from "~/platform/text-field";
import { EmailSchema, WhatsappSchema } from "../accounts/schema";

export const CONTACT_FIELDS = ["name", "businessType", "place", "message", "replyKind", "replyAddress", "consent"] as const;

const fields = z.strictObject({
  name: textField({ min: 2, max: 120 }),
  businessType: textField({ min: 1, max: 60 }),
  place: textField({ min: 2, max: 120 }),
  message: textField({ min: 10, max: 2_000 }),
  replyKind: z.enum(["email", "whatsapp"], { error: "required" }),
  replyAddress: textField({ min: 1, max: 254 }),
  consent: z.literal("yes", { error: "not-agreed" }),
});

/** What a firm sends to a solution's owner. Faults are codes; `knownBusinessTypes` are the taxonomy's keys. */
export function contactSchema(knownBusinessTypes: readonly string[]) {
  return fields
    .refine(({ businessType }) => knownBusinessTypes.includes(businessType), { path: ["businessType"], error: "required" })
    .transform(({ consent: _agreed, ...contact }, context) => {
      const address = (contact.replyKind === "email" ? EmailSchema : WhatsappSchema).safeParse(contact.replyAddress);
      if (address.success) return { ...contact, replyAddress: address.data };
      context.addIssue({ code: "custom", path: ["replyAddress"], message: contact.replyKind === "email" ? "not-an-email" : "not-a-number" });
      return z.NEVER;
    });
}
export type Contact = z.infer<ReturnType<typeof contactSchema>>;

/** A number that no telephone has: the demonstration's. Nobody must be led to WhatsApp with it. */
export function isUnassignedNumber(number: string): boolean {
  return number.startsWith("+999");
}
