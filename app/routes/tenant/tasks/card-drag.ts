import type { TaskStatus } from "#app/domain/task/status.ts";
import type { Spot } from "./board-order.ts";

interface DragHandlers {
  lift(): void;
  carry(spot: Spot): void;
  drop(): void;
  cancel(): void;
}

const startDistancePx = 5;
const edgePx = 56;
const scrollStepPx = 10;

/** The card stays in the board and shows where it would land; a copy of it follows the pointer. */
export function followDrag(
  press: PointerEvent,
  card: HTMLElement,
  board: HTMLElement,
  handlers: DragHandlers,
): void {
  const start = card.getBoundingClientRect();
  const ending = new AbortController();
  let copy: HTMLElement | null = null;
  let pointer = { x: press.clientX, y: press.clientY };
  let lastSpot = "";
  let frame = 0;

  const begin = () => {
    copy = copyOf(card, start);
    board.append(copy);
    board.dataset.dragging = "";
    handlers.lift();
    frame = requestAnimationFrame(follow);
  };

  const follow = () => {
    scrollAtEdges(board, pointer);
    const [dx, dy] = [pointer.x - press.clientX, pointer.y - press.clientY];
    if (copy) copy.style.translate = `${dx}px ${dy}px`;
    const spot = spotAt(board, card.dataset.card ?? "", pointer.x, start.top + dy + start.height / 2);
    if (spot && lastSpot !== `${spot.status} ${spot.index}`) {
      lastSpot = `${spot.status} ${spot.index}`;
      handlers.carry(spot);
    }
    frame = requestAnimationFrame(follow);
  };

  const end = (finish: () => void) => {
    ending.abort();
    cancelAnimationFrame(frame);
    if (!copy) return;
    copy.remove();
    delete board.dataset.dragging;
    swallowClick();
    finish();
  };

  const { signal } = ending;
  addEventListener(
    "pointermove",
    (move) => {
      if (move.pointerId !== press.pointerId) return;
      pointer = { x: move.clientX, y: move.clientY };
      const distance = Math.hypot(pointer.x - press.clientX, pointer.y - press.clientY);
      if (!copy && distance >= startDistancePx) begin();
    },
    { signal },
  );
  addEventListener("pointerup", () => end(handlers.drop), { signal });
  addEventListener("pointercancel", () => end(handlers.cancel), { signal });
  addEventListener("keydown", (key) => key.key === "Escape" && end(handlers.cancel), { signal });
}

function copyOf(card: HTMLElement, { left, top, width, height }: DOMRect): HTMLElement {
  const copy = card.cloneNode(true) as HTMLElement;
  delete copy.dataset.card;
  copy.classList.add("board-copy");
  copy.setAttribute("aria-hidden", "true");
  Object.assign(copy.style, {
    left: `${left}px`,
    top: `${top}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  return copy;
}

/** The column nearest to the pointer; `index` counts its other cards above the carried one's middle. */
function spotAt(board: HTMLElement, movingId: string, x: number, middleY: number): Spot | null {
  const columns = [...board.querySelectorAll<HTMLElement>("[data-column]")];
  const distance = (column: HTMLElement) => {
    const { left, right } = column.getBoundingClientRect();
    return Math.max(left - x, x - right, 0);
  };
  const column = columns.reduce<HTMLElement | null>(
    (best, other) => (best && distance(best) <= distance(other) ? best : other),
    null,
  );
  if (!column) return null;
  const others = [...column.querySelectorAll<HTMLElement>("[data-card]")].filter(
    (card) => card.dataset.card !== movingId,
  );
  const index = others.filter((card) => {
    const { top, height } = card.getBoundingClientRect();
    return top + height / 2 < middleY;
  }).length;
  return { status: column.dataset.column as TaskStatus, index };
}

function scrollAtEdges(board: HTMLElement, { x, y }: { x: number; y: number }): void {
  const { left, right } = board.getBoundingClientRect();
  const step = (at: number, low: number, high: number) =>
    at < low + edgePx ? -scrollStepPx : at > high - edgePx ? scrollStepPx : 0;
  window.scrollBy(0, step(y, 0, innerHeight));
  board.scrollBy(step(x, Math.max(left, 0), Math.min(right, innerWidth)), 0);
}

/** The press that ended a drag is no press on the card's link. */
function swallowClick(): void {
  const ending = new AbortController();
  addEventListener(
    "click",
    (click) => {
      click.preventDefault();
      click.stopPropagation();
    },
    { capture: true, signal: ending.signal },
  );
  setTimeout(() => ending.abort(), 0);
}
