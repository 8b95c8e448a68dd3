import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { ServingRole } from "#db/roles.ts";
import type { TestUser } from "#tests/factories/people.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { callsOf, type Examples, type Step } from "./reach.ts";
import type { Stage } from "./stage.ts";
import { type Counted, countedRelations, countersOf, planners, removeDeadRows } from "./tells.ts";
import { setThief } from "./thief.ts";

/** A thief calls every function for who and what is there, and for nobody and nothing: what do errors and counters tell? */

const db = useUnopenedDatabase();
let stage: Stage;
let thief: TestUser;
let known: Examples;
let secret: Examples;
let relations: Counted;
/** In place of whom and what there is. */
const nobody = { id: randomUUID(), email: "nobody@example.test", slug: "no-such-slug" };

beforeAll(async () => {
  ({ stage, thief, known, secret } = await setThief(db.admin));
  relations = await countedRelations(db.admin);
});

interface Answer {
  target: string;
  answer: string;
  counted: string;
}

function differs(one: Answer | undefined, other: Answer | undefined, mayRead: boolean): boolean {
  return one?.answer !== other?.answer || (!mayRead && one?.counted !== other?.counted);
}

/** What each call answers: its rows, or the error; and how many rows of which tables it read on the way. */
async function answersOf(role: ServingRole, steps: Step[], settings: string[]): Promise<Answer[]> {
  const client = await db.admin.connect();
  const answers: Answer[] = [];
  try {
    for (const { target, statements } of steps) {
      const local = settings.map((setting) => `set local ${setting};`).join("");
      await client.query(
        `discard plans; begin; ${local} set local session authorization ${role}; savepoint before`,
      );
      const before = await countersOf(client, relations);
      const answer = await (async () => {
        const rows = [];
        for (const { sql, values } of statements) rows.push((await client.query(sql, [...values])).rows);
        await client.query("set constraints all immediate");
        return JSON.stringify(rows);
      })().catch(({ code, message }) => `${code} ${message}`);
      await client.query("rollback to before");
      const counted = (await countersOf(client, relations))
        .map((count, place) => count - (before[place] ?? 0))
        .join();
      answers.push({ target, answer, counted });
      await client.query("rollback");
    }
  } finally {
    client.release(true);
  }
  return answers;
}

/** The targets that tell, by their answer or by what they read, who and what is there. */
async function told(role: ServingRole): Promise<string[]> {
  const { acme, acmeOwner, acmeViewer } = stage;
  const { id, email, slug } = nobody;
  const instead = new Map<string, string>([acme, acmeOwner, acmeViewer].map((known) => [known.id, id]));
  instead.set(acmeOwner.email, email).set(acme.slug, slug);
  const unknown = Object.fromEntries(
    Object.entries(known).map(([name, values]) => [
      name,
      values.map((value) => instead.get(value ?? "") ?? value),
    ]),
  );
  const found = new Set<string>();
  const session = `"app.session" = '${thief.session}'`;
  const inside = (tenantId: string) => `"app.tenant_id" = '${tenantId}'`;
  const strangers = Object.values(planners).map((planner) => [
    ...["\"app.session\" = 'none'", "plan_cache_mode = force_generic_plan"],
    ...planner,
  ]);
  for (const settings of [...strangers, [session]]) {
    const calls = [await callsOf(db.admin, role, known), await callsOf(db.admin, role, unknown)] as const;
    const look = (steps: Step[], tenantId: string) => answersOf(role, steps, [...settings, inside(tenantId)]);
    const there = await look(calls[0], acme.id);
    const nowhere = await look(calls[1], nobody.id);
    expect(there.length).toBe(nowhere.length);
    for (const [place, { target }] of there.entries()) {
      // With a session, a function may look for what its caller names, and then whether they may see it.
      const mayRead = [...settings, JSON.stringify(calls[0][place])].join().includes(thief.session);
      if (found.has(target) || !differs(there[place], nowhere[place], mayRead)) continue;
      // What calls before it wrote and took back is read as well: once more, each without that.
      await removeDeadRows(db.admin);
      const [one] = await look(calls[0].slice(place, place + 1), acme.id);
      await removeDeadRows(db.admin);
      const [other] = await look(calls[1].slice(place, place + 1), nobody.id);
      if (differs(one, other, mayRead)) found.add(target);
    }
  }
  return [...found].sort();
}

test("no function tells who and what is there, but that the door's tell the email of an account", async () => {
  expect(await told("rowhouse_app")).toEqual([]);
  expect(await told("rowhouse_door")).toEqual([
    "control.password_derivation(text)",
    "control.request_reset(text,text)",
    "control.sign_in(text,bytea,jsonb)",
    "control.sign_up(uuid,text,text,text,boolean,jsonb)",
  ]);
});

test("whether an account knows a network is told to nobody", async () => {
  const { acmeOwner } = stage;
  await db.admin.query("insert into control.known_networks (user_id, network) values ($1, '203.0.113')", [
    acmeOwner.id,
  ]);
  const asking = (network: string): Step[] => [
    {
      target: "control.request_reset(text,text)",
      statements: [{ sql: "select from control.request_reset($1, $2)", values: [acmeOwner.email, network] }],
    },
  ];
  for (const planner of Object.values(planners)) {
    const answers = ["203.0.113", "198.51.100"].map((network) =>
      answersOf("rowhouse_door", asking(network), planner),
    );
    const [known, unknown] = await Promise.all(answers);
    expect(known).toEqual(unknown);
  }
});

test("no error shows a row, not even one's own: it has what nobody may read", async () => {
  const { acme, acmeOwner } = stage;
  const odd = Object.fromEntries(
    Object.entries(secret).map(([name, values]) => [name, [...values, "", "x".repeat(1_000)]]),
  );
  const shown: string[] = [];
  const client = await db.admin.connect();
  for (const role of ["rowhouse_app", "rowhouse_door"] as const) {
    for (const { target, statements } of await oddCalls(role, odd)) {
      await client.query(
        `begin; set local "app.session" = '${acmeOwner.session}'; set local "app.tenant_id" = '${acme.id}';
         set local session authorization ${role}`,
      );
      for (const { sql, values } of statements)
        await client.query(sql, [...values]).catch(({ detail = "" }) => {
          if (/Failing row/.test(detail)) shown.push(target);
        });
      await client.query("rollback");
    }
  }
  client.release(true);
  expect([...new Set(shown)]).toEqual([]);
});

/** Each function with each of its odd values, beside the first of the others. */
async function oddCalls(role: ServingRole, odd: Examples): Promise<Step[]> {
  const calls: Step[] = [];
  for (const name of Object.keys(odd)) {
    const one = Object.fromEntries(
      Object.entries(odd).map(([other, values]) => [
        other,
        other === name ? values.slice(-2) : values.slice(0, 1),
      ]),
    );
    calls.push(...(await callsOf(db.admin, role, one)));
  }
  return calls;
}

test("a function that looks up what its caller names before it asks who acts would tell", async () => {
  await db.admin.query(`
    create function control.rename_other(of_email text) returns void
      language plpgsql security definer set search_path = pg_catalog, pg_temp
      as $$ begin
        perform from control.users u where u.email = of_email;
        if control.acting_user() is null then raise exception 'no user is acting'; end if;
      end $$;
    grant execute on function control.rename_other(text) to rowhouse_app`);
  try {
    expect(await told("rowhouse_app")).toEqual(["control.rename_other(text)"]);
  } finally {
    await db.admin.query("drop function control.rename_other(text)");
  }
});
