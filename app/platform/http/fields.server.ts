import { AppError } from "../errors";
import { errorResponse } from "./errors.server";

/**
 * What was typed into a form's fields, as it came, to be judged field by field and to stand in them again: of a
 * repeated name the last text, files left out. What is no form is answered as an error page.
 */
export async function readFields<Name extends string>(request: Request, names: readonly Name[]): Promise<Partial<Record<Name, string>>> {
  const form = await request.formData().catch((cause: unknown) => {
    throw errorResponse(cause instanceof AppError ? cause : new AppError("bad_input", "form-unreadable", { cause }));
  });
  const typed: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const text = form.getAll(name).findLast((value) => typeof value === "string");
    if (typeof text === "string") typed[name] = text;
  }
  return typed;
}

/** The page that an address asks for; the first where it asks for none that can be. */
export function pageOf(request: Request): number {
  const asked = new URL(request.url).searchParams.get("page") ?? "1";
  return /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : 1;
}
