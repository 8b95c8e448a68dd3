import { RelativeTime } from "#app/ui/time.tsx";
import type { presentChange } from "./present.ts";

interface ChangesProps {
  /** The address of the projects. */
  base: string;
  changes: ReturnType<typeof presentChange>[];
  now: number;
}

/** Who did what lately, the newest first. */
export function Changes({ base, changes, now }: ChangesProps) {
  return (
    <ul className="list">
      {changes.map(({ kind, id, projectId, name, by, at, isNew }) => (
        <li key={id}>
          <div className="min-w-0 flex-1">
            <a
              className="block truncate font-medium hover:underline"
              href={kind === "project" ? `${base}/${id}` : `${base}/${projectId}/tasks/${id}`}
              title={name}
            >
              <bdi>{name}</bdi>
            </a>
            <p className="truncate text-sm text-muted">
              {`${kind === "project" ? "Project" : "Task"} ${isNew ? "created" : "changed"} by `}
              <bdi>{by}</bdi>
            </p>
          </div>
          <span className="flex-none text-sm text-muted">
            <RelativeTime at={at} now={now} />
          </span>
        </li>
      ))}
    </ul>
  );
}
