import type { KeyboardEvent, ReactNode } from "react";

function moveBetweenRows(event: KeyboardEvent<HTMLElement>) {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>(".row-link")];
  const at = links.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const moves: Record<string, HTMLElement | undefined> = {
    ArrowDown: links[at + 1],
    ArrowUp: links[at - 1],
    Home: links[0],
    End: links.at(-1),
  };
  if (!(event.key in moves)) return;
  event.preventDefault();
  moves[event.key]?.focus();
}

interface TableProps {
  label: string;
  head: ReactNode;
  children: ReactNode;
}

/**
 * `head` has `<th>` cells. `children` are plain `<tr>` rows, as a page has most of those, with these cells:
 * `cell-main` cuts what doesn't fit, and `<a className="row-link" dir="auto">` in it makes the row its link;
 * `cell-number` is right-aligned, `cell-quiet` muted, and `cell-wide` (`<th>` too) left out under 960 pixels;
 * controls in `cell-actions` lie above the row's link.
 */
export function Table({ label, head, children }: TableProps) {
  return (
    <div className="table-frame">
      <table className="table" aria-label={label} onKeyDown={moveBetweenRows}>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
