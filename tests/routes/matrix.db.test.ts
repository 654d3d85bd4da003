import { beforeAll, describe, expect, it } from "vitest";
import { fingerprint } from "#tests/setup/fingerprint";
import { definedRoutes, siteInProcess } from "#tests/setup/in-process";
import type { Actor } from "~/features/accounts/actor";
import { LISTING_STATES } from "~/features/catalogue/status";
import { ASSIGNMENT_STATES } from "~/features/review/status";
import { SUBMISSION_STATES } from "~/features/submissions/status";
import { type Answer, ASSIGNMENT_DOORS, type Door, LISTING_DOORS, PLAIN_DOORS, SUBMISSION_DOORS } from "./doors";
import { type Cast, createCast, isAnonymous, KINDS, type Kind } from "./matrix-cast";
import { type ListingMade, makeListing, makeSubmission, type SubmissionMade, type SubmissionOptions } from "./matrix-records";
import { ROUTE_LIST } from "./route-list";

let ask: Awaited<ReturnType<typeof siteInProcess>>;
let cast: Cast;
/** The id of the route behind each address. */
let routeIds: Map<string, string>;

beforeAll(async () => {
  [ask, cast] = await Promise.all([siteInProcess(), createCast()]);
  routeIds = new Map((await definedRoutes()).map(({ id, pattern }) => [pattern, id]));
});

type Met = Answer | "sign in" | `status ${number}`;

/** Asks as a script of Remix asks: for this route's data alone, so that no parent stands guard. */
async function meet(kind: Kind, door: { pattern: string }, path: string, { method = "GET", form }: { method?: string; form?: Record<string, string> } = {}): Promise<Met> {
  const url = new URL(path, "http://localhost:3000");
  url.searchParams.set("_data", routeIds.get(door.pattern) ?? "");
  const { cookie } = cast.players[kind];
  const response = await ask(new Request(url, { method, headers: cookie ? { cookie } : {}, ...(form && { body: new URLSearchParams(form) }) }));
  await response.arrayBuffer();
  if (/^\/es\/sign-in(\?|$)/.test(response.headers.get("X-Remix-Redirect") ?? "")) return "sign in";
  if (response.status === 404) return "not there";
  if (response.status === 409) return "overtaken";
  if (response.status === 410) return "gone";
  // A rule that does not hold is told at its field, to whoever may do it.
  return response.status < 400 || response.status === 400 ? "in" : `status ${response.status}`;
}

function expectedOf(kind: Kind, answer: Answer, { isPublic }: { isPublic?: true }): Met {
  return answer === "not there" && !isPublic && isAnonymous(cast.players[kind]) ? "sign in" : answer;
}

type Variant<Made> = { name: string; make: () => Promise<Made> };
/** The key opens the draft that nobody owns; other than that its holder is a visitor. */
function actorOf<Made>(kind: Kind, made: Made): Actor {
  const { actor } = cast.players[kind];
  const holds = kind === "draft holder" && typeof made === "object" && made !== null && "facts" in made && "draftOwnerId" in (made as unknown as SubmissionMade).facts;
  if (!holds) return actor;
  const { id, facts } = made as unknown as SubmissionMade;
  return { kind: "draft-holder", submissionIds: facts.organisationId === null ? [id] : [] };
}

