import { statusLabels } from "#app/domain/task/status.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Table } from "#app/ui/table.tsx";
import type { PresentedCard } from "./board-order.ts";
import { DueDay } from "./due-day.tsx";

const head = (
  <>
    <th>Title</th>
    <th>Status</th>
    <th className="cell-wide">Assignee</th>
    <th className="max-sm:hidden">Due</th>
    <th className="cell-number cell-wide">Comments</th>
  </>
);

const tones = { todo: "neutral", doing: "warning", done: "success" } as const;

export function TaskTable({ base, tasks, now }: { base: string; tasks: PresentedCard[]; now: number }) {
  return (
    <Table label="Tasks" head={head}>
      {tasks.map(({ id, title, status, assignee, dueOn, isOverdue, comments }) => (
        <tr key={id}>
          <td className="cell-main">
            <a className="row-link" href={`${base}/${id}`} title={title} dir="auto">
              {title}
            </a>
            {dueOn ? (
              <span className="text-sm font-normal text-muted sm:hidden">
                <DueDay on={dueOn} isOverdue={isOverdue} now={now} />
              </span>
            ) : null}
          </td>
          <td>
            <Badge tone={tones[status]}>{statusLabels[status]}</Badge>
          </td>
          <td className="cell-quiet cell-wide">
            <span className="block max-w-40 truncate" title={assignee ?? undefined}>
              <bdi>{assignee ?? "–"}</bdi>
            </span>
          </td>
          <td className="cell-quiet max-sm:hidden">
            {dueOn ? <DueDay on={dueOn} isOverdue={isOverdue} now={now} /> : "–"}
          </td>
          <td className="cell-number cell-wide">{comments ?? 0}</td>
        </tr>
      ))}
    </Table>
  );
}
