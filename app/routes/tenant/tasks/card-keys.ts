import type { KeyboardEvent } from "react";
import { spotOf, stepFrom } from "./board-order.ts";
import type { BoardControls } from "./use-board.ts";

/** Moving a card by keyboard: space or enter lifts it and drops it, arrows carry it, escape or tab puts it back. */
export function moveByKey(event: KeyboardEvent<HTMLElement>, id: string, board: BoardControls): void {
  const isLifted = board.liftedId === id;
  const isPress = event.key === " " || event.key === "Enter";
  if (isPress && board.liftedId === null) board.lift(id);
  else if (isPress && isLifted) board.drop();
  else if (isLifted && (event.key === "Escape" || event.key === "Tab")) board.cancel();
  else if (isLifted && event.key.startsWith("Arrow")) {
    const spot = spotOf(board.columns, id);
    const next = spot && stepFrom(board.columns, spot, event.key);
    if (next) board.carry(next);
  } else return;
  // Tab goes on to where it leads.
  if (event.key !== "Tab") event.preventDefault();
}
