import { describe, expect, it } from "vitest";
import { conflictFacts } from "#tests/factories/conflict";
import { type Actor, type PersonActor, SYSTEM, VISITOR } from "~/features/accounts/actor";
import type { Role } from "~/features/accounts/schema";
import { mayOnContacts } from "~/features/adoption/policy";
import { LISTING_ACTIONS, type ListingAction, type ListingFacts, mayAct, mayView, partOf } from "~/features/catalogue/policy";
import { LISTING_STATES, type ListingState } from "~/features/catalogue/status";

const NOW = new Date("2026-06-30T12:00:00Z");
const LONG_AGO = new Date("2026-06-01T12:00:00Z");
const person = (organisationId: string, ...roles: Role[]): Actor => ({
  kind: "person",
  personId: `${organisationId} ${roles.join(" ")}`,
  memberships: roles.map((role) => ({ organisationId, role })),
  submissionIds: [],
});

const ACTORS: Record<string, Actor> = {
  visitor: VISITOR,
  "draft holder": { kind: "draft-holder", submissionIds: ["some"] },
  system: SYSTEM,
  owner: person("firm", "owner"),
  "another owner": person("other firm", "owner"),
  "another part in the firm": person("firm", "adviser", "reviewer"),
  coordinator: person("institution", "coordinator"),
  deputy: person("institution", "deputy"),
  "another coordinator": person("other institution", "coordinator"),
  reviewer: person("institution", "reviewer"),
  adviser: person("institution", "adviser"),
  manager: person("lab", "programme-manager"),
  administrator: person("lab", "administrator"),
  "coordinator who declared a conflict": { ...(person("institution", "coordinator") as PersonActor), personId: "declared" },
  "manager who declared a conflict": { ...(person("lab", "programme-manager") as PersonActor), personId: "declared" },
  "owner who coordinates": {
    kind: "person",
    personId: "both",
    memberships: [
      { organisationId: "firm", role: "owner" },
      { organisationId: "institution", role: "coordinator" },
    ],
    submissionIds: [],
  },
};

const listing = (state: ListingState, overrides: Partial<ListingFacts> = {}): ListingFacts => ({
  state,
  stateSince: LONG_AGO,
  organisationId: "firm",
  institutionId: "institution",
  conflict: conflictFacts({ ownerOrganisationId: overrides.organisationId === undefined ? "firm" : overrides.organisationId, conflictedPersonIds: ["declared"] }),
  ...overrides,
});

const OWNER = ["owner", "owner who coordinates"];
const MODERATORS = ["coordinator", "deputy", "manager"];
/** By hand, from DESIGN.md sections 4 and 5: who may, and in which states. */
const BY_HAND: Record<ListingAction, { who: string[]; states: ListingState[] }> = {
  publish: { who: OWNER, states: ["unpublished"] },
  "publish-on-behalf": { who: MODERATORS, states: ["unpublished"] },
  shelve: { who: MODERATORS, states: ["unpublished"] },
  confirm: { who: OWNER, states: ["published", "needs_confirmation"] },
  republish: { who: OWNER, states: ["archived"] },
  hide: { who: OWNER, states: ["published", "needs_confirmation", "archived"] },
  show: { who: OWNER, states: ["hidden"] },
  suspend: { who: MODERATORS, states: ["published", "needs_confirmation", "archived", "hidden"] },
  lift: { who: MODERATORS, states: ["suspended"] },
  remove: { who: MODERATORS, states: ["published", "needs_confirmation", "archived", "hidden", "suspended"] },
};

describe("the table of rights over a listing", () => {
  it.each(Object.keys(LISTING_ACTIONS) as ListingAction[])("lets do %s whom the design names, and nobody else", (action) => {
    const allowed = Object.entries(ACTORS).flatMap(([name, actor]) =>
      LISTING_STATES.filter((state) => mayAct(actor, action, listing(state), NOW)).map((state) => `${name}: ${state}`),
    );
    const { who, states } = BY_HAND[action];
    expect(allowed.sort()).toEqual(who.flatMap((name) => states.map((state) => `${name}: ${state}`)).sort());
  });

  it("opens the work page to owners and moderators, and the queue to moderators who do not own it", () => {
    const who = (view: "open" | "moderate") => Object.keys(ACTORS).filter((name) => mayView(ACTORS[name] ?? VISITOR, view, listing("hidden"), NOW));
    expect(who("open").sort()).toEqual([...OWNER, ...MODERATORS].sort());
    expect(who("moderate").sort()).toEqual([...MODERATORS].sort());
  });

  it("gives the owner two weeks alone", () => {
    const recent = listing("unpublished", { stateSince: new Date("2026-06-17T12:00:00Z") });
    for (const name of MODERATORS) expect(mayAct(ACTORS[name] ?? VISITOR, "publish-on-behalf", recent, NOW), name).toBe(false);
    expect(mayAct(ACTORS.owner ?? VISITOR, "publish", recent, NOW)).toBe(true);
  });

  it("leaves an import without an owner to the manager, and to no coordinator or owner of nothing", () => {
    const imported = listing("needs_confirmation", { organisationId: null, institutionId: null });
    const who = (action: ListingAction) => Object.keys(ACTORS).filter((name) => mayAct(ACTORS[name] ?? VISITOR, action, imported, NOW));
    expect(who("confirm")).toEqual(["manager"]);
    expect(who("suspend")).toEqual(["manager"]);
    expect(who("hide")).toEqual([]);
  });

  it("names the part in which somebody acts", () => {
    const parts = Object.fromEntries(Object.entries(ACTORS).map(([name, actor]) => [name, partOf(actor, listing("published"), NOW)]));
    expect(Object.entries(parts).filter(([, part]) => part !== null)).toEqual([
      ["owner", "owner"],
      ["coordinator", "coordinator"],
      ["deputy", "coordinator"],
      ["manager", "programme-manager"],
      ["owner who coordinates", "owner"],
    ]);
  });
});

describe("what firms wrote to an owner", () => {
  it.each(["read", "answer"] as const)("is the owner's alone to %s", (action) => {
    expect(Object.keys(ACTORS).filter((name) => mayOnContacts(ACTORS[name] ?? VISITOR, action, { organisationId: "firm" }))).toEqual(OWNER);
    expect(Object.keys(ACTORS).filter((name) => mayOnContacts(ACTORS[name] ?? VISITOR, action, { organisationId: null }))).toEqual([]);
  });
});
