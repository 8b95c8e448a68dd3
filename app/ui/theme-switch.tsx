import { type SubmitEvent, useState } from "react";
import { useLocation } from "react-router";
import { type Theme, themes, toTheme } from "./theme.ts";

const labels: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };

/** With scripts the colours change at once, and the post only keeps the choice for the next document. */
export function ThemeSwitch({ theme }: { theme: Theme }) {
  const { pathname, search } = useLocation();
  const [chosen, setChosen] = useState(theme);

  const keep = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget, event.nativeEvent.submitter);
    const next = toTheme(fields.get("theme"));
    setChosen(next);
    document.documentElement.dataset.theme = next;
    const body = new URLSearchParams({ theme: next, redirectTo: pathname + search });
    // A colour that wasn't kept is not worth a message; the next document shows the old one.
    fetch("/theme", { method: "POST", body, redirect: "manual" }).catch(() => undefined);
  };

  return (
    <form method="post" action="/theme" aria-label="Theme" onSubmit={keep}>
      <input type="hidden" name="redirectTo" value={pathname + search} />
      <div className="segmented">
        {themes.map((choice) => (
          <button key={choice} type="submit" name="theme" value={choice} aria-pressed={choice === chosen}>
            {labels[choice]}
          </button>
        ))}
      </div>
    </form>
  );
}
