import { initials } from "./initials.ts";

/** Hidden from screen readers: the name always stands beside it. */
export function Avatar({ name, size }: { name: string; size?: "small" }) {
  return (
    <span aria-hidden="true" className={size === "small" ? "avatar avatar-small" : "avatar"}>
      {initials(name)}
    </span>
  );
}
