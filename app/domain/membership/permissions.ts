/** The lowest role for each thing. Finer questions are asked in each noun's policy.ts. */

export const roleNames = ["owner", "admin", "member", "viewer"] as const;
export type Role = (typeof roleNames)[number];

export interface Actor {
  user: { id: string };
  role: Role;
}

const rank: Record<Role, number> = { viewer: 0, member: 1, admin: 2, owner: 3 };

const lowestRole = {
  "tenant:read": "viewer",
  "project:write": "member",
  "task:write": "member",
  "comment:write": "member",
  "member:manage": "admin",
  "settings:write": "admin",
  "audit:read": "admin",
  "billing:manage": "owner",
  "tenant:rename": "owner",
  "tenant:transfer": "owner",
  "tenant:delete": "owner",
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof lowestRole;

export function isAtLeast(role: Role, lowest: Role): boolean {
  return rank[role] >= rank[lowest];
}

export function may(role: Role, permission: Permission): boolean {
  return isAtLeast(role, lowestRole[permission]);
}

export function isPermission(need: string): need is Permission {
  return Object.hasOwn(lowestRole, need);
}
