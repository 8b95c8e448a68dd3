import { href } from "react-router";
import { type MemberEntry, memberEntryOf } from "#app/context.ts";
import { auditDaysOnEveryPlan, auditShownFrom } from "#app/domain/audit/policy.ts";
import { auditEvents, selectAudit } from "#app/domain/audit/reads.ts";
import { access } from "#app/domain/membership/access.ts";
import { namesOf } from "#app/domain/membership/people.ts";
import { may } from "#app/domain/membership/permissions.ts";
import { smallestPlanWith } from "#app/domain/plan/plans.ts";
import { queryOf } from "#app/routes/params.ts";
import { SettingsTabs } from "#app/routes/tenant/settings-tabs.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/index.ts";
import { EventList } from "./event-list.tsx";
import { FilterForm } from "./filter-form.tsx";
import { LeftOut } from "./left-out.tsx";
import { auditChoices, filterOf, knownQuery, misread } from "./load.ts";
import { hrefOfLog } from "./log-href.ts";
import { NoEvents } from "./no-events.tsx";
import { OneObject } from "./one-object.tsx";
import { peopleIn, presentEvent } from "./present.ts";
import { type AuditQuery, auditQuery } from "./schema.ts";
import { ShownDays } from "./shown-days.tsx";
import { Turn } from "./turn.tsx";

export const handle = access({ read: "audit:read" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Audit log", matches);

const pageSizeRows = 50;

export async function loader({ request, url, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  return readTenant(entry, async (tx) => {
    const choices = await auditChoices(tx);
    const query = knownQuery(queryOf(request, auditQuery), choices);
    const selection = await selectAudit(tx, filterOf(query, choices, entry));
    const last = Math.min(selection.last, (query.before ?? Number.POSITIVE_INFINITY) - 1);
    const found = await auditEvents(tx, { ...selection, last }, { order: "desc", limit: pageSizeRows + 1 });
    const rows = found.slice(0, pageSizeRows);
    const names = await namesOf(tx, peopleIn(rows));
    return {
      events: rows.map((row) => presentEvent(row, names)),
      older: found.length > rows.length ? (rows.at(-1)?.id ?? null) : null,
      query,
      leftOut: misread(url.searchParams, query),
      choices,
      shown: shownDays(entry),
      role: entry.role,
      now: Date.now(),
    };
  });
}

/** What the page says of days that the plan doesn't show; null if it shows them all. */
function shownDays({ tenant, role }: MemberEntry) {
  const wholeOn = smallestPlanWith("audit");
  if (!wholeOn || !auditShownFrom(tenant.limits, Date.now())) return null;
  const billing = may(role, "billing:manage") ? href("/:tenant/billing", { tenant: tenant.slug }) : null;
  return { days: auditDaysOnEveryPlan, wholeOn, billing };
}

const isBackward = ({ from, to }: AuditQuery) => from !== null && to !== null && from > to;

export default function AuditLog({ params, loaderData }: Route.ComponentProps) {
  const { events, older, query, leftOut, choices, shown, role, now } = loaderData;
  const base = href("/:tenant/audit", params);
  const { before, ...filter } = query;
  const isFiltered = Object.values(filter).some((value) => value !== null);
  const download = href("/:tenant/audit/export", params);
  const actions = (["csv", "ndjson"] as const).map((format) => (
    <a
      key={format}
      className="button button-secondary"
      href={hrefOfLog(download, { ...filter, format })}
      download
    >
      Download {format.toUpperCase()}
    </a>
  ));
  return (
    <>
      <PageHeader
        title="Audit log"
        context="Who did what in this workspace, and when."
        action={events.length > 0 ? actions : null}
      />
      <SettingsTabs slug={params.tenant} role={role} />
      {shown ? <ShownDays {...shown} /> : null}
      {events.length > 0 || isFiltered ? (
        <FilterForm base={base} query={query} choices={choices} isFiltered={isFiltered} />
      ) : null}
      {leftOut.length > 0 ? <LeftOut base={base} parts={leftOut} /> : null}
      {query.object ? <OneObject base={base} query={query} object={events[0]?.object} /> : null}
      {events.length > 0 ? (
        <EventList base={base} events={events} isOneObject={query.object !== null} now={now} />
      ) : (
        <NoEvents
          base={base}
          isFiltered={isFiltered || before !== null}
          isBackward={isBackward(query)}
          shownDays={shown?.days ?? null}
        />
      )}
      <Turn base={base} query={query} older={older} />
    </>
  );
}
