import { AppError } from "../errors";
import type { KeptForm } from "./error-pages.server";
import { keptFields } from "./kept-fields";

const FORM_TYPES = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** Whether a request brings a form that a person filled in, so that a page can give it back. */
export function bringsForm(request: { method: string; get(name: string): string | undefined; query: object }): boolean {
  return request.method === "POST" && FORM_TYPES.test(request.get("content-type") ?? "") && !("_data" in request.query);
}

/**
 * What a form brought, to be sent once more to the same address; undefined for what is no form.
 *
 * @throws AppError too_large
 */
export async function readKeptForm(posted: Request): Promise<KeptForm | undefined> {
  const form = await posted.formData().catch((cause: unknown) => {
    if (cause instanceof AppError) throw cause;
    return undefined;
  });
  if (!form) return undefined;
  const entries = [...form];
  const fields = keptFields(entries);
  const kept = new Set(fields.map(([name]) => name));
  const { pathname, search } = new URL(posted.url);
  return {
    // Two slashes in front would name another site.
    action: pathname.replace(/^[/\\]+/, "/") + search,
    fields,
    secrets: [...new Set(entries.flatMap(([name, value]) => (typeof value === "string" && !kept.has(name) ? [name] : [])))],
    hadFiles: entries.some(([, value]) => typeof value !== "string" && value.size > 0),
  };
}
