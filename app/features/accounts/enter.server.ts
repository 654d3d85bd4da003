import { now } from "~/platform/clock";
import { environment, publicOrigin } from "~/platform/env.server";
import { redirect } from "~/platform/http/remix.server";
import { changedPasswordSince } from "./account.server";
import { landingOf } from "./landing.server";
import { safeNext, withNext } from "./next";
import { enteringTicket, readTicket } from "./second-factor.server";
import { startSession } from "./session.server";

const TICKET_SECONDS = 600;

export type Entering = { personId: string; hasSecondFactor: boolean; locale: string; next: unknown };

/**
 * Lets somebody in who has shown who they are, and leads to the page that they wanted, or to their work. Whoever has a second factor
 * is asked for it first, with a ticket instead of a session.
 */
export async function enter(request: Request, { personId, hasSecondFactor, locale, next }: Entering): Promise<Response> {
  const wanted = safeNext(next);
  if (hasSecondFactor) {
    return redirect(withNext(`/${locale}/sign-in/code`, wanted), { headers: { "Set-Cookie": ticketCookie(enteringTicket(personId, now()), TICKET_SECONDS) } });
  }
  return redirect(wanted ?? (await landingOf(personId, locale)), { headers: { "Set-Cookie": await startSession(request, personId) } });
}

/** The last step, once the code was right. */
export async function enterWithCode(request: Request, { personId, locale, next }: Omit<Entering, "hasSecondFactor">): Promise<Response> {
  const headers = new Headers();
  headers.append("Set-Cookie", await startSession(request, personId, { secondFactor: true }));
  headers.append("Set-Cookie", ticketCookie("", 0));
  return redirect(safeNext(next) ?? (await landingOf(personId, locale)), { headers });
}

/** Who is between password and code; undefined for anybody else, after ten minutes, and once the password is another. */
export async function whoIsEntering(request: Request): Promise<string | undefined> {
  const cookies = (request.headers.get("Cookie") ?? "").split(/;\s*/);
  const prefix = `${ticketName()}=`;
  const ticket = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
  const read = ticket === undefined ? undefined : readTicket(ticket, now());
  return read && !(await changedPasswordSince(read.personId, read.since)) ? read.personId : undefined;
}

function ticketCookie(value: string, seconds: number): string {
  return `${ticketName()}=${value}; HttpOnly; Max-Age=${seconds}; Path=/; SameSite=Lax${isHttps() ? "; Secure" : ""}`;
}

function ticketName(): string {
  return isHttps() ? "__Host-sol_entering" : "sol_entering";
}

function isHttps(): boolean {
  return publicOrigin(environment()).startsWith("https:");
}

/** The client's network address, as the web server hands it to routes. */
export function clientOf(context: { address?: unknown }): string {
  return typeof context.address === "string" ? context.address : "unknown";
}
