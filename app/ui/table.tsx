import type { KeyboardEvent, ReactNode } from "react";

/** Arrow up and down, Home and End go from row to row. */
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
  /** What the rows are, for screen readers. */
  label: string;
  /** The `<th>` cells. */
  head: ReactNode;
  /** The `<tr>` rows. */
  children: ReactNode;
}

/**
 * A list of things as a table. Rows are written out as plain elements, for they are what a page has most of:
 *
 *     <tr key={row.id}>
 *       <td className="cell-main"><a className="row-link" href={…} dir="auto">{row.name}</a></td>
 *       <td className="cell-number">{row.openTasks}</td>
 *       <td className="cell-quiet cell-wide"><RelativeTime … /></td>
 *       <td className="cell-actions">…</td>
 *     </tr>
 *
 * `cell-main` takes the room that is left and shortens what doesn't fit; `row-link` makes the whole row its link;
 * `cell-number` is right-aligned; `cell-wide` is left out under 960 pixels (on the `<th>` as well); controls in
 * `cell-actions` lie above the row's link.
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
