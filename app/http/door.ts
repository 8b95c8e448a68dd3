import type { RequestHandler } from "express";
import { sql } from "kysely";
import type { App } from "#app/app.ts";
import type { Door, Tenant } from "#app/context.ts";
import type { Role } from "#app/domain/membership/permissions.ts";
import { limitsOf, type PlanName, type PlanOverrides } from "#app/domain/plan/plans.ts";
import { query } from "#app/domain/query.ts";
import type { Closure } from "#app/domain/tenant/closure.ts";
import { statementsOn } from "#db/driver.ts";
import { layers } from "#db/layers.ts";
import { boolean, integer, json, nullable, smallint, text, textOf, uuid } from "#db/query.ts";
import type { Reader } from "#db/transaction.ts";
import { sessionTokenFrom } from "./session-cookie.ts";
import { slugOf } from "./slug-of-path.ts";

/** The slug may also be a former one of the tenant. */
const openDoor = query.byHand(
  "door",
  {
    sessionId: uuid,
    userId: uuid,
    userName: text,
    userEmail: text,
    isOperator: boolean,
    // All null from here if the user doesn't belong to the tenant.
    tenantId: nullable(uuid),
    role: nullable(textOf<Role>()),
    slug: nullable(text),
    name: nullable(text),
    closure: nullable(json<Closure>()),
    plan: nullable(textOf<PlanName>()),
    planOverrides: nullable(json<PlanOverrides>()),
    home: nullable(text),
    hue: nullable(smallint),
    version: nullable(integer),
  },
  ({ session, slug }: { session: string; slug: string | null }) => sql`
    select session_id as "sessionId", user_id as "userId", user_name as "userName", user_email as "userEmail",
      user_is_operator as "isOperator", tenant_id as "tenantId", membership_role as role, tenant_slug as slug,
      tenant_name as name, tenant_closure as closure, tenant_plan as plan, tenant_plan_overrides as "planOverrides",
      tenant_home as home, tenant_hue as hue, tenant_version as version
    from control.open_door(${session}, ${slug})`,
);
type DoorRow = Awaited<ReturnType<typeof openDoor>>[number];

/** Sets `res.locals.door`, in one round trip. */
export function door(app: Pick<App, "config" | "database" | "lastSeen">): RequestHandler {
  const statements = statementsOn(app.database.appPool);
  return async function door(req, res, next) {
    const slug = slugOf(req.path);
    const readOnly = req.method === "GET" || req.method === "HEAD";
    const token = sessionTokenFrom(req.headers.cookie, app.config);
    const found = token ? await open(statements, token, slug) : outsider;
    if (token && found.sessionId) app.lastSeen.note(token);
    res.locals.door = {
      slug,
      readOnly,
      credential: token && found.sessionId ? { session: token } : null,
      ...found,
    } satisfies Door;
    next();
  };
}

const outsider = { sessionId: null, user: null, tenant: null, role: null };

async function open(
  statements: Reader,
  token: string,
  slug: string | null,
): Promise<Omit<Door, "slug" | "readOnly" | "credential">> {
  const row = await openDoor.first(statements, { session: token, slug });
  if (!row) return outsider;
  const { sessionId, userId, userName, userEmail, isOperator } = row;
  return {
    sessionId,
    user: { id: userId, name: userName, email: userEmail, isOperator },
    ...(entered(row) ?? { tenant: null, role: null }),
  };
}

function entered(row: DoorRow) {
  const { tenantId: id, role } = row;
  if (id === null) return null;
  if (role) return { tenant: tenantOf(row, id), role };
  // Only the isolation suite switches this layer off: then a stranger is let in as an owner.
  return layers.door ? null : { tenant: { id, ...unseen }, role: "owner" as const };
}

const unseen = {
  slug: "unseen",
  name: "",
  closure: null,
  plan: "free",
  limits: limitsOf("free", {}),
  home: "shared",
  hue: null,
  version: 1,
} as const;

/** @throws if the function tells a member's role without the tenant */
function tenantOf(row: DoorRow, id: string): Tenant {
  const { slug, name, closure, plan, planOverrides, home, hue, version } = row;
  if (
    slug === null ||
    name === null ||
    plan === null ||
    planOverrides === null ||
    home === null ||
    version === null
  )
    throw new Error("control.open_door gave a member no tenant");
  return { id, slug, name, closure, plan, limits: limitsOf(plan, planOverrides), home, hue, version };
}
