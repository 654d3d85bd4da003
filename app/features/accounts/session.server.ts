import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from "lucia";
import { now } from "~/platform/clock";
import { db, type Prisma } from "~/platform/database/client.server";
import { environment, publicOrigin } from "~/platform/env.server";
import { asAppError } from "~/platform/errors";
import { sha256 } from "~/platform/hash.server";
import { log } from "~/platform/log.server";
import type { ActiveMembership } from "./actor";
import { roleFrom, STAFF_ROLES } from "./schema";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Idle: since the last request. Absolute: since the sign-in, whatever happens. */
const LIFETIMES = {
  owner: { idleMs: 14 * DAY, absoluteMs: 30 * DAY },
  staff: { idleMs: HOUR, absoluteMs: 12 * HOUR },
} as const;
/** A session is written again only when this share of its idle time has passed. */
const EXTEND_AFTER = 1 / 60;

type SessionAttributes = { createdAt: Date; absoluteAt: Date; secondFactorAt: Date | null; device: string | null };
type PersonAttributes = { displayName: string | null; locale: string; memberships: ActiveMembership[]; hasSecondFactor: boolean };

declare module "lucia" {
  interface Register {
    Lucia: ReturnType<typeof makeLucia>;
    DatabaseSessionAttributes: SessionAttributes;
    DatabaseUserAttributes: PersonAttributes;
  }
}

/** Lucia's tokens are hashed here, where they touch the database: its rows open no session. */
const adapter: Adapter = {
  async getSessionAndUser(token) {
    const at = now();
    const stored = await db().session.findUnique({ where: { id: sha256(token) }, include: { person: { select: personSelect(at) } } });
    if (!stored) return [null, null];
    const { person, personId: userId, id, expiresAt, ...attributes } = stored;
    if (person.disabledAt || person.erasedAt) return [{ id, userId, expiresAt, attributes }, null];
    const memberships = person.memberships.map(({ organisationId, role }) => ({ organisationId, role: roleFrom(role) }));
    // Whoever became a reviewer yesterday has a session from before, which may not outlive a reviewer's.
    const end = new Date(Math.min(expiresAt.getTime(), attributes.absoluteAt.getTime(), attributes.createdAt.getTime() + lifetimesOf(memberships).absoluteMs));
    const { displayName, locale, secondFactor } = person;
    return [
      { id, userId, expiresAt: end, attributes },
      { id: userId, attributes: { displayName, locale, memberships, hasSecondFactor: secondFactor?.confirmedAt != null } },
    ];
  },
  async getUserSessions(personId) {
    const stored = await db().session.findMany({ where: { personId }, orderBy: { createdAt: "desc" } });
    return stored.map(({ id, personId: userId, expiresAt, ...attributes }) => ({ id, userId, expiresAt, attributes }));
  },
  async setSession({ id: token, userId: personId, attributes }: DatabaseSession) {
    const person = await db().person.findUniqueOrThrow({ where: { id: personId }, select: personSelect(attributes.createdAt) });
    const { idleMs, absoluteMs } = lifetimesOf(person.memberships.map(({ organisationId, role }) => ({ organisationId, role: roleFrom(role) })));
    const began = attributes.createdAt.getTime();
    await db().session.create({ data: { ...attributes, id: sha256(token), personId, expiresAt: new Date(began + idleMs), absoluteAt: new Date(began + absoluteMs) } });
  },
  async updateSessionExpiration(id, expiresAt) {
    await db().session.updateMany({ where: { id }, data: { expiresAt } });
  },
  async deleteSession(id) {
    await db().session.deleteMany({ where: { id } });
  },
  async deleteUserSessions(personId) {
    await db().session.deleteMany({ where: { personId } });
  },
  async deleteExpiredSessions() {
    await db().session.deleteMany({ where: { expiresAt: { lte: now() } } });
  },
};

function personSelect(at: Date) {
  const today: Prisma.MembershipWhereInput = { startsAt: { lte: at }, OR: [{ endsAt: null }, { endsAt: { gt: at } }] };
  return {
    displayName: true,
    locale: true,
    disabledAt: true,
    erasedAt: true,
    secondFactor: { select: { confirmedAt: true } },
    memberships: { where: today, select: { organisationId: true, role: true } },
  } satisfies Prisma.PersonSelect;
}

function lifetimesOf(memberships: readonly ActiveMembership[]) {
  return memberships.some(({ role }) => STAFF_ROLES.includes(role)) ? LIFETIMES.staff : LIFETIMES.owner;
}

