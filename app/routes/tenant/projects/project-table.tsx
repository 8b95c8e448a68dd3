import { Badge } from "#app/ui/badge.tsx";
import { Table } from "#app/ui/table.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import type { presentRow } from "./present.ts";

interface ProjectTableProps {
  base: string;
  projects: ReturnType<typeof presentRow>[];
  now: number;
}

const head = (
  <>
    <th>Name</th>
    <th className="cell-number">Open tasks</th>
    <th className="cell-wide">Changed</th>
  </>
);

export function ProjectTable({ base, projects, now }: ProjectTableProps) {
  return (
    <Table label="Projects" head={head}>
      {projects.map(({ id, name, updatedAt, isArchived, openTasks }) => (
        <tr key={id}>
          <td className="cell-main">
            <a className="row-link" href={`${base}/${id}`} title={name} dir="auto">
              {name}
            </a>
          </td>
          <td className="cell-number">{isArchived ? <Badge>Archived</Badge> : openTasks}</td>
          <td className="cell-quiet cell-wide">
            <RelativeTime at={updatedAt} now={now} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
