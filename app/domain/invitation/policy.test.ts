import { expect, test } from "vitest";
import { roleNames } from "#app/domain/membership/permissions.ts";
import { grantableRoles, mayInvite } from "./policy.ts";

test("owners and admins invite, others don't", () => {
  expect(roleNames.filter((role) => mayInvite({ role }))).toEqual(["owner", "admin"]);
});

test("no role may invite an owner, or a role above its own", () => {
  expect(Object.fromEntries(roleNames.map((role) => [role, grantableRoles(role)]))).toEqual({
    owner: ["admin", "member", "viewer"],
    admin: ["admin", "member", "viewer"],
    member: [],
    viewer: [],
  });
});