/** Lucia makes tokens, checks them and reads cookies. How long a session lives depends on roles, so that is ours: Lucia is told to extend nothing. */
function makeLucia(https: boolean) {
  return new Lucia(adapter, {
    sessionExpiresIn: new TimeSpan(1, "ms"),
    sessionCookie: { name: https ? "__Host-sol_session" : "sol_session", expires: false, attributes: { secure: https, sameSite: "lax", path: "/" } },
    getSessionAttributes: ({ createdAt, absoluteAt, secondFactorAt, device }) => ({ createdAt, absoluteAt, secondFactorAt, device }),
    getUserAttributes: ({ displayName, locale, memberships, hasSecondFactor }) => ({ displayName, locale, memberships, hasSecondFactor }),
  });
}

let made: ReturnType<typeof makeLucia> | undefined;

function lucia(): ReturnType<typeof makeLucia> {
  made ??= makeLucia(publicOrigin(environment()).startsWith("https:"));
  return made;
}

export type SignedIn = PersonAttributes & { sessionId: string; personId: string; since: Date; secondFactorAt: Date | null };

/** Whose session the request's cookie opens, extended by being used; null for a stranger, and for what has ended. */
export async function readSession(request: Request): Promise<SignedIn | null> {
  const token = lucia().readSessionCookie(request.headers.get("Cookie") ?? "");
  if (!token) return null;
  const { session, user } = await lucia().validateSession(token);
  if (!session) return null;
  const { idleMs, absoluteMs } = lifetimesOf(user.memberships);
  const extended = new Date(Math.min(now().getTime() + idleMs, session.createdAt.getTime() + absoluteMs, session.absoluteAt.getTime()));
  if (extended.getTime() - session.expiresAt.getTime() > idleMs * EXTEND_AFTER) await extendSession(session.id, extended);
  const { id: personId, displayName, locale, memberships, hasSecondFactor } = user;
  return { sessionId: session.id, personId, displayName, locale, memberships, hasSecondFactor, since: session.createdAt, secondFactorAt: session.secondFactorAt };
}

/** A disk without room, or a copy that only reads, must not keep anybody from reading: the next use extends it. */
async function extendSession(sessionId: string, until: Date): Promise<void> {
  try {
    await adapter.updateSessionExpiration(sessionId, until);
  } catch (error) {
    if (asAppError(error)?.code !== "unavailable") throw error;
    log.debug({ err: error }, "a session could not be extended");
  }
}

/** Whose session the request's cookie opens, or opened until it ended; null for a stranger. Says nothing about what they may. */
export async function lastPersonOf(request: Request): Promise<string | null> {
  const token = lucia().readSessionCookie(request.headers.get("Cookie") ?? "");
  if (!token) return null;
  const where = { where: { id: sha256(token) }, select: { personId: true } };
  return ((await db().session.findUnique(where)) ?? (await db().endedSession.findUnique(where)))?.personId ?? null;
}

/**
 * Begins a session with a token that nobody has seen before, and ends the one that the request came with. Returns the
 * Set-Cookie header's value.
 */
export async function startSession(request: Request, personId: string, { secondFactor = false }: { secondFactor?: boolean } = {}): Promise<string> {
  await endSession(request);
  const createdAt = now();
  const session = await lucia().createSession(personId, { createdAt, absoluteAt: createdAt, secondFactorAt: secondFactor ? createdAt : null, device: deviceOf(request) });
  const cookie = lucia().createSessionCookie(session.id);
  // The database decides when a session ends; the browser only has to keep the token long enough.
  cookie.attributes.maxAge = LIFETIMES.owner.absoluteMs / 1_000;
  return cookie.serialize();
}

/** Ends the session of the request's cookie, if there is one. Returns the Set-Cookie header's value that takes the cookie away. */
export async function endSession(request: Request): Promise<string> {
  const token = lucia().readSessionCookie(request.headers.get("Cookie") ?? "");
  if (token) await lucia().invalidateSession(sha256(token));
  return lucia().createBlankSessionCookie().serialize();
}

const SYSTEMS = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iPhone"],
  [/Windows/, "Windows"],
  [/Mac OS/, "Mac"],
  [/Linux/, "Linux"],
] as const;
const BROWSERS = [
  [/Edg/, "Edge"],
  [/OPR|Opera/, "Opera"],
  [/SamsungBrowser/, "Samsung"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrome|CriOS/, "Chrome"],
  [/Safari/, "Safari"],
] as const;

/** "Android · Chrome": enough to know one's own telephone by, too little to follow anybody with. */
function deviceOf(request: Request): string | null {
  const agent = request.headers.get("User-Agent") ?? "";
  const names = [SYSTEMS, BROWSERS].flatMap((known) => known.find(([pattern]) => pattern.test(agent))?.[1] ?? []);
  return names.length > 0 ? names.join(" · ") : null;
}
