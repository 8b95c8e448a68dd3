import { describe, expect, test } from "vitest";
import { type Role, roleNames } from "./permissions.ts";
import { judgeLeaving, judgeRemoval, judgeRole, judgeTransfer, type Member, offeredRoles } from "./policy.ts";

const as = (role: Role) => ({ user: { id: "ada" }, role });
const other = (role: Role): Member => ({ id: "ben", role, isLastOwner: false });
const oneself = (role: Role): Member => ({ id: "ada", role, isLastOwner: false });
const lastOwner: Member = { id: "ada", role: "owner", isLastOwner: true };

function table<Answer>(question: (actor: ReturnType<typeof as>, member: Member) => Answer) {
  const row = (role: Role) => roleNames.map((theirs) => [theirs, question(as(role), other(theirs))]);
  return Object.fromEntries(roleNames.map((role) => [role, Object.fromEntries(row(role))]));
}

const none = { owner: [], admin: [], member: [], viewer: [] };
const everyRole = ["owner", "admin", "member", "viewer"];
const belowOwner = ["admin", "member", "viewer"];

describe("the role a member may be given", () => {
  test("is never above the giver's own, and never owner; members above the giver keep theirs", () => {
    expect(table(offeredRoles)).toEqual({
      owner: { owner: everyRole, admin: belowOwner, member: belowOwner, viewer: belowOwner },
      admin: { owner: [], admin: belowOwner, member: belowOwner, viewer: belowOwner },
      member: none,
      viewer: none,
    });
  });

  test("is forbidden if it was not offered, whatever was sent", () => {
    const sent = (actor: Role, member: Role, role: Role) => judgeRole(as(actor), other(member), role);
    const refused = roleNames.flatMap((actor) =>
      roleNames.flatMap((member) =>
        roleNames
          .filter((role) => !offeredRoles(as(actor), other(member)).includes(role))
          .map((role) => sent(actor, member, role)),
      ),
    );
    expect(refused).toHaveLength(64 - 22);
    expect(new Set(refused)).toEqual(new Set(["forbidden"]));
  });

  test("is at most their own for owners and admins themselves, and none for others", () => {
    expect(
      Object.fromEntries(roleNames.map((role) => [role, offeredRoles(as(role), oneself(role))])),
    ).toEqual({
      owner: everyRole,
      admin: belowOwner,
      member: [],
      viewer: [],
    });
  });

  test("is only owner for the last owner", () => {
    expect(offeredRoles(as("owner"), lastOwner)).toEqual(["owner"]);
    expect(judgeRole(as("owner"), lastOwner, "admin")).toBe("last-owner");
    expect(judgeRole(as("admin"), lastOwner, "viewer")).toBe("forbidden");
  });
});

describe("removing a member", () => {
  const [yes, no] = ["allowed", "forbidden"];

  test("is for admins, up to their own role, and for owners", () => {
    expect(table(judgeRemoval)).toEqual({
      owner: { owner: yes, admin: yes, member: yes, viewer: yes },
      admin: { owner: no, admin: yes, member: yes, viewer: yes },
      member: { owner: no, admin: no, member: no, viewer: no },
      viewer: { owner: no, admin: no, member: no, viewer: no },
    });
  });

  test("is not for oneself", () => {
    expect(roleNames.map((role) => judgeRemoval(as(role), oneself(role)))).toEqual([no, no, no, no]);
  });
});

test("all members may leave except the last owner", () => {
  expect(roleNames.map((role) => judgeLeaving(oneself(role)))).toEqual(Array(4).fill("allowed"));
  expect(judgeLeaving(lastOwner)).toBe("last-owner");
});

test("an owner hands over to any other member, other roles don't", () => {
  const allowed = { owner: "allowed", admin: "allowed", member: "allowed", viewer: "allowed" };
  const forbidden = { owner: "forbidden", admin: "forbidden", member: "forbidden", viewer: "forbidden" };
  expect(table(judgeTransfer)).toEqual({
    owner: allowed,
    admin: forbidden,
    member: forbidden,
    viewer: forbidden,
  });
  expect(judgeTransfer(as("owner"), lastOwner)).toBe("forbidden");
});
