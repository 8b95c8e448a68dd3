import { EmptyState } from "#app/ui/empty-state.tsx";

export function NoTasks({ tasksHref, mayCreate }: { tasksHref: string; mayCreate: boolean }) {
  const create = (
    <a className="button button-primary" href={`${tasksHref}/new`}>
      New task
    </a>
  );
  return (
    <EmptyState action={mayCreate ? create : null}>
      Tasks are the steps of this project. They go from to do, through doing, to done.
    </EmptyState>
  );
}
