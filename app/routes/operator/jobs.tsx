import { access } from "#app/access.ts";
import { userEntryOf } from "#app/context.ts";
import { foremostJobs, type JobState, jobCounts } from "#app/domain/job/reads.ts";
import { Badge, type Tone } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Stat } from "#app/ui/stat.tsx";
import { Table } from "#app/ui/table.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readAsOperator } from "#db/operator.ts";
import type { Route } from "./+types/jobs.ts";

export const handle = access({ read: "operator" });

export const meta: Route.MetaFunction = () => [{ title: "Jobs · Operator · Rowhouse" }];

export async function loader({ context }: Route.LoaderArgs) {
  const [counts, jobs] = await readAsOperator(userEntryOf(context), (tx) =>
    Promise.all([jobCounts(tx), foremostJobs(tx)]),
  );
  return {
    counts,
    jobs: jobs.map((job) => ({ ...job, runAt: job.runAt.toISOString() })),
    now: Date.now(),
  };
}

const tones: Record<JobState, Tone> = {
  waiting: "neutral",
  scheduled: "neutral",
  running: "success",
  retrying: "warning",
  failed: "danger",
};

export default function OperatorJobs({ loaderData }: Route.ComponentProps) {
  const { counts, jobs, now } = loaderData;
  return (
    <>
      <PageHeader title="Jobs" context="Work that is not done yet. What is done leaves the queue." />
      <dl className="stats mb-6">
        <Stat
          label="Waiting"
          value={counts.waiting + counts.scheduled}
          note={`${counts.scheduled} for later`}
        />
        <Stat label="Running" value={counts.running} />
        <Stat label="Failed, tried again" value={counts.retrying} />
        <Stat label="Failed for good" value={counts.failed} />
      </dl>
      {jobs.length === 0 ? (
        <Card flush>
          <EmptyState>The queue is empty: all work is done.</EmptyState>
        </Card>
      ) : (
        <Table
          label="Jobs"
          head={
            <>
              <th scope="col">Job</th>
              <th scope="col">State</th>
              <th scope="col" className="cell-number cell-wide">
                Attempts
              </th>
              <th scope="col" className="cell-wide">
                Due
              </th>
            </>
          }
        >
          {jobs.map((job) => (
            <tr key={job.id}>
              <td className="w-full max-w-0">
                <span className="font-medium">{job.task}</span>
                {job.lastError ? (
                  <details className="text-sm text-muted">
                    <summary className="truncate">{job.lastError.split("\n", 1)[0]}</summary>
                    <pre className="mt-1 overflow-x-auto text-xs whitespace-pre-wrap">{job.lastError}</pre>
                  </details>
                ) : null}
              </td>
              <td className="cell-quiet">
                <Badge tone={tones[job.state]}>{job.state}</Badge>
              </td>
              <td className="cell-number cell-wide">
                {job.attempts} of {job.maxAttempts}
              </td>
              <td className="cell-quiet cell-wide">
                <RelativeTime at={job.runAt} now={now} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
