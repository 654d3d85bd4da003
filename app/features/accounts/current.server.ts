import { localeOfPath } from "~/i18n/locales";
import { environment, publicOrigin } from "~/platform/env.server";
import { redirect } from "~/platform/http/remix.server";
import { type Actor, type PersonActor, VISITOR } from "./actor";
import { STAFF_ROLES } from "./schema";
import { readSession, type SignedIn } from "./session.server";

/** Who sends this request: a person with the parts they have today, or a visitor. Drafts held by a cookie are not known here. */
export async function currentActor(request: Request): Promise<Actor> {
  const signedIn = await readSession(request);
  return signedIn ? actorOf(signedIn) : VISITOR;
}

/** The person who sends this request; anybody else is sent to sign in and comes back. A second factor that is demanded is asked for first. */
export async function requirePerson(request: Request): Promise<PersonActor> {
  const signedIn = await requireSession(request);
  if (lacksSecondFactor(signedIn)) throw redirect(`/${localeOfPath(new URL(request.url).pathname)}/account/second-factor`);
  return actorOf(signedIn);
}

/** The same for the pages of the account itself, where a second factor is set up. */
export async function requireSession(request: Request): Promise<SignedIn> {
  const signedIn = await readSession(request);
  if (signedIn) return signedIn;
  const { pathname, search } = new URL(request.url);
  const next = new URLSearchParams({ next: pathname + withoutData(search) });
  throw redirect(`/${localeOfPath(pathname)}/sign-in?${next}`);
}

/** Who may be shown what is theirs alone: nobody without a session, nor while it owes a code. */
export async function whoIsIn(request: Request): Promise<string | null> {
  const signedIn = await readSession(request);
  return signedIn && !lacksSecondFactor(signedIn) ? signedIn.personId : null;
}

/** Without the second factor that their roles demand, a person has none of those roles. */
export function actorOf(signedIn: SignedIn): PersonActor {
  const { personId, memberships } = signedIn;
  const held = lacksSecondFactor(signedIn) ? memberships.filter(({ role }) => !STAFF_ROLES.includes(role)) : memberships;
  return { kind: "person", personId, memberships: held, submissionIds: [] };
}

/** Whether this session still owes the code that its person's roles demand in public. */
export function lacksSecondFactor({ memberships, secondFactorAt }: SignedIn): boolean {
  return secondFactorAt === null && demandsSecondFactor(publicOrigin(environment())) && memberships.some(({ role }) => STAFF_ROLES.includes(role));
}

/** On somebody's own machine a password is enough to look around. */
function demandsSecondFactor(origin: string): boolean {
  return !["localhost", "127.0.0.1", "[::1]"].includes(new URL(origin).hostname);
}

function withoutData(search: string): string {
  const parameters = new URLSearchParams(search);
  parameters.delete("_data");
  return parameters.size > 0 ? `?${parameters}` : "";
}
