import type { Role } from "./permissions.ts";

/** Roles in words: what they are called, and what a member who has one may do. */
export const roleTexts: Record<Role, { label: string; does: string }> = {
  owner: { label: "Owner", does: "Everything, billing and the address of the workspace included." },
  admin: { label: "Admin", does: "Manages people and settings, and works on everything." },
  member: { label: "Member", does: "Works on projects and tasks." },
  viewer: { label: "Viewer", does: "Reads everything, and changes nothing." },
};

/** `an admin`, `a member`: to end a sentence with. */
export function roleInSentence(role: Role): string {
  return `${/^[aeiou]/.test(role) ? "an" : "a"} ${role}`;
}
