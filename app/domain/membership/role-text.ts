import type { Role } from "./permissions.ts";

export const roleTexts: Record<Role, { label: string; does: string }> = {
  owner: { label: "Owner", does: "Everything, billing and the address of the workspace included." },
  admin: { label: "Admin", does: "Manages people and settings, and works on everything." },
  member: { label: "Member", does: "Works on projects and tasks." },
  viewer: { label: "Viewer", does: "Reads everything, and changes nothing." },
};

export function roleInSentence(role: Role): string {
  return `${/^[aeiou]/.test(role) ? "an" : "a"} ${role}`;
}
