import { AppError } from "../errors";
import { errorResponse } from "./errors.server";

/**
 * The texts of a posted form by name; of a repeated name the last one, files left out. Line ends become "\n", and NUL,
 * which PostgreSQL can't keep, the mark for what is no text (`isReadable`). What is no form is answered as an error page.
 */
export async function readForm(request: Request): Promise<Record<string, string>> {
  const form = await request.formData().catch((cause: unknown) => {
    throw errorResponse(cause instanceof AppError ? cause : new AppError("bad_input", "form-unreadable", { cause }));
  });
  const texts = [...form].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts.map(([name, text]) => [name, text.replaceAll("\r\n", "\n").replaceAll("\u0000", "\ufffd")]));
}
