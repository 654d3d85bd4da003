import { expect, it } from "vitest";
import type { Role } from "~/features/accounts/schema";
import { workAreas } from "~/features/accounts/work-areas";

const pathsOf = (...roles: Role[]) =>
  workAreas({ kind: "person", personId: "somebody", memberships: roles.map((role) => ({ organisationId: "here", role })), submissionIds: [] }).map(({ path }) => path);

it.each([
  [[], ["my/solutions"]],
  [["owner"], ["my/solutions", "my/listings"]],
  [["reviewer"], ["review", "my/solutions"]],
  [["coordinator"], ["coordinate", "moderate", "my/solutions"]],
  [
    ["deputy", "reviewer"],
    ["review", "coordinate", "moderate", "my/solutions"],
  ],
  [["programme-manager"], ["coordinate", "moderate", "my/solutions"]],
  [["administrator"], ["my/solutions"]],
] as Array<[Role[], string[]]>)("with the parts %j one goes to %j", (roles, paths) => {
  expect(pathsOf(...roles)).toEqual(expect.arrayContaining(paths));
  for (const path of ["review", "coordinate", "moderate", "my/listings"]) expect(pathsOf(...roles).includes(path as "review")).toBe(paths.includes(path));
});
