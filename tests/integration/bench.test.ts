import { afterEach, expect, test } from "vitest";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { createProject } from "#tests/factories/work.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { buildVariant, programs, type Served, startServer } from "../../bench/stage.ts";

const db = useUnopenedDatabase();
let running: Served[] = [];

afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  running = [];
});

async function start(program: string, env: Record<string, string> = {}): Promise<Served> {
  const server = await startServer(program, { DATABASE_URL: db.url, SESSION_SECRET: db.secret, ...env });
  running.push(server);
  return server;
}

test("what the benchmark compares with shows the same rows as the application", async () => {
  const owner = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner });
  await createProject(db.admin, { tenant, by: owner, name: "Porch" });
  const page = `/${tenant.slug}/projects`;
  const rowsAt = async ({ origin }: Served) => {
    const answer = await fetch(origin + page, { headers: { cookie: owner.cookie } });
    const [table = ""] = /<tbody.*<\/tbody>/s.exec(await answer.text()) ?? [];
    return { status: answer.status, table };
  };
  const app = await start(programs.app);
  const shown = await rowsAt(app);
  expect(shown).toEqual({ status: 200, table: expect.stringContaining("Porch") });
  for (const name of ["plain", "unbound"] as const) {
    buildVariant(name);
    expect(await rowsAt(await start(programs[name]))).toEqual(shown);
  }
  const template = { TEMPLATE_URL: app.origin + page, TEMPLATE_COOKIE: owner.cookie };
  const floor = await start(programs.floor, template);
  expect(await rowsAt(floor)).toEqual(shown);
});
