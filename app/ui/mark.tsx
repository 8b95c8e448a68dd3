import { hueOf } from "#app/domain/tenant/hue.ts";
import { firstCharacter } from "./initials.ts";

const drawing = (
  <>
    <path className="mark-door" d="M25 24v-6.5a3 3 0 0 1 6 0V24z" />
    <path
      className="mark-house"
      d="M2.5 24V11L11 3l8.5 8v13zM19.5 11 28 3l8.5 8v13h-17M36.5 11 45 3l8.5 8v13h-17"
    />
  </>
);

/** Beside the name it is decoration; alone it needs `label`. */
export function Mark({ label, height = 24 }: { label?: string; height?: number }) {
  return (
    <svg
      viewBox="0 0 56 27"
      width={(height * 56) / 27}
      height={height}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {drawing}
    </svg>
  );
}

/** Decoration: the name stands beside it. */
export function TenantMark({ tenant }: { tenant: { id: string; name: string; hue?: number | null } }) {
  return (
    <span aria-hidden="true" className="tenant-mark" data-door={hueOf(tenant)}>
      {firstCharacter(tenant.name).toLocaleUpperCase("en")}
    </span>
  );
}
