import type { MouseEvent } from "react";
import { Form, useLocation } from "react-router";
import { type Theme, themes } from "./theme.ts";

const labels: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };

// The colours change with the press; the server's answer only confirms them.
function showTheme(event: MouseEvent<HTMLButtonElement>) {
  document.documentElement.dataset.theme = event.currentTarget.value;
}

/** Light, dark, or as the system is. Posts `theme` and `redirectTo` to `/theme`, so it works without scripts. */
export function ThemeSwitch({ theme }: { theme: Theme }) {
  const { pathname, search } = useLocation();
  return (
    <Form method="post" action="/theme" replace preventScrollReset aria-label="Theme">
      <input type="hidden" name="redirectTo" value={pathname + search} />
      <div className="segmented">
        {themes.map((choice) => (
          <button
            key={choice}
            type="submit"
            name="theme"
            value={choice}
            aria-pressed={choice === theme}
            onClick={showTheme}
          >
            {labels[choice]}
          </button>
        ))}
      </div>
    </Form>
  );
}
