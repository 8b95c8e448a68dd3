import { href } from "react-router";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { opensDialog } from "#app/ui/dialog-commands.ts";
import { Menu } from "#app/ui/menu.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import type { presentTask } from "./present.ts";

interface TaskHeaderProps {
  params: { tenant: string; projectId: string; taskId: string };
  task: ReturnType<typeof presentTask>;
  mayChange: boolean;
}

export function TaskHeader({ params, task, mayChange }: TaskHeaderProps) {
  const project = (
    <a className="link" href={href("/:tenant/projects/:projectId", params)}>
      <bdi>{task.project.name}</bdi>
    </a>
  );
  const actions = (
    <>
      <a
        className="button button-secondary"
        href={href("/:tenant/projects/:projectId/tasks/:taskId/edit", params)}
      >
        Edit task
      </a>
      <Menu label={`More for ${task.title}`}>
        <button className="menu-item menu-item-danger" {...opensDialog("delete-task")}>
          Delete task…
        </button>
      </Menu>
      <ConfirmDialog
        id="delete-task"
        title={`Delete “${task.title}”?`}
        confirm="Delete task"
        action={href("/:tenant/projects/:projectId/tasks/:taskId/delete", params)}
      >
        Its comments go with it. This can't be undone.
      </ConfirmDialog>
    </>
  );
  return (
    <PageHeader
      title={<bdi>{task.title}</bdi>}
      context={
        <>
          In {project}
          {task.project.isArchived ? ", which is archived" : null}
        </>
      }
      action={mayChange ? actions : null}
    />
  );
}
