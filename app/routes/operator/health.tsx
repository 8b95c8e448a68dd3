import { appOf, userEntryOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { databaseFacts } from "#app/domain/operator/health.ts";
import { Alert } from "#app/ui/alert.tsx";
import { Card } from "#app/ui/card.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readAsOperator } from "#db/operator.ts";
import { safetyProblems } from "#db/safety.ts";
import { version } from "../../../package.json";
import type { Route } from "./+types/health.ts";
import { type Fact, Facts } from "./facts.tsx";

export const handle = access({ read: "operator" });

export const meta: Route.MetaFunction = () => [{ title: "Health · Operator · Rowhouse" }];

export async function loader({ context }: Route.LoaderArgs) {
  const facts = await readAsOperator(userEntryOf(context), databaseFacts);
  const { appPool } = appOf(context).database;
  const now = Date.now();
  return {
    // Asked as requests connect, for it is their connection that must not pass the walls.
    problems: await safetyProblems(appPool),
    database: {
      ...facts,
      startedAt: facts.startedAt.toISOString(),
      migrations: facts.migrations.map(({ name, appliedAt }) => ({
        name,
        appliedAt: appliedAt.toISOString(),
      })),
    },
    pool: {
      open: appPool.totalCount,
      idle: appPool.idleCount,
      waiting: appPool.waitingCount,
      most: appPool.options.max,
    },
    process: {
      version,
      node: process.versions.node,
      startedAt: new Date(now - process.uptime() * 1000).toISOString(),
      residentBytes: process.memoryUsage.rss(),
    },
    now,
  };
}

export default function OperatorHealth({ loaderData }: Route.ComponentProps) {
  const { problems, database: db, pool, process: app, now } = loaderData;
  const appFacts: Fact[] = [
    ["Rowhouse", app.version],
    ["Node.js", app.node],
    ["Started", <RelativeTime key="started" at={app.startedAt} now={now} />],
    ["Memory", mebibytes(app.residentBytes)],
    ["Connections for requests", `${pool.open - pool.idle} busy, ${pool.idle} idle, ${pool.most} at most`],
    ["Requests waiting for one", String(pool.waiting)],
  ];
  const databaseFactList: Fact[] = [
    ["PostgreSQL", db.version],
    ["Started", <RelativeTime key="started" at={db.startedAt} now={now} />],
    ["Size", mebibytes(db.sizeBytes)],
    ["Connections", `${db.connections} of ${db.maxConnections}`],
    ["Migrations", `${db.migrations.length}, the last ${db.migrations.at(-1)?.name ?? "none"}`],
  ];
  return (
    <>
      <PageHeader title="Health" context="How this process and its database are, right now." />
      <div className="grid gap-6">
        {problems.length === 0 ? (
          <Alert kind="success" title="The walls stand">
            Row-level security, keys and roles are as they must be.
          </Alert>
        ) : (
          <Alert kind="error" title="The database would not keep tenants apart">
            <ul className="list-disc pl-4">
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </Alert>
        )}
        <div className="grid items-start gap-6 md:grid-cols-2">
          <Card title="This process" flush>
            <Facts facts={appFacts} />
          </Card>
          <Card title="Database" flush>
            <Facts facts={databaseFactList} />
          </Card>
        </div>
      </div>
    </>
  );
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024).toLocaleString("en")} MiB`;
}
