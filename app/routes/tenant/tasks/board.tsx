import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import { statusLabels, taskStatuses } from "#app/domain/task/status.ts";
import { Alert } from "#app/ui/alert.tsx";
import { Button } from "#app/ui/button.tsx";
import { BoardCard } from "./board-card.tsx";
import { type BoardColumns, spotOf, stepFrom } from "./board-order.ts";
import { followDrag } from "./card-drag.ts";
import { type BoardControls, useBoard } from "./use-board.ts";

interface BoardProps {
  columns: BoardColumns;
  /** All cards of each column; a long column shows its first cards. */
  totals: Readonly<Record<keyof BoardColumns, number>>;
  mayMove: boolean;
  tasksHref: string;
  now: number;
}

/** Without scripts, each card's page can move it. */
export function Board({ columns: loaded, totals, mayMove, tasksHref, now }: BoardProps) {
  const element = useRef<HTMLDivElement>(null);
  const board = useBoard(loaded, (id) => `${tasksHref}/${id}/move`);
  const controls = useRef(board);
  useEffect(() => {
    controls.current = board;
  });

  // A card that changes its column becomes another element; the keyboard focus stays with it.
  const { liftedId, columns, unsaved } = board;
  const heldId = useRef<string | null>(null);
  useEffect(() => {
    const id = liftedId ?? heldId.current ?? unsaved?.id;
    heldId.current = liftedId;
    const handle = columns && id && document.getElementById(`move-${id}`);
    const isLost = document.activeElement === document.body;
    if (handle && (liftedId || isLost) && document.activeElement !== handle) handle.focus();
  }, [liftedId, columns, unsaved]);

  const press = (event: PointerEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    const card = target.closest<HTMLElement>("[data-card]");
    const isHandle = target.closest("[data-handle]") !== null;
    // A finger on a card scrolls; on the handle it drags.
    if (!card || !element.current || event.button !== 0 || (event.pointerType !== "mouse" && !isHandle))
      return;
    followDrag(event.nativeEvent, card, element.current, {
      lift: () => controls.current.lift(card.dataset.card ?? ""),
      carry: (spot) => controls.current.carry(spot),
      drop: () => controls.current.drop(),
      cancel: () => controls.current.cancel(),
    });
  };

  return (
    <>
      {unsaved ? <Unsaved {...unsaved} /> : null}
      <div ref={element} className="board" onPointerDown={mayMove ? press : undefined}>
        {taskStatuses.map((status) => (
          <section
            key={status}
            className="board-column"
            data-column={status}
            aria-labelledby={`column-${status}`}
          >
            <h2 id={`column-${status}`}>
              {statusLabels[status]} <span>{totals[status].toLocaleString("en")}</span>
            </h2>
            <ol>
              {columns[status].map((card) => (
                <BoardCard
                  key={card.id}
                  card={card}
                  href={`${tasksHref}/${card.id}`}
                  isLifted={card.id === liftedId}
                  onMoveKey={mayMove ? (event) => moveByKey(event, card.id, board) : undefined}
                  now={now}
                />
              ))}
            </ol>
            {totals[status] > loaded[status].length ? (
              <a className="board-more" href={`${tasksHref}?status=${status}&sort=position`}>
                Show all {totals[status].toLocaleString("en")}
              </a>
            ) : null}
            {mayMove ? (
              <a className="board-more" href={`${tasksHref}/new?status=${status}`}>
                Add a task
              </a>
            ) : null}
          </section>
        ))}
      </div>
      <p id="board-help" className="sr-only">
        Press space to lift the card, the arrow keys to move it, space to drop it, escape to put it back.
      </p>
      <p className="sr-only" aria-live="assertive">
        {board.message}
      </p>
    </>
  );
}

function Unsaved({ title, why, tryAgain }: NonNullable<BoardControls["unsaved"]>) {
  return (
    <div className="mb-4">
      <Alert
        kind="error"
        title={
          <>
            “<bdi>{title}</bdi>” is back where it was
          </>
        }
      >
        <p>{why}</p>
        <Button size="small" className="mt-2" onClick={tryAgain}>
          Try again
        </Button>
      </Alert>
    </div>
  );
}

/** Space or enter lifts a card and drops it, arrows carry it, escape or tab puts it back. */
function moveByKey(event: KeyboardEvent<HTMLElement>, id: string, board: BoardControls): void {
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
  if (event.key !== "Tab") event.preventDefault();
}
