import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { usedOf } from "#app/domain/plan/limits.ts";
import { type Feature, isBuilt } from "#app/domain/plan/plans.ts";
import { Alert } from "#app/ui/alert.tsx";
import { Tag } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Stat } from "#app/ui/stat.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/billing.ts";
import { SettingsTabs } from "./settings-tabs.tsx";
import { tenantTitle } from "./title.ts";

export const handle = access({ read: "billing:manage", evenIf: "suspended" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Plan and billing", matches);

export async function loader({ context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const { slug, plan, limits, closure } = entry.tenant;
  const [members, projects] = await readTenant(entry, (tx) =>
    Promise.all([usedOf(tx, "members"), usedOf(tx, "projects")]),
  );
  return { slug, role: entry.role, plan, limits, used: { members, projects }, closure };
}

const featureNames: Record<Feature, string> = {
  reports: "Reports",
  api: "API access",
  sso: "Single sign-on",
  audit: "Audit log",
  customDomain: "Custom domain",
  ownHome: "A home of its own in the database",
};

export default function Billing({ loaderData }: Route.ComponentProps) {
  const { slug, role, plan, limits, used, closure } = loaderData;
  return (
    <>
      <PageHeader title="Plan and billing" context={`This workspace is on the ${plan} plan.`} />
      {closure ? null : <SettingsTabs slug={slug} role={role} />}
      <div className="grid gap-6">
        {closure?.status === "suspended" ? (
          <Alert kind="warning" title="This workspace is suspended">
            Nobody can work in it until the operator of this installation resumes it. Nothing in it is lost.
            {closure.reason ? (
              <blockquote className="quote mt-2" dir="auto">
                {closure.reason}
              </blockquote>
            ) : null}
          </Alert>
        ) : null}
        <dl className="stats">
          <Stat label="Members, invited ones included" {...usage(used.members, limits.members)} />
          <Stat label="Active projects" {...usage(used.projects, limits.projects)} />
          <Stat
            label="Requests a minute"
            value={limits.requestsPerMinute.toLocaleString("en")}
            note="Shared by everybody in the workspace."
          />
        </dl>
        <Card title="Included in the plan">
          <ul className="flex flex-wrap gap-2">
            {limits.features.map((feature) => (
              <li key={feature}>
                <Tag>{isBuilt(feature) ? featureNames[feature] : `${featureNames[feature]}, coming`}</Tag>
              </li>
            ))}
          </ul>
          {limits.features.every(isBuilt) ? null : (
            <p className="mt-3 max-w-prose text-sm text-muted">
              What is coming isn't built yet. It is yours from the day it arrives.
            </p>
          )}
        </Card>
        <p className="max-w-prose text-sm text-muted">
          Nothing is charged here. To change the plan, ask the operator of this installation; archived
          projects don't count, and going over a smaller plan's limits deletes nothing.
        </p>
      </div>
    </>
  );
}

function usage(used: number, limit: number | null) {
  if (limit === null) return { value: used.toLocaleString("en"), note: "No limit." };
  const value = `${used.toLocaleString("en")} of ${limit.toLocaleString("en")}`;
  if (used < limit) return { value };
  return { value, note: used > limit ? "Over the limit: no more can be added." : "The limit is reached." };
}
