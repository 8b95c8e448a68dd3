import type { WorkCounts } from "#app/domain/dashboard/reads.ts";
import { upTo } from "#app/routes/tenant/up-to.ts";
import { Stat } from "#app/ui/stat.tsx";

/** How much there is, in three numbers. */
export function WorkStats({ counts }: { counts: WorkCounts }) {
  return (
    <dl className="stats">
      <Stat label="Your open tasks" value={upTo(1_000, counts.myTasks)} />
      <Stat label="Overdue in all projects" value={upTo(1_000, counts.overdueTasks)} />
      <Stat label="Active projects" value={upTo(1_000, counts.projects)} />
    </dl>
  );
}
