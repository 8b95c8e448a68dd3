import { type TaskStatus, taskStatuses } from "#app/domain/task/status.ts";

/** Pure, so that all ways to move a card agree on where it goes. */

export interface PresentedCard {
  id: string;
  title: string;
  status: TaskStatus;
  assignee: string | null;
  /** `YYYY-MM-DD`. */
  dueOn: string | null;
  isOverdue: boolean;
  comments: string | null;
}

export type BoardColumns = Readonly<Record<TaskStatus, readonly PresentedCard[]>>;

/** `index` counts the column's other cards. */
export interface Spot {
  status: TaskStatus;
  index: number;
}

export function columnsOf(cards: readonly PresentedCard[]): BoardColumns {
  const of = (status: TaskStatus) => cards.filter((card) => card.status === status);
  return { todo: of("todo"), doing: of("doing"), done: of("done") };
}

export function spotOf(columns: BoardColumns, id: string): Spot | null {
  for (const status of taskStatuses) {
    const index = columns[status].findIndex((card) => card.id === id);
    if (index >= 0) return { status, index };
  }
  return null;
}

export function moved(columns: BoardColumns, id: string, spot: Spot): BoardColumns {
  const from = spotOf(columns, id);
  const card = from && columns[from.status][from.index];
  if (!card) return columns;
  const without = { ...columns, [from.status]: columns[from.status].filter((other) => other.id !== id) };
  const target = without[spot.status];
  return { ...without, [spot.status]: target.toSpliced(spot.index, 0, { ...card, status: spot.status }) };
}

/** Null at the edge of the board. */
export function stepFrom(columns: BoardColumns, spot: Spot, key: string): Spot | null {
  const { status, index } = spot;
  if (key === "ArrowUp") return index > 0 ? { status, index: index - 1 } : null;
  if (key === "ArrowDown") return index < columns[status].length - 1 ? { status, index: index + 1 } : null;
  const side = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const beside = side && taskStatuses[taskStatuses.indexOf(status) + side];
  return beside ? { status: beside, index: Math.min(index, columns[beside].length) } : null;
}

/** A spot as the server wants it: by neighbours, which stay right when others move cards meanwhile. */
export function neighboursOf(columns: BoardColumns, id: string): Record<string, string> | null {
  const spot = spotOf(columns, id);
  if (!spot) return null;
  const column = columns[spot.status];
  return {
    status: spot.status,
    afterId: column[spot.index - 1]?.id ?? "",
    beforeId: column[spot.index + 1]?.id ?? "",
    edge: spot.index === 0 ? "top" : "bottom",
  };
}
