import type { RouteConfigEntry } from "@remix-run/route-config";
import { enteringTicket } from "~/features/accounts/second-factor.server";
import { db, transaction } from "~/platform/database/client.server";
import { newId } from "~/platform/ids";
import { makeToken, tokenOf } from "~/platform/tokens.server";
import routes from "../../app/routes";
import { sessionOf } from "./ask";
import { type Form, formsIn, tagsOf } from "./html";
import type { Site } from "./site";

/** A form as somebody found it on a page. */
export type FoundForm = Form & {
  /** The page's path, and the route's pattern that its form is sent to. */
  page: string;
  pattern: string;
  who: string;
  cookie: string;
};

export type Walker = { who: string; cookie: string; starts: readonly string[] };

/** Of one kind of page, each of them opens so many. */
const MOST = 2;

type Route = { id: string; pattern: string; matches: RegExp };

function flatten(entries: readonly RouteConfigEntry[], parent = ""): Route[] {
  return entries.flatMap((entry) => {
    const path = entry.path ? `${parent}/${entry.path}` : parent;
    if (entry.children?.length) return flatten(entry.children, path);
    const matches = new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/:\w+/g, "[^/]+").replace("*", ".*")}$`);
    return [{ id: entry.file.replace(/\.tsx?$/, ""), pattern: path === "" ? "/" : path, matches }];
  });
}

const known = flatten(await routes);

/** The route that answers at a path; fixed names come before variable ones. */
export function routeOf(pathname: string): Route {
  const vague = ({ pattern }: Route) => (pattern.includes("*") ? 100 : 0) + pattern.split(":").length;
  const [first] = known.filter(({ matches }) => matches.test(pathname)).sort((a, b) => vague(a) - vague(b));
  if (!first) throw new Error(`No route answers at ${pathname}.`);
  return first;
}

/**
 * Whoever meets a form in the demonstration, signed in, each beginning at a page that has one: a desk's for each state of a
 * submission, a reviewer's for each of an assignment, an owner's and a moderator's for each of a listing, and the pages
 * that letters lead to. Needs a connection to the site's database.
 */
export async function demonstrationWalkers(): Promise<Walker[]> {
  const found = await db().$queryRaw<Array<{ who: string; personId: string; path: string }>>`
    SELECT DISTINCT ON (who, kind) who, "personId", path FROM (
      SELECT 'coordinator' AS who, s.state::text AS kind, m."personId", '/es/coordinate/' || s.id AS path
        FROM "Submission" s JOIN "Membership" m ON m."organisationId" = s."institutionId" AND m.role = 'coordinator'
      UNION ALL
      SELECT 'reviewer', a.status::text, a."reviewerId", '/es/review/' || a.id
        FROM "ReviewAssignment" a JOIN "Submission" s ON s.id = a."submissionId" AND s.state = 'in_review' WHERE a.status <> 'revoked'
      UNION ALL
      SELECT 'owner', s.state::text, m."personId", '/es/my/solutions/' || s.id || CASE s.state WHEN 'changes_requested' THEN '/answer' ELSE '' END
        FROM "Submission" s JOIN "Solution" o ON o.id = s."solutionId" JOIN "Membership" m ON m."organisationId" = o."organisationId" AND m.role = 'owner'
      UNION ALL
      SELECT CASE m.role WHEN 'owner' THEN 'owner' ELSE 'moderator' END, 'listing ' || l.state, m."personId", '/es/my/listings/' || l.id
        FROM "Listing" l JOIN "Solution" o ON o.id = l."solutionId"
        JOIN "Membership" m ON (m."organisationId" = o."organisationId" AND m.role = 'owner') OR (m."organisationId" = l."institutionId" AND m.role = 'coordinator')
    ) AS pages WHERE NOT EXISTS (SELECT FROM "Person" p WHERE p.id = "personId" AND p."disabledAt" IS NOT NULL)
    ORDER BY who, kind, path`;
  const walkers: Walker[] = [{ who: "visitor", cookie: "", starts: ["/es/solutions", "/es/submit", "/es/sign-in", "/es/sign-up", "/es/sign-out"] }];
  for (const { who, personId, path } of found) walkers.push({ who, cookie: await sessionOf({ personId }), starts: [path, "/es/account"] });
  return [...walkers, ...(await fromLetters(found[0]?.personId ?? ""))];
}

async function fromLetters(personId: string): Promise<Walker[]> {
  const cookie = await sessionOf({ personId });
  const channel = await db().channel.findFirstOrThrow({ where: { personId } });
  const now = new Date();
  const invitationId = newId(now);
  const membership = await db().membership.findFirstOrThrow({ where: { personId } });
  await db().invitation.create({ data: { id: invitationId, organisationId: membership.organisationId, role: "reviewer", invitedById: personId, createdAt: now } });
  const token = async (purpose: string, subjectId: string, address = { kind: channel.kind, address: channel.address }) =>
    tokenOf(await transaction((tx) => makeToken(tx, { purpose, subjectId, livesMs: 3_600_000, now, address })));
  // One that is waited for: a confirmed one has nothing to confirm.
  const waiting = { id: newId(now), personId, kind: "email" as const, address: `nueva-${personId}@correo.example`, createdAt: now };
  await db().channel.create({ data: waiting });
  return [
    {
      who: "visitor",
      cookie: "",
      starts: [
        `/es/sign-in/link/${await token("account.sign-in-link", personId)}`,
        `/es/sign-in/reset/${await token("account.reset-password", personId)}`,
        `/es/sign-up/confirm/${await token("account.verify-email", waiting.id, { kind: waiting.kind, address: waiting.address })}`,
      ],
    },
    { who: "reviewer", cookie, starts: [`/es/sign-up/invitation/${await token("account.invitation", invitationId)}`] },
    { who: "visitor", cookie: `sol_entering=${enteringTicket(personId, now)}`, starts: ["/es/sign-in/code"] },
  ];
}

export type WalkedPage = { page: string; pattern: string; who: string; cookie: string; status: number; html: string };

/** Every form that posts, found by following links as these people; each kind once. */
export async function walkForms(site: Site, walkers: readonly Walker[]): Promise<FoundForm[]> {
  const found = new Map<string, FoundForm>();
  for await (const { page, who, cookie, html } of walkPages(site, walkers)) {
    for (const form of formsIn(html, new URL(page, site.origin).href)) {
      if (form.method !== "post") continue;
      const { pattern } = routeOf(new URL(form.action).pathname);
      const kind = kindOf(form, pattern);
      if (!found.has(kind)) found.set(kind, { ...form, page, pattern, who, cookie });
    }
  }
  return [...found.values()];
}

/** The pages that these people come to by following links, a few of each pattern. */
export async function* walkPages(site: Site, walkers: readonly Walker[]): AsyncGenerator<WalkedPage> {
  // What one of a kind has opened shows the next one nothing new.
  const walkedBy = new Map<string, Set<string>>();
  for (const { who, cookie, starts } of walkers) {
    const walked = walkedBy.get(who) ?? new Set<string>();
    walkedBy.set(who, walked);
    const opened = new Map<string, number>();
    const seen = new Set([...starts, ...walked]);
    const queue = starts.filter((start) => !walked.has(start));
    for (let page = queue.shift(); page !== undefined; page = queue.shift()) {
      const { pattern } = routeOf(new URL(page, site.origin).pathname);
      const times = opened.get(pattern) ?? 0;
      if (times >= MOST) continue;
      opened.set(pattern, times + 1);
      walked.add(page);
      const answer = await site.get(page, { headers: cookie ? { cookie } : {} });
      const html = await answer.text();
      if (!answer.headers.get("content-type")?.startsWith("text/html")) continue;
      yield { page, pattern, who, cookie, status: answer.status, html };
      for (const href of linksIn(html, site.origin)) {
        if (seen.has(href)) continue;
        seen.add(href);
        queue.push(href);
      }
    }
  }
}

/** Two forms are of one kind when they go to one route with the same names, whatever rows they are about. */
function kindOf(form: Form, pattern: string): string {
  const names = form.fields.map(({ name, value }) => (name === "intent" || name === "action" ? `${name}=${value}` : name.replace(/[0-9a-f-]{36}/, "…")));
  return [pattern, ...new Set([...names, ...form.buttons.map(({ name, value }) => `${name}=${value}`)])].join(" ");
}

/** Pages of this site in Spanish; the other languages have the same forms. */
function linksIn(html: string, origin: string): string[] {
  return tagsOf(html).flatMap(({ name, attributes }) => {
    if (name !== "a" || !attributes.href?.startsWith("/es")) return [];
    const { pathname, search } = new URL(attributes.href, origin);
    return [pathname + search];
  });
}

/** What a browser would send: what is filled in, ticked and chosen, and one button. */
export function bodyOf(form: Form, changes: Readonly<Record<string, string>> = {}): URLSearchParams {
  const body = new URLSearchParams();
  for (const { name, type, value, checked } of form.fields) if ((type !== "checkbox" && type !== "radio") || checked) body.append(name, value);
  const [button] = form.buttons;
  if (button) body.append(button.name, button.value);
  for (const [name, value] of Object.entries(changes)) body.set(name, value);
  return body;
}
