import { type KeyboardEvent, type ReactNode, useId } from "react";
import { moreIcon } from "./icons.tsx";

function moveBetweenItems(event: KeyboardEvent<HTMLElement>, id: string) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = [...document.querySelectorAll<HTMLElement>(`#${id}:popover-open .menu-item`)].filter((item) =>
    item.checkVisibility(),
  );
  if (items.length === 0) return;
  event.preventDefault();
  const at = items.indexOf(event.target as HTMLElement);
  items.at((at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1)) % items.length)?.focus();
}

interface MenuProps {
  label: string;
  /** Links, and buttons in forms, of the class `menu-item` (`menu-item-danger`); `<hr>` between groups. */
  children: ReactNode;
}

/** A popover, so it opens without scripts. */
export function Menu({ label, children }: MenuProps) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => moveBetweenItems(event, id);
  return (
    <>
      <button
        type="button"
        className="button button-ghost button-icon"
        popoverTarget={id}
        aria-haspopup="dialog"
        aria-label={label}
        title={label}
        onKeyDown={onKeyDown}
      >
        {moreIcon}
      </button>
      <div id={id} popover="auto" role="dialog" aria-label={label} className="menu" onKeyDown={onKeyDown}>
        {children}
      </div>
    </>
  );
}
