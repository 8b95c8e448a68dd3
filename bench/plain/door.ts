import type { RequestHandler } from "express";
import type { App } from "#app/app.ts";
import type { Door } from "#app/context.ts";
import { limitsOf } from "#app/domain/plan/plans.ts";
import type { Database } from "#db/database.ts";

/** In place of the door: each request acts as the owner of the tenant in its path. */
export function door({ database }: Pick<App, "database">): RequestHandler {
  const remembered = new Map<string, Promise<Door>>();
  return async function door(req, res, next) {
    const slug = req.path.split("/")[1] ?? "";
    const known = remembered.get(slug) ?? lookUp(database, slug);
    remembered.set(slug, known);
    res.locals.door = await known;
    next();
  };
}

async function lookUp(database: Database, slug: string): Promise<Door> {
  const { rows } = await database.opsPool.query(
    `select t.id, t.name, t.plan, m.user_id, u.name as user_name, u.email
     from control.tenants t
     join control.memberships m on m.tenant_id = t.id and m.role = 'owner'
     join control.users u on u.id = m.user_id
     where t.slug = $1`,
    [slug],
  );
  const row = rows[0];
  if (!row)
    return {
      slug: null,
      sessionId: null,
      credential: null,
      user: null,
      tenant: null,
      role: null,
      readOnly: true,
    };
  return {
    slug,
    sessionId: row.user_id,
    credential: { session: "" },
    user: { id: row.user_id, name: row.user_name, email: row.email, isOperator: false },
    tenant: {
      id: row.id,
      slug,
      name: row.name,
      closure: null,
      plan: row.plan,
      home: "shared",
      hue: null,
      version: 1,
      limits: limitsOf(row.plan, { requestsPerMinute: 1_000_000_000 }),
    },
    role: "owner",
    readOnly: true,
  };
}
