import type { PlanName } from "#app/domain/plan/plans.ts";
import type { Reader } from "#db/transaction.ts";

/** Reads across tenants, for `withOperator` alone. */

export interface ListRequest {
  /** Part of a name or an address; empty: everything. */
  q: string;
  /** Counted from 1. */
  page: number;
  pageSizeRows: number;
}

export interface OperatorList<Row> {
  rows: Row[];
  total: number;
  /** The page this is: the last one, if a later one was asked for. */
  page: number;
}

export interface OperatorTenant {
  id: string;
  slug: string;
  name: string;
  doorHue: number | null;
  status: "active" | "suspended" | "deleted";
  /** When a deleted one is erased. */
  purgeAfter: Date | null;
  plan: PlanName;
  hasOverrides: boolean;
  members: number;
  createdAt: Date;
}

/** Tenants, newest first. Indexes: tenants_created_at, and the memberships' key for the 50 counts; a search scans. */
export function operatorTenants(tx: Reader, request: ListRequest): Promise<OperatorList<OperatorTenant>> {
  const matches = `($1 = '' or position(lower($1) in lower(t.name)) > 0 or position(lower($1) in t.slug) > 0)`;
  return listed<OperatorTenant>(tx, request, {
    count: `select count(*)::int as total from control.tenants t where ${matches}`,
    rows: `with page as materialized (
        select t.* from control.tenants t where ${matches}
        order by t.created_at desc, t.id desc
        limit $2 offset $3
      )
      select t.id, t.slug, t.name, t.door_hue as "doorHue", t.status, t.purge_after as "purgeAfter", t.plan, t.created_at as "createdAt",
        t.plan_overrides <> '{}' as "hasOverrides",
        (select count(*)::int from control.memberships m where m.tenant_id = t.id) as members
      from page t
      order by t.created_at desc, t.id desc`,
  });
}

export interface OperatorUser {
  id: string;
  name: string;
  email: string;
  isOperator: boolean;
  tenants: number;
  createdAt: Date;
}

/** People, newest first. Indexes: users_created_at, and memberships_user_id for the 50 counts; a search scans. */
export function operatorUsers(tx: Reader, request: ListRequest): Promise<OperatorList<OperatorUser>> {
  const matches = `($1 = '' or position(lower($1) in lower(u.name)) > 0 or position(lower($1) in u.email) > 0)`;
  return listed<OperatorUser>(tx, request, {
    count: `select count(*)::int as total from control.users u where ${matches}`,
    rows: `with page as materialized (
        select u.* from control.users u where ${matches}
        order by u.created_at desc, u.id desc
        limit $2 offset $3
      )
      select u.id, u.name, u.email, u.is_operator as "isOperator", u.created_at as "createdAt",
        (select count(*)::int from control.memberships m where m.user_id = u.id) as tenants
      from page u
      order by u.created_at desc, u.id desc`,
  });
}

// The page is cut out before anything is counted for its rows: what an offset skips must cost next to nothing.
async function listed<Row>(
  tx: Reader,
  { q, page, pageSizeRows }: ListRequest,
  sql: { count: string; rows: string },
): Promise<OperatorList<Row>> {
  const [count] = await tx.rows<{ total: number }>(sql.count, [q]);
  const total = count?.total ?? 0;
  const shown = Math.min(page, Math.max(1, Math.ceil(total / pageSizeRows)));
  const rows = await tx.rows<Row>(sql.rows, [q, pageSizeRows, (shown - 1) * pageSizeRows]);
  return { rows, total, page: shown };
}
