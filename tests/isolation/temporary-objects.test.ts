import { Client } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { definerFunctions } from "#db/definer-functions.ts";
import { type ServingRole, servingRoles, urlAs } from "#db/roles.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { furnishExamples } from "./examples.ts";
import { callsOf, type Examples, type Step, writesOf } from "./reach.ts";
import { type Stage, setStage } from "./stage.ts";
import { type TrapName, trapIn, trapNames } from "./traps.ts";

/**
 * Whatever a serving role may do is done in a session whose temporary objects are named as PostgreSQL's own.
 * Without pg_temp last in search_path, a function with its owner's rights runs such a session's `uuid`.
 */

const db = useUnopenedDatabase();

async function withSession<T>(role: ServingRole, fn: (session: Client) => Promise<T>): Promise<T> {
  const session = new Client({ connectionString: urlAs(role, db.url, db.secret) });
  await session.connect();
  try {
    return await fn(session);
  } finally {
    await session.end();
  }
}

test.each(servingRoles)("%s makes no temporary objects", async (role) => {
  await withSession(role, async (session) => {
    for (const object of ["domain pg_temp.uuid as uuid", "temporary table pg_class ()"]) {
      await expect(session.query(`create ${object}`)).rejects.toMatchObject({ code: "42501" });
    }
  });
});