/** Everybody reads it, in every state; nobody changes anything by that. */
async function expectReaders<Made>(door: Door<Made>, variants: ReadonlyArray<Variant<Made>>): Promise<void> {
  const wrong: string[] = [];
  for (const { name, make } of variants) {
    const made = await make();
    for (const kind of KINDS) {
      const expected = expectedOf(kind, door.read?.(actorOf(kind, made), made) ?? "in", door);
      const met = await meet(kind, door, door.path(made));
      if (met !== expected) wrong.push(`${kind}, ${name}: ${met}, not ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
}

/** Tries every kind of person in every state, not strangers by turns: MATRIX=full npx vitest run --project database tests/routes/matrix */
const EVERY_STATE = process.env.MATRIX === "full";
/** More than enough when nothing else runs. */
const PATIENCE_MS = 120_000;
/** A session lives on by being used. */
const PASSING = { without: ['public."Session"'] };

/** Whoever may not do it leaves everything as it is; whoever may is let do it, each on one of its own. */
async function expectActors<Made>(door: Door<Made>, intent: string, variants: ReadonlyArray<Variant<Made>>): Promise<void> {
  const act = door.acts?.[intent];
  if (!act) throw new Error(`no act ${intent}`);
  const wrong: string[] = [];
  let allowed = 0;
  for (const [turn, { name, make }] of variants.entries()) {
    let made = await make();
    const expected = new Map(KINDS.map((kind) => [kind, expectedOf(kind, act.may(actorOf(kind, made), made), door)]));
    const before = await fingerprint(PASSING);
    for (const [seat, kind] of KINDS.entries()) {
      if (expected.get(kind) === "in") continue;
      // Whoever has nothing to do with it has it nowhere: a third of the states by turns, and all of them when asked for.
      if (expected.get(kind) !== "overtaken" && !EVERY_STATE && (turn + seat) % 3 > 0) continue;
      const met = await meet(kind, door, door.path(made), { method: "POST", form: act.form(made, cast) });
      if (met !== expected.get(kind)) wrong.push(`${kind}, ${name}: ${met}, not ${expected.get(kind)}`);
    }
    expect(await fingerprint(PASSING), `${intent}, ${name}: refused, but not without a trace`).toEqual(before);
    for (const kind of KINDS) {
      if (expected.get(kind) !== "in") continue;
      if (allowed > 0) made = await make();
      allowed += 1;
      const met = await meet(kind, door, door.path(made), { method: "POST", form: act.form(made, cast) });
      if (met !== "in") wrong.push(`${kind}, ${name}: ${met}, not in`);
    }
  }
  expect(wrong).toEqual([]);
  expect(allowed, `somebody may ${intent} somewhere`).toBeGreaterThan(0);
}

const submissionVariants: ReadonlyArray<Variant<SubmissionMade>> = [
  ...SUBMISSION_STATES.map((state): { name: string } & SubmissionOptions => ({ name: state, state })),
  { name: "a draft that nobody owns", state: "draft" as const, owner: "nobody" as const },
  { name: "submitted, routed to nobody", state: "submitted" as const, institution: "nobody" as const },
].map(({ name, ...options }) => ({ name, make: () => makeSubmission(cast, options) }));

const assignmentVariants: ReadonlyArray<Variant<SubmissionMade>> = [
  ...ASSIGNMENT_STATES.map((reviewer) => ({ state: "in_review" as const, reviewer })),
  ...SUBMISSION_STATES.filter((state) => state !== "in_review" && state !== "draft").map((state) => ({ state, reviewer: "accepted" as const })),
].map((options) => ({ name: `${options.reviewer} in ${options.state}`, make: () => makeSubmission(cast, options) }));

const listingVariants: ReadonlyArray<Variant<ListingMade>> = LISTING_STATES.map((state) => ({ name: state, make: () => makeListing(cast, state) }));

const nothing: ReadonlyArray<Variant<null>> = [{ name: "as it is", make: async () => null }];
const actsOf = <Made>(doors: ReadonlyArray<Door<Made>>) => doors.flatMap((door) => Object.keys(door.acts ?? {}).map((intent) => ({ pattern: door.pattern, intent, door })));

describe("the doors", () => {
  it("are all there is behind a sign-in: an address without a right fails here", () => {
    const named = new Set([SUBMISSION_DOORS, ASSIGNMENT_DOORS, LISTING_DOORS, PLAIN_DOORS].flat().map(({ pattern }) => pattern));
    const closed = Object.entries(ROUTE_LIST).filter(([, { get }]) => get === 302 || get === 401);
    const elsewhere = ["/", "/:locale/sign-in/code", "/:locale/kept"];
    expect(closed.map(([pattern]) => pattern).filter((pattern) => !named.has(pattern) && !elsewhere.includes(pattern))).toEqual([]);
    expect([...named].filter((pattern) => !routeIds.has(pattern))).toEqual([]);
  });
});

describe("what each kind of person reads, as the policies say", () => {
  it.each(PLAIN_DOORS)("$pattern", (door) => expectReaders(door, nothing));
  it.each(SUBMISSION_DOORS)("$pattern", (door) => expectReaders(door, submissionVariants), PATIENCE_MS);
  it.each(ASSIGNMENT_DOORS)("$pattern", (door) => expectReaders(door, assignmentVariants), PATIENCE_MS);
  it.each(LISTING_DOORS)("$pattern", (door) => expectReaders(door, listingVariants), PATIENCE_MS);
});

describe("an address that takes no form", () => {
  const taken = new Set([SUBMISSION_DOORS, ASSIGNMENT_DOORS, LISTING_DOORS].flat().flatMap(({ pattern, acts }) => (acts ? [pattern] : [])));
  const readOnly = Object.entries(ROUTE_LIST).filter(([pattern, { post }]) => post === 405 && !taken.has(pattern));

  it.each(["POST", "PUT", "PATCH", "DELETE"])("refuses %s to everybody", async (method) => {
    const before = await fingerprint(PASSING);
    for (const [pattern, { example }] of readOnly) {
      for (const kind of ["visitor", "owner", "coordinator", "administrator"] as const) {
        expect(await meet(kind, { pattern }, example, { method, form: { a: "1" } }), `${kind} ${pattern}`).toMatch(/^status 40[35]$/);
      }
    }
    expect(await fingerprint(PASSING)).toEqual(before);
  });
});

describe("a form's address", () => {
  it.each(["PUT", "PATCH", "DELETE"])("gives no more to %s than to POST: strangers change nothing", async (method) => {
    const before = await fingerprint(PASSING);
    const made = await makeSubmission(cast, { state: "in_review" });
    const listing = await makeListing(cast, "published");
    const since = await fingerprint(PASSING);
    expect(since).not.toEqual(before);
    for (const kind of ["visitor", "other entrepreneur", "adviser", "administrator", "membership ended"] as const) {
      for (const { door, intent } of [...actsOf(SUBMISSION_DOORS), ...actsOf(ASSIGNMENT_DOORS)]) {
        const met = await meet(kind, door, door.path(made), { method, form: door.acts?.[intent]?.form(made, cast) ?? {} });
        expect(met, `${kind} ${intent}`).toBe(kind === "visitor" ? "sign in" : "not there");
      }
      for (const { door, intent } of actsOf(LISTING_DOORS)) {
        const met = await meet(kind, door, door.path(listing), { method, form: door.acts?.[intent]?.form(listing, cast) ?? {} });
        expect(met, `${kind} ${intent}`).toBe(kind === "visitor" ? "sign in" : "not there");
      }
    }
    expect(await fingerprint(PASSING)).toEqual(since);
  });
});

describe("what each kind of person does, as the policies say", () => {
  it.each(actsOf(SUBMISSION_DOORS))("$intent at $pattern", ({ door, intent }) => expectActors(door, intent, submissionVariants), PATIENCE_MS);
  it.each(actsOf(ASSIGNMENT_DOORS))("$intent at $pattern", ({ door, intent }) => expectActors(door, intent, assignmentVariants), PATIENCE_MS);
  it.each(actsOf(LISTING_DOORS))("$intent at $pattern", ({ door, intent }) => expectActors(door, intent, listingVariants), PATIENCE_MS);
});
