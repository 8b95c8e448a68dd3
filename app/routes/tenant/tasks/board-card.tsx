import type { KeyboardEvent } from "react";
import { Avatar } from "#app/ui/avatar.tsx";
import type { PresentedCard } from "./board-order.ts";
import { DueDay } from "./due-day.tsx";

interface BoardCardProps {
  card: PresentedCard;
  href: string;
  isLifted: boolean;
  /** Absent: the card stays where it is. */
  onMoveKey?: (event: KeyboardEvent<HTMLElement>) => void;
  now: number;
}

/* Icons drawn as in lucide (ISC); made once, since a board shows many. */

const gripIcon = (
  <svg aria-hidden="true" width="16" height="16" viewBox="0 0 24 24" fill="currentColor">
    <path d="M9 4a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3M15 4a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3M9 10.5a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3M15 10.5a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3M9 17a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3M15 17a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3" />
  </svg>
);

const commentIcon = (
  <svg
    aria-hidden="true"
    width="14"
    height="14"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <path d="M21 15a2 2 0 0 1-2 2H7l-4 4V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2z" />
  </svg>
);

export function BoardCard({ card, href, isLifted, onMoveKey, now }: BoardCardProps) {
  const { id, title, assignee, dueOn, isOverdue, comments } = card;
  return (
    <li className="board-card" data-card={id} data-lifted={isLifted || undefined}>
      <div className="flex items-start gap-1">
        <a className="board-card-title" href={href} title={title} draggable={false}>
          <bdi>{title}</bdi>
        </a>
        {onMoveKey ? (
          <button
            type="button"
            id={`move-${id}`}
            className="board-handle"
            data-handle=""
            aria-label={`Move ${title}`}
            aria-describedby="board-help"
            aria-pressed={isLifted}
            onKeyDown={onMoveKey}
          >
            {gripIcon}
          </button>
        ) : null}
      </div>
      {assignee || dueOn || comments ? (
        <div className="board-card-facts">
          {assignee ? (
            <span className="flex min-w-0 items-center gap-1.5" title={assignee}>
              <Avatar name={assignee} size="small" />
              <bdi className="truncate">{assignee}</bdi>
            </span>
          ) : null}
          {dueOn ? <DueDay on={dueOn} isOverdue={isOverdue} now={now} /> : null}
          {comments ? (
            <span className="flex flex-none items-center gap-1">
              {commentIcon}
              <span className="sr-only">Comments: </span>
              {comments}
            </span>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}
