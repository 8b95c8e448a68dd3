import type { KeyboardEvent } from "react";
import { upTo } from "#app/routes/tenant/up-to.ts";
import { Avatar } from "#app/ui/avatar.tsx";
import type { Card } from "./board-order.ts";
import { DueDay } from "./due-day.tsx";
import { commentIcon, gripIcon } from "./icons.tsx";

interface BoardCardProps {
  card: Card;
  href: string;
  isLifted: boolean;
  /** Absent: the card stays where it is. */
  onMoveKey?: (event: KeyboardEvent<HTMLElement>) => void;
  now: number;
}

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
      {assignee || dueOn || comments > 0 ? (
        <div className="board-card-facts">
          {assignee ? (
            <span className="flex min-w-0 items-center gap-1.5" title={assignee}>
              <Avatar name={assignee} size="small" />
              <bdi className="truncate">{assignee}</bdi>
            </span>
          ) : null}
          {dueOn ? <DueDay on={dueOn} isOverdue={isOverdue} now={now} /> : null}
          {comments > 0 ? (
            <span className="flex flex-none items-center gap-1">
              {commentIcon}
              <span className="sr-only">Comments: </span>
              {upTo(100, comments)}
            </span>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}
