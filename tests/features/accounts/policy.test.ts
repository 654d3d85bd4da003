import { describe, expect, it } from "vitest";
import type { Actor } from "~/features/accounts/actor";
import { rolesToOffer } from "~/features/accounts/policy";
import { ROLES, type Role } from "~/features/accounts/schema";

const HERE = "here";
const person = (role: Role, organisationId = HERE): Actor => ({ kind: "person", personId: "p", memberships: [{ organisationId, role }], submissionIds: [] });

describe("whom somebody may invite into their organisation", () => {
  it.each<[Role, Role[]]>([
    ["owner", ["owner"]],
    ["reviewer", []],
    ["coordinator", ["coordinator", "deputy", "reviewer", "adviser"]],
    ["deputy", []],
    ["adviser", []],
    ["programme-manager", ["programme-manager"]],
    ["administrator", ["administrator", "programme-manager"]],
  ])("%s: %j", (role, offered) => {
    expect(rolesToOffer(person(role), HERE)).toEqual(offered);
  });

  it("is nobody elsewhere, and nobody for whoever has no part", () => {
    for (const role of ROLES) expect(rolesToOffer(person(role, "elsewhere"), HERE)).toEqual([]);
    for (const actor of [{ kind: "visitor" }, { kind: "system" }, { kind: "draft-holder", submissionIds: ["s"] }] as const) expect(rolesToOffer(actor, HERE)).toEqual([]);
  });
});
