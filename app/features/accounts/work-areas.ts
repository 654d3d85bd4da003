import { type Actor, hasRole } from "./actor";

/** Pages to work on, what waits for an answer first, and whose they are; each asks again by itself. */
const AREAS = [
  { path: "coordinate", label: "account.goDesk", open: (actor: Actor) => hasRole(actor, "coordinator", "deputy", "programme-manager") },
  { path: "manage/waiting", label: "account.goWaiting", open: (actor: Actor) => hasRole(actor, "programme-manager") },
  { path: "review", label: "account.goReviews", open: (actor: Actor) => hasRole(actor, "reviewer") },
  { path: "moderate", label: "account.goReports", open: (actor: Actor) => hasRole(actor, "coordinator", "deputy") && !hasRole(actor, "programme-manager") },
  // The manager finds there what was imported and nobody has confirmed, too.
  { path: "moderate", label: "account.goModeration", open: (actor: Actor) => hasRole(actor, "programme-manager") },
  { path: "advise", label: "account.goAdvise", open: (actor: Actor) => hasRole(actor, "adviser", "coordinator", "deputy") },
  { path: "manage", label: "account.goFigures", open: (actor: Actor) => hasRole(actor, "coordinator", "deputy", "programme-manager") },
  { path: "my/solutions", label: "account.goSolutions", open: (_actor: Actor) => true },
  { path: "my/listings", label: "account.goListings", open: (actor: Actor) => hasRole(actor, "owner") },
] as const;

export type WorkArea = { path: (typeof AREAS)[number]["path"]; label: (typeof AREAS)[number]["label"] };

/** Where somebody goes to work. */
export function workAreas(actor: Actor): WorkArea[] {
  return AREAS.filter(({ open }) => open(actor)).map(({ path, label }) => ({ path, label }));
}

/** Where somebody begins who asked for no page: at the first of their areas, and with nothing to see there at their account. */
export function landingArea(actor: Actor, hasSubmissions: boolean): WorkArea["path"] | "account" {
  const [first] = workAreas(actor);
  return first && (first.path !== "my/solutions" || hasSubmissions) ? first.path : "account";
}
