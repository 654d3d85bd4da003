import { expect, it } from "vitest";
import type { Role } from "~/features/accounts/schema";
import { landingArea, workAreas } from "~/features/accounts/work-areas";

const withParts = (roles: readonly Role[]) => ({
  kind: "person" as const,
  personId: "somebody",
  memberships: roles.map((role) => ({ organisationId: "here", role })),
  submissionIds: [],
});
const pathsOf = (...roles: Role[]) => workAreas(withParts(roles)).map(({ path }) => path);

it.each([
  [[], ["my/solutions"]],
  [["owner"], ["my/solutions", "my/listings"]],
  [["reviewer"], ["review", "my/solutions"]],
  [["coordinator"], ["coordinate", "moderate", "my/solutions"]],
  [
    ["deputy", "reviewer"],
    ["review", "coordinate", "moderate", "my/solutions"],
  ],
  [["programme-manager"], ["coordinate", "manage/waiting", "moderate", "my/solutions"]],
  [["administrator"], ["my/solutions"]],
] as Array<[Role[], string[]]>)("with the parts %j one goes to %j", (roles, paths) => {
  expect(pathsOf(...roles)).toEqual(expect.arrayContaining(paths));
  for (const path of ["review", "coordinate", "moderate", "manage/waiting", "my/listings"]) expect(pathsOf(...roles).includes(path as "review")).toBe(paths.includes(path));
});

it.each([
  [[], "account", "my/solutions"],
  [["owner"], "account", "my/solutions"],
  [["administrator"], "account", "my/solutions"],
  [["reviewer"], "review", "review"],
  [["adviser"], "advise", "advise"],
  [["coordinator"], "coordinate", "coordinate"],
  [["deputy"], "coordinate", "coordinate"],
  [["programme-manager"], "coordinate", "coordinate"],
  [["owner", "reviewer", "coordinator"], "coordinate", "coordinate"],
  [["owner", "adviser", "reviewer"], "review", "review"],
] as Array<[Role[], string, string]>)("with the parts %j one begins at %s, and with submissions at %s", (roles, without, withSome) => {
  expect([landingArea(withParts(roles), false), landingArea(withParts(roles), true)]).toEqual([without, withSome]);
});

it.each([
  [["coordinator"], ["account.goReports"]],
  [["programme-manager"], ["account.goModeration"]],
  [["programme-manager", "deputy"], ["account.goModeration"]],
] as Array<[Role[], string[]]>)("with the parts %j the listings to moderate are called %j", (roles, labels) => {
  const moderation = workAreas(withParts(roles)).filter(({ path }) => path === "moderate");
  expect(moderation.map(({ label }) => label)).toEqual(labels);
});
