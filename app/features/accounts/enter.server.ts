import { redirect } from "~/platform/http/remix.server";
import { safeNext } from "./next";
import { startSession } from "./session.server";

/** Lets somebody in who has shown who they are, and leads to the page that they wanted, or to their account. */
export async function enter(request: Request, { personId, locale, next }: { personId: string; locale: string; next: unknown }): Promise<Response> {
  return redirect(safeNext(next) ?? `/${locale}/account`, { headers: { "Set-Cookie": await startSession(request, personId) } });
}

/** The client's network address, as the web server hands it to routes. */
export function clientOf(context: { address?: unknown }): string {
  return typeof context.address === "string" ? context.address : "unknown";
}
