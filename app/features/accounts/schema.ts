import { z } from "zod";
import { isReadable } from "~/platform/text-field";

/** Languages of the interface, in which people are written to. */
export const LOCALES = ["es", "en", "pt"] as const;

/** A person's part in an organisation, as files and the command line write it; the tables join words with "_". */
export const ROLES = ["owner", "reviewer", "coordinator", "deputy", "adviser", "programme-manager", "administrator"] as const;
export type Role = (typeof ROLES)[number];
export type StoredRole = "owner" | "reviewer" | "coordinator" | "deputy" | "adviser" | "programme_manager" | "administrator";

export function storedRole(role: Role): StoredRole {
  return role === "programme-manager" ? "programme_manager" : role;
}

export function roleFrom(stored: StoredRole): Role {
  return stored === "programme_manager" ? "programme-manager" : stored;
}

/** Roles that see what others entrusted to the programme: short sessions, and a second factor in public. */
export const STAFF_ROLES: readonly Role[] = ["reviewer", "coordinator", "deputy", "programme-manager", "administrator"];

/** In lower case: one person, one spelling. */
export const EmailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email({ error: "not-an-email" }));

/** As people write numbers, "+1 (809) 555-0100", to E.164. The country's code is required: nothing is guessed. */
export const WhatsappSchema = z
  .string()
  .transform((text) => text.replace(/[\s().\-\u00a0]/g, "").replace(/^00/, "+"))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, { error: "not-an-international-number" }));

export type Address = { kind: "email" | "whatsapp"; address: string };

/** What somebody typed where an e-mail or a number may stand; undefined when it is neither. */
export function addressOf(typed: string): Address | undefined {
  const email = EmailSchema.safeParse(typed);
  if (email.success) return { kind: "email", address: email.data };
  const whatsapp = WhatsappSchema.safeParse(typed.trim());
  return whatsapp.success ? { kind: "whatsapp", address: whatsapp.data } : undefined;
}

export const PersonNameSchema = z
  .string()
  .trim()
  .min(2, { error: "too-short" })
  .max(120, { error: "too-long" })
  .refine((name) => isReadable(name) && !/\p{Cc}/u.test(name), { error: "has-control-characters" });
