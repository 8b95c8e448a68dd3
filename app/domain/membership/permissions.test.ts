import { expect, test } from "vitest";
import { isPermission, may, type Permission, roleNames } from "./permissions.ts";

const everybody = ["owner", "admin", "member", "viewer"];

test.each<[Permission, string[]]>([
  ["tenant:read", everybody],
  ["project:write", ["owner", "admin", "member"]],
  ["task:write", ["owner", "admin", "member"]],
  ["comment:write", ["owner", "admin", "member"]],
  ["member:manage", ["owner", "admin"]],
  ["settings:write", ["owner", "admin"]],
  ["audit:read", ["owner", "admin"]],
  ["billing:manage", ["owner"]],
  ["tenant:rename", ["owner"]],
  ["tenant:transfer", ["owner"]],
  ["tenant:delete", ["owner"]],
])("%s is for %j", (permission, roles) => {
  expect(roleNames.filter((role) => may(role, permission))).toEqual(roles);
  expect(isPermission(permission)).toBe(true);
});

test.each(["", "public", "user", "operator", "toString", "tenant:erase"])("%j is no permission", (need) => {
  expect(isPermission(need)).toBe(false);
});
