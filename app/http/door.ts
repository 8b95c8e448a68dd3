import { createHash } from "node:crypto";
import type { RequestHandler } from "express";
import type { App } from "#app/app.ts";
import type { Door } from "#app/context.ts";
import type { Role } from "#app/domain/membership/permissions.ts";
import { limitsOf, type PlanName, type PlanOverrides } from "#app/domain/plan/plans.ts";
import type { Closure } from "#app/domain/tenant/closure.ts";
import { layers } from "#db/layers.ts";
import { sessionTokenFrom } from "./session-cookie.ts";
import { slugOf } from "./slug-of-path.ts";

interface DoorRow {
  session_id: string;
  user_id: string;
  user_name: string;
  user_email: string;
  user_is_operator: boolean;
  tenant_id: string | null;
  tenant_slug: string;
  tenant_name: string;
  tenant_closure: Closure | null;
  tenant_plan: PlanName;
  tenant_plan_overrides: PlanOverrides;
  tenant_home: string;
  tenant_door_hue: number | null;
  tenant_version: number;
  membership_role: Role | null;
}

/** Turns a request into its `Door`, in one round trip, and keeps it in `res.locals.door` for everything after. */
export function door(app: Pick<App, "config" | "database" | "lastSeen">): RequestHandler {
  return async function door(req, res, next) {
    const slug = slugOf(req.path);
    const readOnly = req.method === "GET" || req.method === "HEAD";
    const token = sessionTokenFrom(req.headers.cookie, app.config);
    const found = token ? await open(app, token, slug) : outsider;
    if (found.sessionId) app.lastSeen.note(found.sessionId);
    res.locals.door = { slug, readOnly, ...found } satisfies Door;
    next();
  };
}

const outsider = { sessionId: null, user: null, tenant: null, role: null };

async function open(
  { database }: Pick<App, "database">,
  token: string,
  slug: string | null,
): Promise<Omit<Door, "slug" | "readOnly">> {
  const { rows } = await database.appPool.query<DoorRow>({
    name: "open_door",
    text: "select * from control.open_door($1, $2)",
    values: [createHash("sha256").update(token).digest(), slug],
  });
  const row = rows[0];
  if (!row) return outsider;
  return {
    sessionId: row.session_id,
    user: { id: row.user_id, name: row.user_name, email: row.user_email, isOperator: row.user_is_operator },
    ...(entered(row) ?? { tenant: null, role: null }),
  };
}

function entered(row: DoorRow) {
  const { tenant_id: id, membership_role: role } = row;
  if (id && role) return { tenant: tenantOf(row, id), role };
  // With the door's layer off, which only the isolation suite does, a stranger is let in as an owner would be.
  return !layers.door && id ? { tenant: tenantOf({ ...row, ...unseen }, id), role: "owner" as const } : null;
}

/** In place of what the database tells of a tenant to its members alone. */
const unseen = {
  tenant_slug: "unseen",
  tenant_name: "",
  tenant_closure: null,
  tenant_plan: "free",
  tenant_plan_overrides: {},
  tenant_home: "shared",
  tenant_version: 1,
} as const;

function tenantOf(row: DoorRow, id: string) {
  return {
    id,
    slug: row.tenant_slug,
    name: row.tenant_name,
    closure: row.tenant_closure,
    plan: row.tenant_plan,
    limits: limitsOf(row.tenant_plan, row.tenant_plan_overrides),
    home: row.tenant_home,
    doorHue: row.tenant_door_hue,
    version: row.tenant_version,
  };
}
