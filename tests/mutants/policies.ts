import type { Area } from "./mutant.ts";

/** Pure functions, held by their unit tests alone. */
export const policies: Area = {
  tests: ["policy.test", "permissions.test"],
  mutants: [
    {
      what: "a member is made an owner by a change of role",
      find: `if (role === "owner" || !isAtLeast(actor.role, role)) return "forbidden";`,
      replace: `if (!isAtLeast(actor.role, role)) return "forbidden";`,
    },
    {
      what: "the actor raises members above themselves",
      find: `if (role === "owner" || !isAtLeast(actor.role, role)) return "forbidden";`,
      replace: `if (role === "owner") return "forbidden";`,
      argued:
        "Only admins and owners manage members, and above admin there is only owner, which is refused before.",
    },
    {
      what: "an admin changes or removes an owner",
      find: `return may(role, "member:manage") && isAtLeast(role, member.role);`,
      replace: `return may(role, "member:manage");`,
    },
    {
      what: "every member manages members",
      find: `return may(role, "member:manage") && isAtLeast(role, member.role);`,
      replace: `return isAtLeast(role, member.role);`,
    },
    {
      what: "the actor removes themselves, and no owner stays",
      find: `return mayManage(actor, member) && member.id !== actor.user.id ?`,
      replace: `return mayManage(actor, member) ?`,
    },
    {
      what: "the last owner steps down",
      find: `!isAtLeast(actor.role, role)) return "forbidden"; return member.isLastOwner ? "last-owner" : "allowed"; }`,
      replace: `!isAtLeast(actor.role, role)) return "forbidden"; return "allowed"; }`,
    },
    {
      what: "the last owner leaves",
      find: `export function judgeLeaving(member: Member): Verdict<"last-owner"> { return member.isLastOwner ?`,
      replace: `export function judgeLeaving(member: Member): Verdict<"last-owner"> { return !member ?`,
    },
    {
      what: "the actor hands a workspace over to themselves",
      find: `may(actor.role, "tenant:transfer") && member.id !== actor.user.id`,
      replace: `may(actor.role, "tenant:transfer")`,
    },
    {
      what: "the actor invites others to more than they are",
      find: `invitedRoles.filter((invited) => isAtLeast(role, invited))`,
      replace: `[...invitedRoles]`,
      argued: "Only admins and owners invite, and no invitation is to more than admin.",
    },
    {
      what: "members read the audit log",
      find: `"audit:read": "admin"`,
      replace: `"audit:read": "member"`,
    },
    {
      what: "members manage members",
      find: `"member:manage": "admin"`,
      replace: `"member:manage": "member"`,
    },
    {
      what: "admins delete the workspace",
      find: `"tenant:delete": "owner"`,
      replace: `"tenant:delete": "admin"`,
    },
    {
      what: "members retire projects of others",
      find: `(may(role, "project:write") && createdBy === user.id)`,
      replace: `may(role, "project:write")`,
    },
    {
      what: "members delete comments of others",
      find: `(may(role, "comment:write") && authorId === user.id)`,
      replace: `may(role, "comment:write")`,
    },
    {
      what: "viewers delete comments that they wrote as members",
      find: `(may(role, "comment:write") && authorId === user.id)`,
      replace: `authorId === user.id`,
    },
    {
      what: "tasks are changed in archived projects",
      find: `may(role, "task:write") && !project.isArchived`,
      replace: `may(role, "task:write")`,
    },
    {
      what: "every plan shows the whole audit log",
      find: `return features.includes("audit") ? null :`,
      replace: `return features ? null :`,
    },
  ],
};
