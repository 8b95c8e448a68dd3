import { href } from "react-router";
import { access } from "#app/access.ts";
import { type MemberEntry, memberEntryOf } from "#app/context.ts";
import { auditDaysOnEveryPlan, auditShownFrom } from "#app/domain/audit/policy.ts";
import { newestEvents } from "#app/domain/audit/reads.ts";
import { selectAudit } from "#app/domain/audit/selection.ts";
import { may } from "#app/domain/membership/permissions.ts";
import { namesOf } from "#app/domain/membership/reads.ts";
import { type PlanName, smallestPlanWith } from "#app/domain/plan/plans.ts";
import { queryOf } from "#app/routes/params.ts";
import { SettingsTabs } from "#app/routes/tenant/settings-tabs.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/index.ts";
import { EventList } from "./event-list.tsx";
import { FilterForm, NotUnderstood, OneObject } from "./filter.tsx";
import { auditChoices, filterOf, knownInLog, knownQuery, misread } from "./load.ts";
import { hrefOfLog } from "./log-href.ts";
import { idsInEvents, presentEvent } from "./present.ts";
import { type AuditQuery, auditQuery } from "./schema.ts";

export const handle = access({ read: "audit:read" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Audit log", matches);

export async function loader({ request, url, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  return readTenant(entry, async (tx) => {
    const known = await knownInLog(tx);
    const query = knownQuery(queryOf(request, auditQuery), known);
    const [choices, selection] = await Promise.all([
      auditChoices(tx, known),
      selectAudit(tx, filterOf(query, known, entry)),
    ]);
    const last = Math.min(selection.last, (query.before ?? Number.POSITIVE_INFINITY) - 1);
    const { events, older } = await newestEvents(tx, { ...selection, last });
    const names = await namesOf(tx, idsInEvents(events));
    return {
      events: events.map((event) => presentEvent(event, names)),
      older,
      query,
      notUnderstood: misread(url.searchParams, query),
      choices,
      shown: shownDays(entry),
      role: entry.role,
      now: Date.now(),
    };
  });
}

function shownDays({ tenant, role }: MemberEntry) {
  const wholeOn = smallestPlanWith("audit");
  if (!wholeOn || !auditShownFrom(tenant.limits, Date.now())) return null;
  const billing = may(role, "billing:manage") ? href("/:tenant/billing", { tenant: tenant.slug }) : null;
  return { days: auditDaysOnEveryPlan, wholeOn, billing };
}

const isBackward = ({ from, to }: AuditQuery) => from !== null && to !== null && from > to;

export default function AuditLog({ params, loaderData }: Route.ComponentProps) {
  const { events, older, query, notUnderstood, choices, shown, role, now } = loaderData;
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
      {notUnderstood.length > 0 ? <NotUnderstood base={base} parts={notUnderstood} /> : null}
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
      <PageLinks base={base} query={query} older={older} />
    </>
  );
}

interface ShownDaysProps {
  days: number;
  /** The smallest plan that shows all of it. */
  wholeOn: PlanName;
  /** Null for members who can't change the plan. */
  billing: string | null;
}

function ShownDays({ days, wholeOn, billing }: ShownDaysProps) {
  return (
    <p className="mb-4 max-w-prose text-sm text-muted">
      You see the last {days} days. Everything is recorded, and the {wholeOn} plan shows all of it.{" "}
      {billing ? (
        <a className="link" href={billing}>
          See your plan
        </a>
      ) : (
        "Ask an owner to upgrade."
      )}
    </p>
  );
}

interface NoEventsProps {
  base: string;
  isFiltered: boolean;
  isBackward: boolean;
  /** Null: all of them. */
  shownDays: number | null;
}

function NoEvents({ base, isFiltered, isBackward, shownDays }: NoEventsProps) {
  if (isFiltered) {
    return (
      <EmptyState
        action={
          <a className="button button-secondary" href={base}>
            Clear the filters
          </a>
        }
      >
        {isBackward ? "The first day is after the last, so nothing can be found." : "No event is like that."}
      </EmptyState>
    );
  }
  return (
    <EmptyState>
      Who changed what, and when, is kept here by itself.{" "}
      {shownDays === null ? "Nothing was changed yet." : `Nothing was changed in the last ${shownDays} days.`}
    </EmptyState>
  );
}

interface PageLinksProps {
  base: string;
  query: AuditQuery;
  older: number | null;
}

function PageLinks({ base, query, older }: PageLinksProps) {
  if (older === null && query.before === null) return null;
  return (
    <nav className="pagination justify-end" aria-label="Pages">
      <span className="flex gap-2">
        {query.before === null ? null : (
          <a
            className="button button-secondary button-small"
            href={hrefOfLog(base, { ...query, before: null })}
          >
            Newest
          </a>
        )}
        {older === null ? null : (
          <a
            className="button button-secondary button-small"
            rel="next"
            href={hrefOfLog(base, { ...query, before: older })}
          >
            Older
          </a>
        )}
      </span>
    </nav>
  );
}
