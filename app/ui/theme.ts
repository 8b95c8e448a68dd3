import type { Config } from "#app/base/config.ts";
import { cookieIn } from "#app/base/cookie.ts";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export function toTheme(value: unknown): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}

const name = "theme";

export function readTheme(cookieHeader: string | null | undefined, site: Pick<Config, "appUrl">): Theme {
  return toTheme(cookieIn(cookieHeader, name, site));
}

/** Kept for a year. */
export function themeCookie(theme: Theme): string {
  return `${name}=${theme}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000`;
}
