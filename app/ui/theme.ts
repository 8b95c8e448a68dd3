export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export function toTheme(value: unknown): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}

export function readTheme(cookieHeader: string | null | undefined): Theme {
  return toTheme(cookieHeader?.match(/(?:^|;\s*)theme=(\w+)/)?.[1]);
}

/** Kept for a year. It says nothing about the person, so it needs no protection. */
export function themeCookie(theme: Theme): string {
  return `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax`;
}