describe("where an administrator lets every role make temporary objects", () => {
  let stage: Stage;
  let examples: Examples;
  const steps = {} as Record<ServingRole, Step[]>;
  /** In a session that prepared nothing. */
  const untrapped = {} as Record<ServingRole, Result>;

  beforeAll(async () => {
    const { rows } = await db.admin.query("select quote_ident(current_database()) as name");
    await db.admin.query(`grant temporary on database ${rows[0].name} to public`);
    // Counts the functions that are called, in sessions from now on.
    await db.admin.query(`alter database ${rows[0].name} set track_functions = 'all'`);
    stage = await setStage(db.admin);
    examples = await furnishExamples(db.admin, stage);
    for (const role of servingRoles) {
      steps[role] = await stepsOf(role);
      untrapped[role] = await attack(role, steps[role], "select");
    }
  });

  /** In the name of acme's owner. */
  async function enter(session: Client): Promise<void> {
    const { acme, acmeOwner } = stage;
    await session.query(
      `begin; set local app.tenant_id = '${acme.id}'; set local app.session = '${acmeOwner.session}'; savepoint entered`,
    );
  }

  async function stepsOf(role: ServingRole): Promise<Step[]> {
    return withSession(role, async (session) => {
      await enter(session);
      const calls = await callsOf(db.admin, role, examples);
      return [...calls, ...(await writesOf(db.admin, session, role, examples))];
    });
  }

  interface Result {
    /** What ran with another's rights, and where. */
    escalations: string[];
    /** How each step ended. */
    ends: { target: string; failure: string | null }[];
    /** Functions, by number. */
    called: Set<string>;
  }

  /** In one session forwards, in another backwards: a function keeps the types by which it was read first. */
  async function attack(role: ServingRole, steps: Step[], preparation: string): Promise<Result> {
    const result: Result = { escalations: [], ends: [], called: new Set() };
    for (const ordered of [steps, steps.toReversed()]) {
      await withSession(role, async (session) => {
        session.on("notice", ({ message = "" }) => {
          if (message.startsWith("ran as")) result.escalations.push(message);
        });
        await session.query(preparation);
        // Without pg_catalog, it would be looked at first.
        await session.query("set search_path = pg_temp, pg_catalog");
        for (const step of ordered) {
          await enter(session);
          result.ends.push({ target: step.target, failure: await failureOf(session, step) });
          for (const id of await functionsCalled(session)) result.called.add(id);
        }
      });
    }
    return result;
  }

  async function failureOf(session: Client, { statements }: Step): Promise<string | null> {
    try {
      for (const { sql, values } of statements) await session.query(sql, [...values]);
      await session.query("set constraints all immediate");
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Ends the transaction. */
  async function functionsCalled(session: Client): Promise<string[]> {
    const answers: unknown = await session.query(
      "rollback to entered; select funcid from pg_catalog.pg_stat_xact_user_functions; rollback",
    );
    const [, { rows }] = answers as [unknown, { rows: { funcid: string }[] }];
    return rows.map(({ funcid }) => funcid);
  }

  const cases = servingRoles.flatMap((role) => trapNames.map((trap) => ({ role, trap })));

  test.each(cases)("nothing of a session's own runs with another's rights: $role, $trap", async (given) => {
    const { role, trap } = given;
    const { escalations, ends } = await attack(role, steps[role], await trapIn(db.admin, trap));
    expect(escalations).toEqual([]);
    // Called by the session itself, the queue's functions look names up as the session does.
    const withPath = ({ target }: Result["ends"][number]) => !target.startsWith("graphile_worker.");
    expect(ends.filter(withPath)).toEqual(untrapped[role].ends.filter(withPath));
  });

  test("every function and table is attacked with values that it takes, by one role at least", () => {
    const ends = servingRoles.flatMap((role) => untrapped[role].ends);
    const taken = new Set(ends.filter(({ failure }) => failure === null).map(({ target }) => target));
    expect(taken.size).toBeGreaterThan(30);
    const written = servingRoles.flatMap((role) => steps[role].map(({ target }) => `${target} by ${role}`));
    expect(written).toContain("entered.tasks by rowhouse_app");
    expect(written).toContain("tenant.tasks by rowhouse_worker");
    expect(ends.filter(({ target }) => !taken.has(target))).toEqual([]);
  });

  test("every function that runs with its owner's rights is attacked", async () => {
    const ids = servingRoles.flatMap((role) => [...untrapped[role].called]);
    const { rows } = await db.admin.query("select id::regprocedure::text as name from unnest($1::oid[]) id", [
      ids,
    ]);
    const called = rows.map(({ name }) => name);
    expect(Object.keys(definerFunctions).filter((name) => !called.includes(name))).toEqual([]);
  });

  const safe = "set search_path = pg_catalog, pg_temp";
  const weak = "set search_path = ''";
  const everyRole = servingRoles.join(", ");

  /** A function that all may call. */
  const definer = (path: string, body: string) => `
    create function control.planted(note text) returns boolean language plpgsql security definer ${path}
      as 'begin return ${body}; end';
    alter function control.planted(text) owner to rowhouse_ops;
    grant execute on function control.planted(text) to ${everyRole};`;
  /** One that it calls, and that runs as its caller. */
  const inner = (path: string, callers: string) => `
    create function control.planted_inside(note text) returns boolean language plpgsql ${path}
      as 'declare copy text := note; begin return length(copy) > 0; end';
    revoke all on function control.planted_inside(text) from public;
    grant execute on function control.planted_inside(text) to ${callers};`;
  const trigger = (path: string) => `
    create function control.planted_trigger() returns trigger language plpgsql security definer ${path}
      as 'declare copy text := new.name; begin return new; end';
    alter function control.planted_trigger() owner to rowhouse_ops;
    create trigger planted before update on tenant.projects for each row execute function control.planted_trigger();`;

  async function escalationsWith(planted: string, trap: TrapName): Promise<string> {
    await db.admin.query(planted);
    try {
      const preparation = await trapIn(db.admin, trap);
      const results: Result[] = [];
      for (const role of servingRoles) {
        const aimed = (await stepsOf(role)).filter(({ target }) => /planted|tenant.projects/.test(target));
        results.push(await attack(role, aimed, preparation));
      }
      return results.flatMap(({ escalations }) => escalations).join("\n");
    } finally {
      await db.admin.query(`
        drop trigger if exists planted on tenant.projects;
        drop function if exists control.planted(text), control.planted_inside(text), control.planted_trigger();`);
    }
  }

  const callsInside = "control.planted_inside(note)";

  test.each<[string, TrapName, string]>([
    ["names a type", "domains named as types", definer(weak, "note::uuid is null")],
    ["casts to one", "types with casts", definer(weak, "note::uuid is null")],
    ["reads the catalog", "views named as tables", definer(weak, "exists (select from pg_class)")],
    ["calls a temporary function", "functions", definer(safe, "pg_temp.length(note) > 0")],
    ["uses a temporary operator", "operators", definer(safe, "note operator(pg_temp.=) note")],
    ["names a type in a trigger", "domains named as types", trigger(weak)],
    [
      "calls one that names a type",
      "domains named as types",
      `${definer(safe, callsInside)} ${inner(weak, "rowhouse_ops")}`,
    ],
    [
      "calls one without a path, which the session has read by its own names",
      "domains named as types",
      `${definer(safe, callsInside)} ${inner("", `rowhouse_ops, ${everyRole}`)}`,
    ],
  ])("a planted function is noticed: it %s", async (_what, trap, planted) => {
    expect(await escalationsWith(planted, trap)).toMatch(/ran as rowhouse_ops: .*planted/s);
  });

  test("a planted function without such a mistake is not", async () => {
    const planted = `${definer(safe, callsInside)} ${inner("", "rowhouse_ops")} ${trigger(safe)}`;
    for (const trap of trapNames) expect(await escalationsWith(planted, trap)).toBe("");
  });

  test("with an empty search path, or none, functions of both kinds are bent", async () => {
    const preparation = await trapIn(db.admin, "domains named as types");
    const all =
      "select oid::regprocedure::text as name from pg_proc where pronamespace = 'control'::regnamespace";
    const { rows } = await db.admin.query<{ name: string }>(all);
    const setAll = async (path: string) => {
      for (const { name } of rows) await db.admin.query(`alter function ${name} ${path}`);
    };
    for (const path of [weak, "reset search_path"]) {
      await setAll(path);
      const results: string[] = [];
      for (const role of servingRoles) {
        const { escalations } = await attack(role, steps[role], preparation);
        expect(escalations, `${role}, ${path}`).not.toEqual([]);
        results.push(...escalations);
      }
      // graphile-worker's functions set no path of their own, and have that of their caller.
      expect(results.join("\n")).toContain("graphile_worker.add_jobs");
    }
    await setAll(safe);
  });
});
