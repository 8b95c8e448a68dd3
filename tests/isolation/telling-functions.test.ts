import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { ServingRole } from "#db/roles.ts";
import type { TestUser } from "#tests/factories/people.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { callsOf, type Examples, type Step } from "./reach.ts";
import type { Stage } from "./stage.ts";
import { areTold, type Counted, countedRelations, countersOf, planners, removeDeadRows } from "./tells.ts";
import { madeUp, setThief } from "./thief.ts";

/** A thief calls every function with what is there, and with what is not: what do errors and counters tell? */

const db = useUnopenedDatabase();
let stage: Stage;
let thief: TestUser;
let known: Examples;
let secret: Examples;
let relations: Counted;
let deleted: string;
/** In place of whom and what there is. */
const absent = { id: randomUUID(), email: "absent@example.test", slug: "no-such-slug" };

beforeAll(async () => {
  ({ stage, thief, known, secret } = await setThief(db.admin));
  deleted = await ownDeletedTenant();
  const { acme, acmeOwner } = stage;
  await db.admin.query(
    `insert into control.mails (id, tenant_id, to_email, template, invited_by)
     values (gen_random_uuid(), $1, $2, 'invitation', $3)`,
    [acme.id, acmeOwner.email, acmeOwner.id],
  );
  relations = await countedRelations(db.admin);
});

/** One that acme's owner may bring back. */
async function ownDeletedTenant(): Promise<string> {
  const { rows } = await db.admin.query<{ id: string }>(
    "select id from control.tenants where deleted_by = $1 and purge_after > now()",
    [stage.acmeOwner.id],
  );
  if (!rows[0]) throw new Error("The stage has no deleted tenant");
  return rows[0].id;
}

interface Answer {
  target: string;
  answer: string;
  counted: string;
}

/** How a function tells. */
const ways = { answers: "answer", reads: "counted" } as const;

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

/** What is there, and what isn't, to be put in its place. */
type Instead = readonly (readonly [there: string, nowhere: string])[];

function facts(): Record<string, Instead> {
  const { acme, acmeOwner, acmeViewer, acmeIds } = stage;
  const ids = [acme.id, acmeOwner.id, acmeViewer.id, ...Object.values(acmeIds)];
  return {
    "an id": ids.map((there) => [there, absent.id]),
    "a deleted tenant's id": [[deleted, absent.id]],
    "an email": [[acmeOwner.email, absent.email]],
    "a slug": [[acme.slug, absent.slug]],
  };
}

function replaced(examples: Examples, instead: Instead): Examples {
  const one = (value: string | null) =>
    value && instead.reduce((text, [there, nowhere]) => text.replaceAll(there, nowhere), value);
  return Object.fromEntries(Object.entries(examples).map(([name, values]) => [name, values.map(one)]));
}

interface Caller {
  role: ServingRole;
  session?: string;
  /** That the caller has entered; without it, the one that it names. */
  own?: string;
}

/** The functions that tell that something is there: `control.f() answers a slug`, or only `reads` it. */
async function told({ role, session = madeUp, own }: Caller): Promise<string[]> {
  const found = new Set<string>();
  const knows = { ...known, session: [session] };
  for (const planner of Object.values(planners)) {
    for (const [fact, instead] of Object.entries(facts())) {
      const there = fact === "a deleted tenant's id" ? replaced(knows, [[stage.acme.id, deleted]]) : knows;
      const answers = async (examples: Examples, only?: string) => {
        const steps = await callsOf(db.admin, role, examples);
        const settings = [
          `"app.session" = '${session}'`,
          `"app.tenant_id" = '${own ?? examples.tenant?.[0]}'`,
          // With a value that is null at hand, PostgreSQL plans to look at nothing.
          "plan_cache_mode = force_generic_plan",
          ...planner,
        ];
        return answersOf(role, only ? steps.filter(({ target }) => target === only) : steps, settings);
      };
      const [some, none] = [await answers(there), await answers(replaced(there, instead))];
      expect(some.length).toBe(none.length);
      for (const [place, { target }] of some.entries()) {
        const way = Object.entries(ways).find(([, part]) => some[place]?.[part] !== none[place]?.[part]);
        if (!way) continue;
        const [tells, part] = way;
        const what = `${target} ${tells} ${fact}`;
        if (found.has(what)) continue;
        // What calls before it wrote and took back is read as well: again, each without that.
        const alone = async (examples: Examples) => {
          await removeDeadRows(db.admin);
          return JSON.stringify((await answers(examples, target)).map((one) => one[part]));
        };
        const isTold = await areTold(
          () => alone(there),
          () => alone(replaced(there, instead)),
        );
        if (isTold) found.add(what);
      }
    }
  }
  return [...found]
    .filter((what) => !found.has(what.replace(" reads ", " answers ")) || !/ reads /.test(what))
    .sort();
}

const toldAtDoor = [
  "control.password_derivation(text) answers an email",
  "control.request_reset(text,text) reads an email",
  "control.sign_in(text,bytea,jsonb) reads an email",
  "control.sign_up(uuid,text,text,text,boolean,jsonb) answers an email",
];
const toldToAccounts = [
  "control.found_tenant(uuid,text,text) answers a deleted tenant's id",
  "control.found_tenant(uuid,text,text) answers a slug",
  "control.found_tenant(uuid,text,text) answers an id",
  "control.open_door(text,text) reads a slug",
  "control.own_tenant(text) reads a slug",
];

test("no function tells who and what is there, but that the door's tell the email of an account", async () => {
  expect(await told({ role: "rowhouse_app" })).toEqual([]);
  expect(await told({ role: "rowhouse_door" })).toEqual(toldAtDoor);
});

test("with an account of one's own, they tell whether a slug is given out, and an id when it is taken", async () => {
  expect(await told({ role: "rowhouse_app", session: thief.session })).toEqual(toldToAccounts);
  expect(await told({ role: "rowhouse_door", session: thief.session })).toEqual([
    "control.ask_email_change(bytea,text) reads an email",
    ...toldAtDoor,
  ]);
});

test("to the owner of another tenant, also whether an email was invited elsewhere", async () => {
  const { globex, globexOwner } = stage;
  expect(await told({ role: "rowhouse_app", session: globexOwner.session, own: globex.id })).toEqual(
    [
      ...toldToAccounts,
      "control.invitations_mailed(text[]) reads an email",
      "control.take_slug(text) answers a slug",
    ].sort(),
  );
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
    const answer = async (network: string) => {
      await removeDeadRows(db.admin);
      return JSON.stringify(await answersOf("rowhouse_door", asking(network), planner));
    };
    const isTold = await areTold(
      () => answer("203.0.113"),
      () => answer("198.51.100"),
    );
    expect(isTold, planner.join()).toBe(false);
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
    expect(await told({ role: "rowhouse_app" })).toEqual(["control.rename_other(text) reads an email"]);
  } finally {
    await db.admin.query("drop function control.rename_other(text)");
  }
});
