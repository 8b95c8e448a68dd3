import type { ReactNode } from "react";
import { access } from "#app/access.ts";
import { appOf, userEntryOf } from "#app/context.ts";
import { appliedMigrations, databaseFacts } from "#app/domain/operator/installation.ts";
import { Alert } from "#app/ui/alert.tsx";
import { Card } from "#app/ui/card.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readAsOperator } from "#db/operator.ts";
import { safetyProblems } from "#db/safety.ts";
import { version } from "../../../package.json";
import type { Route } from "./+types/health.ts";

export const handle = access({ read: "operator" });

export const meta: Route.MetaFunction = () => [{ title: "Health · Operator · Rowhouse" }];

export async function loader({ context }: Route.LoaderArgs) {
  const { appPool } = appOf(context).database;
  const [facts, migrations] = await readAsOperator(userEntryOf(context), (tx) =>
    Promise.all([databaseFacts.first(tx), appliedMigrations(tx)]),
  );
  if (!facts) throw new Error("A query of one row gave none");
  const now = Date.now();
  return {
    // Asked on the pool of the requests: it is their connection that must not pass the walls.
    problems: await safetyProblems(appPool),
    database: {
      ...facts,
      startedAt: facts.startedAt.toISOString(),
      migrations: { count: migrations.length, last: migrations.at(-1)?.name ?? "none" },
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
    ["Migrations", `${db.migrations.count}, the last ${db.migrations.last}`],
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

type Fact = readonly [name: string, value: ReactNode];

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="list">
      {facts.map(([name, value]) => (
        <div key={name} className="justify-between">
          <dt className="text-muted">{name}</dt>
          <dd className="text-right break-words tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024).toLocaleString("en")} MiB`;
}
