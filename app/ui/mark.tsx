import { doorOf } from "./door-hue.ts";
import { firstCharacter } from "./initials.ts";

const drawing = (
  <>
    <path className="mark-door" d="M25 23v-6a3 3 0 0 1 6 0v6z" />
    <path className="mark-house" d="M2 23V10l8-7 8 7v13zM18 10l10-7 10 7v13H18zM38 10l8-7 8 7v13H38z" />
  </>
);

/** Rowhouse's mark: three houses, one line, one door. Beside its name it is decoration; alone it needs `label`. */
export function Mark({ label, height = 24 }: { label?: string; height?: number }) {
  return (
    <svg
      viewBox="0 0 56 25"
      width={(height * 56) / 25}
      height={height}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {drawing}
    </svg>
  );
}

/** A tenant's tile: its first letter in its door colour. Decoration: the name stands beside it. */
export function TenantMark({ tenant }: { tenant: { id: string; name: string; doorHue?: number | null } }) {
  return (
    <span aria-hidden="true" className="tenant-mark" data-door={doorOf(tenant)}>
      {firstCharacter(tenant.name).toLocaleUpperCase("en")}
    </span>
  );
}
