import * as build from "virtual:react-router/server-build";
import { expect, test } from "vitest";
import type { Access } from "#app/access.ts";
import { cookieOf, createSession } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { fill, type RouteTarget, shapes, targets } from "./routes.ts";
import { setStage } from "./stage.ts";

const app = useApp();
const allIds = Object.keys(build.routes);

function isPrivate({ ids }: RouteTarget): boolean {
  const handles = ids.map((id) => build.routes[id]?.module as { handle?: { access?: Access } } | undefined);
  return handles.some((module) => module?.handle?.access?.read !== "public");
}

test("no page for people who are signed in, of a tenant or not, is kept by a cache, and neither is its data", async () => {
  const stage = await setStage(app.db.admin);
  await app.db.admin.query("update control.users set is_operator = true where id = $1", [stage.acmeOwner.id]);
  const routes = targets(build).filter(isPrivate);
  expect(routes.length).toBeGreaterThan(30);
  const kept: string[] = [];
  for (const route of routes) {
    const path = fill(route.pattern, stage.acme.slug, stage.acmeIds);
    for (const url of shapes(path, route, allIds)) {
      const cookie = cookieOf(await createSession(app.db.admin, stage.acmeOwner.id));
      const { status, headers } = await app.visitor(cookie).get(url);
      expect(status, url).toBeLessThan(500);
      if (headers.get("cache-control") !== "private, no-store") kept.push(`${status} ${url}`);
    }
  }
  expect(kept).toEqual([]);
});
