import { href } from "react-router";
import { Alert } from "#app/ui/alert.tsx";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { opensDialog } from "#app/ui/dialog-commands.ts";
import { Menu } from "#app/ui/menu.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import type { presentProject, projectPermissions } from "./present.ts";

interface ProjectHeaderProps {
  params: { tenant: string; projectId: string };
  project: ReturnType<typeof presentProject>;
  may: ReturnType<typeof projectPermissions>;
}

export function ProjectHeader({ params, project, may }: ProjectHeaderProps) {
  const { name, description, isArchived } = project;
  const restoring = usePost();
  return (
    <>
      <PageHeader
        title={<bdi>{name}</bdi>}
        action={
          <>
            <a className="button button-secondary" href={href("/:tenant/projects/:projectId/tasks", params)}>
              List
            </a>
            {may.changeTasks ? (
              <a
                className="button button-primary"
                href={href("/:tenant/projects/:projectId/tasks/new", params)}
              >
                New task
              </a>
            ) : null}
            {may.edit ? <ProjectMenu params={params} project={project} may={may} /> : null}
          </>
        }
      />
      {description ? (
        <p
          className="-mt-4 mb-6 max-w-prose whitespace-pre-wrap text-muted [overflow-wrap:anywhere]"
          dir="auto"
        >
          {description}
        </p>
      ) : null}
      {isArchived ? (
        <div className="mb-6">
          <Alert title="This project is archived">
            Everything in it is kept and rests. {may.retire ? "Restore it to go on working." : null}
            {may.retire ? (
              <PostForm
                post={restoring}
                action={href("/:tenant/projects/:projectId/archived", params)}
                className="mt-2"
              >
                <button
                  type="submit"
                  name="archived"
                  value="no"
                  className="button button-secondary button-small"
                >
                  Restore project
                </button>
              </PostForm>
            ) : null}
          </Alert>
        </div>
      ) : null}
    </>
  );
}

function ProjectMenu({ params, project: { name, isArchived }, may }: ProjectHeaderProps) {
  const archiving = usePost();
  return (
    <>
      <Menu label={`More for ${name}`}>
        <a className="menu-item" href={href("/:tenant/projects/:projectId/edit", params)}>
          Edit project
        </a>
        {may.retire && !isArchived ? (
          <PostForm post={archiving} action={href("/:tenant/projects/:projectId/archived", params)}>
            <button type="submit" name="archived" value="yes" className="menu-item">
              Archive project
            </button>
          </PostForm>
        ) : null}
        {may.retire ? (
          <button className="menu-item menu-item-danger" {...opensDialog("delete-project")}>
            Delete project…
          </button>
        ) : null}
      </Menu>
      {may.retire ? (
        <ConfirmDialog
          id="delete-project"
          title={`Delete “${name}”?`}
          confirm="Delete project"
          action={href("/:tenant/projects/:projectId/delete", params)}
        >
          Its tasks and their comments go with it. This can't be undone.
        </ConfirmDialog>
      ) : null}
    </>
  );
}
