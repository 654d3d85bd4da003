import { formOf } from "./form-content";
import { EMPTY_FORM, type FormValues, storedForm } from "./form-schema";
import { SolutionContentSchema } from "./schema";

/**
 * What a draft holds, as the form shows it. Forms are stored as they were typed; a draft that came with the
 * demonstration is stored as the part of a content that it has.
 */
export function draftValues(stored: unknown): FormValues {
  if (typeof stored !== "object" || stored === null) return EMPTY_FORM;
  if ("values" in stored) return storedForm(stored.values);
  const { contact, ...content } = stored as { contact?: { person?: string; role?: string; email?: string; whatsapp?: string } };
  const parsed = SolutionContentSchema.safeParse(content);
  if (!parsed.success) return EMPTY_FORM;
  const { person = null, role = null, email = null, whatsapp = null } = contact ?? {};
  return formOf(parsed.data, { personName: person, personRole: role, email, whatsapp, whatsappAgreed: whatsapp !== null });
}
